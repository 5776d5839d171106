using CellDynamics.Data.Annotated;
using CellDynamics.Data.Formats.Scratch;
using CellDynamics.Data.H5ad.Container;

namespace CellDynamics.Data.Formats.Tables;

/// <summary>Tables of numbers as text: commas, semicolons, tabs or spaces between them, cells or genes in rows.</summary>
internal sealed class TablesFormat : IDatasetFormat
{
    private static readonly string[] OtherTexts = ["{", "[", "<", "%%MatrixMarket", "version https://git-lfs", "%PDF"];

    /// <summary>Text whose first lines hold a delimiter, and nothing that is known to be something else.</summary>
    public bool Recognises(FileProbe file)
    {
        bool isWide = file.Head is [0xff, 0xfe, ..] or [0xfe, 0xff, ..];
        if (file.IsFolder || file.Hdf5 is not null || file.Head.Length == 0 || FileSignature.IsR(file.Head) || (!isWide && file.Head.AsSpan().IndexOfAnyInRange((byte)0, (byte)8) >= 0))
            return false;
        using StreamReader reader = TextEncoding.Reader(new MemoryStream(file.Head));
        string text = reader.ReadToEnd().TrimStart('\uFEFF', ' ', '\r', '\n');
        if (OtherTexts.Any(other => text.StartsWith(other, StringComparison.OrdinalIgnoreCase)))
            return false;
        string[] lines = text.Split('\n', '\r');
        string? head = lines.FirstOrDefault(line => line.Length > 0 && !TableDialect.IsComment(line));
        return head is null ? lines[0].StartsWith('!') : head.AsSpan().ContainsAny("\t,; ") && !IsProse(head) && HasNumbers(lines);
    }

    public AnnotatedData Open(FileProbe file, OpenChoices choices)
    {
        TableLayout layout = TableLayout.Of(file.Path);
        Orientation orientation = Orientation.Of(layout, choices.AreRowsGenes, () => CountRows(file.Path, layout));
        var scratch = new ScratchSpace();
        try
        {
            return new TableReader(file.Path, layout, orientation, scratch).Read();
        }
        catch
        {
            scratch.Dispose();
            throw;
        }
    }

    /// <summary>Below the first line, or the first line is all that was looked at.</summary>
    private static bool HasNumbers(string[] lines)
    {
        string[] below = [.. lines.Where(line => line.Length > 0).Skip(1)];
        return below.Length == 0 || below.Any(line => line.AsSpan().ContainsAnyInRange('0', '9'));
    }

    /// <summary>Words with spaces, without a tab or semicolon, that end in a stop.</summary>
    private static bool IsProse(string head) => !head.AsSpan().ContainsAny("\t;\"") && head.TrimEnd() is [.., '.' or ':' or '!' or '?'] && head.Contains(' ');

    private static int CountRows(string path, TableLayout layout)
    {
        using var table = new TextTable(path, layout.Dialect);
        int rows = layout.Heads is null ? 0 : -1;
        while (table.MoveNext())
            rows++;
        return rows;
    }
}
