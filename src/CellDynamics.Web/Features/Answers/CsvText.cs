using System.Globalization;
using System.Text;

namespace CellDynamics.Web.Features.Answers;

/// <summary>Comma-separated values (RFC 4180). Texts that a spreadsheet would run as a formula get an apostrophe in front.</summary>
internal sealed class CsvText
{
    private readonly StringBuilder text = new();

    public void Row(params ReadOnlySpan<object?> cells)
    {
        for (int i = 0; i < cells.Length; i++)
        {
            if (i > 0)
                text.Append(',');
            Append(cells[i]);
        }
        text.Append("\r\n");
    }

    public override string ToString() => text.ToString();

    private void Append(object? cell)
    {
        switch (cell)
        {
            case null: break;
            case float number: AppendNumber(number, number.ToString("R", CultureInfo.InvariantCulture)); break;
            case double number: AppendNumber(number, number.ToString("R", CultureInfo.InvariantCulture)); break;
            case int number: text.Append(CultureInfo.InvariantCulture, $"{number}"); break;
            default: AppendWords(cell.ToString()!); break;
        }
    }

    private void AppendNumber(double number, string written)
    {
        if (double.IsFinite(number))
            text.Append(written);
    }

    private void AppendWords(string words)
    {
        string safe = words.Length > 0 && words[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? $"'{words}" : words;
        bool needsQuotes = safe.AsSpan().ContainsAny(',', '"', '\n') || safe.Contains('\r', StringComparison.Ordinal);
        text.Append(needsQuotes ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe);
    }
}
