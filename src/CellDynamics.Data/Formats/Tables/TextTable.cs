using CellDynamics.Data.Annotated;
using nietras.SeparatedValues;

namespace CellDynamics.Data.Formats.Tables;

/// <summary>The lines of a table one after another, comments and empty lines left out.</summary>
internal sealed class TextTable : IDisposable
{
    private readonly string path;
    private readonly int skipped;
    private readonly SepReader reader;

    public TextTable(string path, TableDialect dialect)
    {
        (this.path, skipped) = (path, dialect.SkippedLines);
        StreamReader text = TextEncoding.Reader(File.OpenRead(path));
        for (int line = 0; line < skipped; line++)
            text.ReadLine();
        reader = new SepReaderOptions(new Sep(dialect.Delimiter)) { HasHeader = false, DisableColCountCheck = true, Unescape = true }.From(text);
    }

    /// <summary>Number of values in this line.</summary>
    public int Count => reader.Current.ColCount;

    /// <summary>Of this line in the file, from 1.</summary>
    public long Line => skipped + reader.Current.LineNumberFrom;

    /// <summary>A value without quotes and spaces around it.</summary>
    public ReadOnlySpan<char> this[int column] => reader.Current[column].Span.Trim();

    /// <exception cref="DatasetFileException">A line is too long for a table, usually because a quote is not closed.</exception>
    public bool MoveNext()
    {
        try
        {
            while (reader.MoveNext())
                if (Count > 1 || (this[0].Length > 0 && !TableDialect.IsComment(this[0])))
                    return true;
            return false;
        }
        catch (NotSupportedException error)
        {
            throw new DatasetFileException(path, $"after line {NumberText.Grouped(Line)}", "lines of at most 16 million letters", "a longer one", "Is a quotation mark not closed? Correct it there.", error);
        }
    }

    public DatasetFileException Error(int column, string expected, string found, string cure) =>
        new(path, $"line {NumberText.Grouped(Line)}{(column >= 0 ? $", column {column + 1}" : "")}", expected, found, cure);

    public void Dispose() => reader.Dispose();
}
