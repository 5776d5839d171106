using System.Text;

namespace CellDynamics.Methods.Networks.Priors;

/// <summary>Cuts text into rows and values; quotes as in RFC 4180: they may hold separators, line ends and, doubled, themselves.</summary>
internal sealed class RecordReader(string name, string text, char separator, int position, int line)
{
    private const int MostColumns = 1000;

    /// <summary>R writes it, without quotes, where there is no value.</summary>
    private const string Missing = "NA";

    /// <summary>Where the next row begins.</summary>
    public int Position { get; private set; } = position;

    /// <summary>Its line, from 1.</summary>
    public int Line { get; private set; } = line;

    /// <summary>The next row that is not blank; null at the end.</summary>
    public TextRow? Next()
    {
        while (Position < text.Length)
        {
            TextRow row = ReadRow();
            if (row.Cells.Any(cell => cell.Length > 0))
                return row;
        }
        return null;
    }

    private TextRow ReadRow()
    {
        int first = Line;
        var cells = new List<string>();
        do
        {
            if (cells.Count == MostColumns)
                throw new PriorFileException(name, first, $"at most {MostColumns} columns", "more", "Keep the columns that name the genes.");
            cells.Add(Position < text.Length && text[Position] == '"' ? Quoted() : Bare());
        }
        while (Passed(separator));
        if (!PassedLineEnd())
            throw new PriorFileException(name, Line, "a separator after a closing quote", PriorFileException.Shown(text[Position..Math.Min(text.Length, Position + 100)]), "Double the quotes within a value.");
        return new TextRow(first, [.. cells]);
    }

    private string Bare()
    {
        int start = Position;
        while (Position < text.Length && text[Position] != separator && text[Position] is not ('\n' or '\r'))
            Position++;
        string value = text[start..Position].Trim();
        return value == Missing ? "" : value;
    }

    private string Quoted()
    {
        int opened = Line;
        var value = new StringBuilder();
        for (Position++; Position < text.Length; Position++)
        {
            char c = text[Position];
            if (c == '"' && (Position + 1 == text.Length || text[Position + 1] != '"'))
            {
                Position++;
                return value.ToString().Trim();
            }
            if (c == '"')
                Position++;
            if (c == '\n')
                Line++;
            value.Append(c);
        }
        throw new PriorFileException(name, opened, "a closing quote", "none up to the end of the file", "Close the quote, or remove the opening one.");
    }

    private bool Passed(char wanted)
    {
        bool isThere = Position < text.Length && text[Position] == wanted;
        Position += isThere ? 1 : 0;
        return isThere;
    }

    private bool PassedLineEnd()
    {
        bool isEnd = Passed('\r') | Passed('\n') || Position == text.Length;
        Line += isEnd ? 1 : 0;
        return isEnd;
    }
}
