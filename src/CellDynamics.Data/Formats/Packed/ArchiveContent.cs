using CellDynamics.Data.Annotated;
using CellDynamics.Data.Formats.MatrixMarket;
using CellDynamics.Data.Formats.Samples;

namespace CellDynamics.Data.Formats.Packed;

/// <summary>Finds the dataset among the names in an archive: one file, the three of each Matrix Market triplet, or a file for each sample.</summary>
/// <param name="Names">Full names of the entries to unpack; several are triplets or samples.</param>
internal sealed record ArchiveContent(IReadOnlyList<string> Names)
{
    private const int Listed = 20;

    private static readonly string[] ZarrMarks = [".zgroup", ".zattrs", ".zarray", "zarr.json"];
    private static readonly string[] PackedEndings = [".zip", ".tar", ".tgz", ".gz", ".bz2"];
    private static readonly string[] Endings = [".h5ad", ".h5", ".h5mu", ".loom", ".csv", ".tsv", ".txt", ".tab", ".rds", ".rdata", ".zip", ".tar", ".tgz"];

    /// <summary>What belongs together stays together: a triplet, or samples.</summary>
    public bool IsFolder => Names.Count > 1 || TripletNames.IsMatrix(Last(Names[0]));

    /// <param name="archive">The archive, for messages.</param>
    /// <param name="entries">Full names of all files in it.</param>
    /// <exception cref="DatasetFileException">None, or several that could be meant; or a zarr store.</exception>
    public static ArchiveContent Find(string archive, IReadOnlyList<string> entries)
    {
        string[] files = [.. entries.Where(name => !IsLitter(name))];
        if (Array.Exists(files, IsZarrMark))
            throw Zarr(archive);
        if (files.Contains("xl/workbook.xml"))
            throw new DatasetFileException(archive, "", "a file of cells and genes", "a workbook of Excel", "Save the sheet as CSV: File → Save as → CSV.");
        string[] matrices = [.. files.Where(name => TripletNames.IsMatrix(Last(name)))];
        string[] others = [.. files.Where(name => !TripletNames.IsMatrix(Last(name)) && !(matrices.Length > 0 && TripletNames.IsCompanion(Last(name))))];
        string[] known = others.Length == 1 && matrices.Length == 0 ? others : [.. others.Where(IsKnown)];
        string[] candidates = [.. matrices, .. known];
        return candidates.Length switch
        {
            1 when matrices.Length == 1 => new ArchiveContent(Triplet(matrices[0], files)),
            1 => new ArchiveContent(candidates),
            > 1 when known.Length == 0 && matrices.All(matrix => Triplet(matrix, files).Length >= 3) => new ArchiveContent([.. matrices.SelectMany(matrix => Triplet(matrix, files)).Distinct(StringComparer.Ordinal)]),
            > 1 when matrices.Length == 0 && SampleFilesFormat.AreSamples([.. known.Select(Last)]) => new ArchiveContent(known),
            0 => throw new DatasetFileException(archive, "", "an archive that holds a file of cells and genes", files.Length == 0 ? "nothing in it" : List(files), "Unpack it and open the file you meant."),
            _ => throw new DatasetFileException(archive, "", "an archive of one dataset", $"{candidates.Length} that could be meant: {List(candidates)}", "Unpack it and open one of them."),
        };
    }

    public static bool IsZarrMark(string name) => ZarrMarks.Contains(Last(name));

    public static DatasetFileException Zarr(string path)
    {
        string name = Path.GetFileName(path.TrimEnd('/', '\\'));
        return new DatasetFileException(path.TrimEnd('/', '\\'), "", "a file of cells and genes", "a zarr store",
            $"Convert it in Python: anndata.read_zarr(\"{name}\").write_h5ad(\"{Bare(name)}.h5ad\").");
    }

    private static string Bare(string name)
    {
        string bare = name.Split(".zarr")[0];
        while (PackedEndings.FirstOrDefault(ending => bare.EndsWith(ending, StringComparison.OrdinalIgnoreCase) && bare.Length > ending.Length) is { } ending)
            bare = bare[..^ending.Length];
        return bare;
    }

    /// <summary>The name without its folders, whichever way they are written.</summary>
    public static string Last(string name) => name[(name.LastIndexOfAny(['/', '\\']) + 1)..];

    /// <summary>The folder that all of them stand in, with a slash behind it; empty where there is none.</summary>
    public string CommonFolder
    {
        get
        {
            string folder = Names[0][..^Last(Names[0]).Length];
            while (!Names.All(name => name.StartsWith(folder, StringComparison.Ordinal)))
                folder = folder[..(folder[..^1].LastIndexOfAny(['/', '\\']) + 1)];
            return folder;
        }
    }

    private static string[] Triplet(string matrix, string[] files)
    {
        string folder = matrix[..^Last(matrix).Length];
        string[] beside = [.. files.Where(name => name[..^Last(name).Length] == folder)];
        // All possible companions, so that what is missing or doubtful is told by the names in the archive.
        return [matrix, .. beside.Where(name => TripletNames.IsCompanion(Last(name)))];
    }

    private static bool IsKnown(string name)
    {
        string bare = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".bz2", StringComparison.OrdinalIgnoreCase) ? name[..name.LastIndexOf('.')] : name;
        return Endings.Any(ending => bare.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) && !Last(name).StartsWith("readme", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>What macOS and Windows add.</summary>
    private static bool IsLitter(string name) =>
        name.StartsWith("__MACOSX/", StringComparison.Ordinal) || Last(name).StartsWith("._", StringComparison.Ordinal) || Last(name) is "" or ".DS_Store" or "Thumbs.db" or "desktop.ini";

    private static string List(string[] names) => string.Join(", ", names.Order(StringComparer.Ordinal).Take(Listed)) + (names.Length > Listed ? $" and {names.Length - Listed} more" : "");
}
