using CellDynamics.Data.Annotated;
using CellDynamics.Data.Formats.Scratch;
using CellDynamics.Data.Formats.Tables;

namespace CellDynamics.Data.Formats.Annotations;

/// <summary>A table that says more about the cells of a file: a line for each cell, beginning with its name, or a line for each value of a column that the file has, such as the sample.</summary>
public sealed class AnnotationTable
{
    private const int MostLines = 5_000_000;
    private const int HeadBytes = 4096;

    private AnnotationTable(string path, string[] heads, List<string[]> lines) => (FilePath, Heads, Lines) = (path, heads, lines);

    internal string FilePath { get; }

    /// <summary>Names of the columns, <c>[columns]</c>; the first may be empty.</summary>
    internal string[] Heads { get; }

    /// <summary>The values of each line, <c>[lines][columns]</c>.</summary>
    internal IReadOnlyList<string[]> Lines { get; }

    /// <param name="path">Text with commas, tabs or semicolons between the values, and a first line of heads.</param>
    /// <exception cref="DatasetFileException">It is no such table.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static AnnotationTable Read(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no file '{path}'.", path);
        RequireText(path);
        using var table = new TextTable(path, TableDialect.Detect(path));
        table.MoveNext();
        string[] heads = Values(table);
        var lines = new List<string[]>();
        while (table.MoveNext())
        {
            // R leaves out the head of the names.
            if (lines.Count == 0 && table.Count == heads.Length + 1)
                heads = ["", .. heads];
            if (table.Count != heads.Length)
                throw table.Error(-1, $"{heads.Length} values, as there are heads", $"{table.Count}", "Correct that line, or write the table again.");
            lines.Add(Values(table));
            if (lines.Count > MostLines)
                throw table.Error(-1, $"at most {NumberText.Grouped(MostLines)} lines", "more", "Keep only the lines of the cells of this dataset.");
        }
        if (heads.Length < 2)
            throw table.Error(-1, "at least two columns: what a line is about, and what is said of it", "one", "Separate the columns by commas or tabs.");
        return new AnnotationTable(path, heads, lines);
    }

    /// <summary>The file with the columns of this table; nothing else of it changes.</summary>
    /// <exception cref="DatasetFileException">No line belongs to any cell, or two belong to the same.</exception>
    public AnnotatedData Join(AnnotatedData data)
    {
        AnnotationMatch match = AnnotationMatch.Find(this, data);
        int[] further = [.. Enumerable.Range(0, Heads.Length).Where(column => column != match.Column)];
        string[] names = UniqueNames.Of("/obs", [.. further.Select(NameOf)], []);
        DataColumn[] columns = [.. further.Select((column, i) => ColumnOfTexts.Read(names[i], Array.ConvertAll(match.LineOfCell, line => line < 0 ? "" : Lines[line][column])))];
        string[] replaced = [.. names.Where(name => data.Obs.Find(name) is not null)];
        return data with
        {
            Obs = data.Obs with { Columns = [.. data.Obs.Columns.Where(column => !names.Contains(column.Name)), .. columns] },
            JoinedObs = [.. data.JoinedObs.Union(names)],
            Annotations = match.Describe(this, data, names, replaced),
        };
    }

    private static void RequireText(string path)
    {
        byte[] head = new byte[HeadBytes];
        using FileStream file = File.OpenRead(path);
        ReadOnlySpan<byte> begin = head.AsSpan(0, file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false));
        bool isWide = begin is [0xff, 0xfe, ..] or [0xfe, 0xff, ..];
        if (!isWide && begin.IndexOfAnyInRange((byte)0, (byte)8) >= 0)
            throw new DatasetFileException(path, "", "a table of annotations as text (CSV or TSV)", "no text", "Save it as CSV: in a spreadsheet, Save as → CSV; a packed table has to be unpacked.");
    }

    /// <summary>A name that HDF5 can hold.</summary>
    private string NameOf(int column) => Heads[column] is "" or "_index" or "." or ".." ? $"column{column + 1}" : Heads[column].Replace('/', '_');

    private static string[] Values(TextTable table)
    {
        string[] values = new string[table.Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = table[i].ToString();
        return values;
    }
}
