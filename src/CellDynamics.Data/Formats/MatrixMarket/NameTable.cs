using CellDynamics.Data.Annotated;
using CellDynamics.Data.Formats.Packed;
using CellDynamics.Data.Formats.Tables;

namespace CellDynamics.Data.Formats.MatrixMarket;

/// <summary>The lines of <c>barcodes.tsv</c> or <c>features.tsv</c>, by columns; all are texts.</summary>
/// <param name="Name">Name of the file.</param>
/// <param name="Columns">Each with one text for each line.</param>
internal sealed record NameTable(string Name, string[][] Columns)
{
    private const int LongestLine = 1 << 20;

    public int Count => Columns[0].Length;

    /// <summary>The first column, without the first line where that is a head, as the number of entries shows.</summary>
    public NameTable For(int entries) => Count == entries + 1 ? new NameTable(Name, Array.ConvertAll(Columns, column => column[1..])) : this;

    /// <param name="path">The file, packed or not.</param>
    /// <param name="most">Lines that can belong to the matrix; a longer file is refused without reading it all.</param>
    /// <param name="limits">Of the unpacking.</param>
    /// <exception cref="DatasetFileException">A line has another number of columns than the first, or there are too many.</exception>
    public static NameTable Read(string path, int most, UnpackLimits limits)
    {
        using StreamReader reader = TextEncoding.Reader(PackedStream.Open(path, limits));
        var columns = new List<List<string>>();
        int line = 0;
        for (string? text; (text = BoundedLine.Read(reader, LongestLine, path, line + 1)) is not null;)
        {
            line++;
            if (text.Length == 0)
                continue;
            string[] cells = text.Split('\t');
            if (columns.Count == 0)
                columns.AddRange(cells.Select(_ => new List<string>()));
            if (cells.Length != columns.Count)
                throw new DatasetFileException(path, $"line {NumberText.Grouped(line)}", $"{columns.Count} values separated by tabs, as in the first line", $"{cells.Length}", "Copy the file again.");
            if (columns[0].Count > most)
                throw new DatasetFileException(path, "", $"at most {NumberText.Grouped(most)} names, as the matrix has rows or columns", "more", "Do the three files belong together?");
            for (int i = 0; i < cells.Length; i++)
                columns[i].Add(cells[i].Trim().Trim('"'));
        }
        return columns.Count == 0
            ? throw new DatasetFileException(path, "", "one name in each line", "an empty file", "Copy or upload the file again.")
            : new NameTable(System.IO.Path.GetFileName(path), [.. columns.Select(column => column.ToArray())]);
    }
}
