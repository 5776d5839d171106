using CellDynamics.Data.Annotated;
using CellDynamics.Data.Formats.Packed;

namespace CellDynamics.Data.Formats.MatrixMarket;

/// <summary>A sparse matrix as text with the names of its cells and genes in two files beside it, as Cell Ranger, STARsolo and kallisto write it.</summary>
/// <remarks>Ref: R. Boisvert, R. Pozo, K. Remington, "The Matrix Market Exchange Formats", NISTIR 5935 (1996).</remarks>
internal sealed class MatrixMarketFormat : IDatasetFormat
{
    private static readonly UnpackLimits Limits = new();

    public bool Recognises(FileProbe file) => file.IsFolder
        ? Matrices(file.Path).Length > 0
        : file.Head.AsSpan().StartsWith("%%MatrixMarket"u8) || file.UnpackedHead.AsSpan().StartsWith("%%MatrixMarket"u8);

    public AnnotatedData Open(FileProbe file, OpenChoices choices)
    {
        string folder = file.IsFolder ? file.Path : Path.GetDirectoryName(Path.GetFullPath(file.Path))!;
        string[] beside = [.. Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path))];
        TripletNames names = TripletNames.Of(file.IsFolder ? OnlyMatrix(file.Path) : Path.GetFileName(file.Path), beside);
        if (names.Barcodes is null || names.Features is null)
            throw new DatasetFileException(file.Path, "", $"the names of cells (barcodes.tsv) and genes (features.tsv or genes.tsv) beside {names.Matrix}",
                Found(names, beside), "Put the three files into one folder or one zip archive, all with the same prefix.");
        return TripletReader.Read(file.Path, folder, names, choices, Limits);
    }

    private static string OnlyMatrix(string folder)
    {
        string[] matrices = Matrices(folder);
        return matrices.Length == 1 ? matrices[0] : throw new DatasetFileException(folder, "", "one matrix", $"{matrices.Length}: {string.Join(", ", matrices)}", "Open one of them by its name.");
    }

    private static string[] Matrices(string folder) =>
        [.. Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)).Where(TripletNames.IsMatrix).Order(StringComparer.Ordinal)];

    private static string Found(TripletNames names, string[] beside)
    {
        string[] companions = [.. beside.Where(TripletNames.IsCompanion).Order(StringComparer.Ordinal)];
        return names.Barcodes is null && names.Features is null && companions.Length == 0 ? "neither"
            : companions.Length == 1 ? $"only {companions[0]}" : $"{string.Join(", ", companions)}, of which it is not clear which are meant";
    }
}
