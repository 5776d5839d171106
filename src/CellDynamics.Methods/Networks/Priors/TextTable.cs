using System.Text;

namespace CellDynamics.Methods.Networks.Priors;

/// <summary>A small table of text with a header, separated by commas, tabs or semicolons, as spreadsheets, R and pandas write it. Lines before the header that begin with # are comments.</summary>
public sealed class TextTable
{
    /// <summary>Larger files are refused: networks of the genes that a run follows are far smaller.</summary>
    public const int MostBytes = 50_000_000;

    private static readonly char[] Separators = ['\t', ',', ';'];

    private readonly string text;
    private readonly char separator;
    private readonly int afterHeader, lineAfterHeader;

    private TextTable(string name, string text)
    {
        (Name, this.text) = (name, text);
        (int start, int line) = SkipComments(text);
        separator = Separators.MaxBy(candidate => Occurrences(text, start, candidate));
        var reader = new RecordReader(name, text, separator, start, line);
        TextRow header = reader.Next() ?? throw new PriorFileException(name, null, "a table with a header", "nothing in it", "Save the table again.");
        if (header.Cells.Length < 2)
            throw new PriorFileException(name, header.Line, "a header of at least two columns, separated by commas, tabs or semicolons", PriorFileException.Shown(header.Cells[0]), "Save the table as CSV with a header.");
        (Header, afterHeader, lineAfterHeader) = (header.Cells, reader.Position, reader.Line);
        // R leaves the name of the column of row names out.
        if (reader.Next() is { } first && first.Cells.Length == Header.Count + 1)
            Header = ["", .. Header];
    }

    /// <summary>Name of the file, as messages show it.</summary>
    public string Name { get; }

    /// <summary>Names of the columns, <c>[columns]</c>.</summary>
    public IReadOnlyList<string> Header { get; }

    /// <summary>All rows that are not blank, with as many cells as there are columns.</summary>
    /// <exception cref="PriorFileException">A row is longer or shorter than the header, or a quote is not closed; raised when that row is reached.</exception>
    public IEnumerable<TextRow> Rows
    {
        get
        {
            var reader = new RecordReader(Name, text, separator, afterHeader, lineAfterHeader);
            while (reader.Next() is { } row)
            {
                if (row.Cells.Length != Header.Count)
                {
                    throw new PriorFileException(Name, row.Line, $"{Header.Count} values, as in the header", $"{row.Cells.Length}",
                        "Put quotes around values that contain the separator, and look whether the line is complete.");
                }
                yield return row;
            }
        }
    }

    /// <exception cref="PriorFileException">The file is too large, not text, or has no header.</exception>
    public static TextTable Open(string path)
    {
        if (Directory.Exists(path))
            throw new PriorFileException(path, null, "a table as a text file", "a folder", "Name the file in it.");
        if (!File.Exists(path))
            throw new FileNotFoundException("", path);
        using FileStream content = File.OpenRead(path);
        return Read(content, path);
    }

    /// <param name="content">UTF-8, or UTF-16 with its mark; read to the end, not closed.</param>
    /// <param name="name">Of the file, for messages.</param>
    /// <exception cref="PriorFileException">The content is too large, not text, or has no header.</exception>
    public static TextTable Read(Stream content, string name)
    {
        using var bytes = new MemoryStream();
        byte[] block = new byte[81920];
        for (int read = content.Read(block); read > 0; read = content.Read(block))
        {
            bytes.Write(block, 0, read);
            if (bytes.Length > MostBytes)
                throw new PriorFileException(name, null, $"a table of at most {MostBytes / 1_000_000} MB", "a larger file", "Keep the rows of the genes you follow.");
        }
        ReadOnlySpan<byte> begin = bytes.GetBuffer().AsSpan(0, (int)Math.Min(4, bytes.Length));
        if (begin.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) || begin.StartsWith("PK"u8) || begin.StartsWith("BZh"u8))
            throw new PriorFileException(name, null, "a table as plain text (CSV or TSV)", "a compressed file, a workbook or an R object", "Unpack it, or save the table as CSV.");
        bytes.Position = 0;
        using var reader = new StreamReader(bytes, Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        string text = reader.ReadToEnd();
        if (text.Contains('\0', StringComparison.Ordinal))
            throw new PriorFileException(name, null, "a table as plain text (CSV or TSV)", "other data", "Save the table as CSV.");
        return new TextTable(name, text);
    }

    /// <summary>Column by any of its usual names, or −1; case and everything but letters and digits are ignored: “cell_type” is “Cell type”.</summary>
    public int Find(params string[] names)
    {
        foreach (string name in names)
        {
            for (int column = 0; column < Header.Count; column++)
            {
                if (Plain(Header[column]) == Plain(name))
                    return column;
            }
        }
        return -1;
    }

    /// <summary>True: all these columns are there.</summary>
    public bool Has(params string[] names) => names.All(name => Find(name) >= 0);

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private static (int Start, int Line) SkipComments(string text)
    {
        int at = 0, line = 1;
        while (at < text.Length && text[at] is '#' or '\n' or '\r')
        {
            int end = text.IndexOf('\n', at);
            at = end < 0 ? text.Length : end + 1;
            line++;
        }
        return (at, line);
    }

    /// <summary>In the header, outside quotes.</summary>
    private static int Occurrences(string text, int start, char wanted)
    {
        int count = 0;
        bool isQuoted = false;
        for (int at = start; at < text.Length && (isQuoted || text[at] is not ('\n' or '\r')); at++)
        {
            if (text[at] == '"')
                isQuoted = !isQuoted;
            else if (text[at] == wanted && !isQuoted)
                count++;
        }
        return count;
    }
}

/// <param name="Line">Of the file, from 1, where the row begins.</param>
/// <param name="Cells">Without the space around them, <c>[columns]</c>.</param>
public readonly record struct TextRow(int Line, string[] Cells)
{
    /// <summary>Cell of a column; empty for the column −1, which is not there.</summary>
    public string this[int column] => column < 0 ? "" : Cells[column];
}
