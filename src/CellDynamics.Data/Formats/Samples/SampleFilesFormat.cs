using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.Formats.Samples;

/// <summary>A folder of samples in a file each, as archives of GEO hold them: matrices of 10x Genomics on HDF5, or tables, all of the same kind.</summary>
internal sealed class SampleFilesFormat : IDatasetFormat
{
    private static readonly string[] Kinds = [".h5", ".csv", ".tsv", ".txt", ".tab"];
    private static readonly string[] Packed = [".gz", ".bz2"];

    public bool Recognises(FileProbe file) => file.IsFolder && AreSamples(Names(file.Path));

    public AnnotatedData Open(FileProbe file, OpenChoices choices)
    {
        string[] files = Names(file.Path);
        Dictionary<string, string> samples = files.Zip(SamplesOf(files)).ToDictionary(pair => pair.Second, pair => pair.First, StringComparer.Ordinal);
        try
        {
            return SampleStack.Open(file.Path, [.. samples.Keys], choices.Modality, name =>
            {
                using FileProbe sample = FileProbe.Open(Path.Combine(file.Path, samples[name]), file.Nesting);
                return DatasetFile.Open(sample, choices with { Modality = null, Annotations = null });
            });
        }
        catch (DatasetFileException error) when (choices.Modality is null && error.File != file.Path)
        {
            throw new DatasetFileException(file.Path, "", "one dataset, or the samples of one", $"{files.Length} files that could be meant ({string.Join(", ", files.Take(20))}), and {error.Message.TrimEnd('.')}", "Open the one that you mean by itself.", error);
        }
    }

    /// <summary>Whether files of these names are samples of one dataset by their kind.</summary>
    public static bool AreSamples(IReadOnlyList<string> names) => names.Count > 1 && Array.Exists(Kinds, kind => names.All(name => Unpacked(name).EndsWith(kind, StringComparison.OrdinalIgnoreCase)));

    /// <summary>What tells the files apart: their names without the end that all of them share.</summary>
    internal static string[] SamplesOf(string[] files)
    {
        string[] bare = [.. files.Select(file => Path.GetFileNameWithoutExtension(Unpacked(file)))];
        int shared = 0;
        while (bare.All(name => name.Length > shared && name[^(shared + 1)] == bare[0][^(shared + 1)]))
            shared++;
        // At a boundary: day10 and day20 do not share a 0.
        while (shared > 0 && bare[0][^shared] is not ('_' or '-' or '.'))
            shared--;
        string[] samples = [.. bare.Select(name => name[..^shared])];
        return samples.All(name => name.Length > 0) && samples.Distinct(StringComparer.Ordinal).Count() == samples.Length ? samples : files;
    }

    private static string[] Names(string folder) => [.. Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)).Where(name => !name.StartsWith('.')).Order(StringComparer.Ordinal)];

    private static string Unpacked(string name) => Array.Find(Packed, ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) is { } ending ? name[..^ending.Length] : name;
}
