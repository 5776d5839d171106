using System.Globalization;
using CellDynamics.Data.Formats.Scratch;

namespace CellDynamics.Data.Formats.Tables;

/// <summary>Numbers with a decimal point or a decimal comma; what is missing is NaN.</summary>
internal sealed class TableNumbers(bool hasComma)
{
    private static readonly NumberFormatInfo Comma = new() { NumberDecimalSeparator = ",", NumberGroupSeparator = "." };

    private readonly NumberFormatInfo format = hasComma ? Comma : NumberFormatInfo.InvariantInfo;

    public bool TryRead(ReadOnlySpan<char> text, out double value)
    {
        if (double.TryParse(text, NumberStyles.Float, format, out value))
            return true;
        value = text switch { "Inf" or "inf" => double.PositiveInfinity, "-Inf" or "-inf" => double.NegativeInfinity, _ => double.NaN };
        return !double.IsNaN(value) || ColumnOfTexts.IsMissing(text);
    }

    /// <summary>As an invariant text where it is a number.</summary>
    public string Invariant(string text) => hasComma && TryRead(text, out double value) && !double.IsNaN(value) ? Annotated.NumberText.Of(value) : text;

    public static bool HasDecimalComma(ReadOnlySpan<char> text) =>
        text.Count(',') == 1 && !text.Contains('.') && double.TryParse(text, NumberStyles.Float, Comma, out _);
}
