using CellDynamics.Data.Annotated;
using CellDynamics.Data.Formats.Packed;
using CellDynamics.Data.Formats.Samples;

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
        string[] matrices = file.IsFolder ? Matrices(folder) : [Path.GetFileName(file.Path)];
        if (matrices.Length == 1)
            return Open(file.Path, folder, matrices[0], choices);
        Dictionary<string, string> samples = matrices.DistinctBy(TripletNames.SampleOf).ToDictionary(TripletNames.SampleOf, StringComparer.Ordinal);
        return SampleStack.Open(file.Path, [.. samples.Keys], choices.Modality, name => Open(file.Path, folder, samples[name], choices));
    }

    private static AnnotatedData Open(string shown, string folder, string matrix, OpenChoices choices)
    {
        string[] beside = [.. Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path))];
        TripletNames names = TripletNames.Of(matrix, beside);
        if (names.Barcodes is null || names.Features is null)
            throw new DatasetFileException(shown, "", $"the names of cells (barcodes.tsv) and genes (features.tsv or genes.tsv) beside {names.Matrix}",
                Found(names, beside), "Put the three files into one folder or one zip archive, all with the same prefix.");
        return TripletReader.Read(shown, folder, names, choices, Limits);
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
