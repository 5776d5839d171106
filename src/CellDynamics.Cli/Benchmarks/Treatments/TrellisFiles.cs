using CellDynamics.Data.OtherFormats;

namespace CellDynamics.Cli.Benchmarks.Treatments;

/// <summary>A matrix of the published organoid screen with the splits that belong to it.</summary>
/// <param name="Name">Of the split file, without its ending.</param>
/// <param name="Matrix">Path of the <c>.npy</c> file.</param>
/// <param name="Splits">Path of the <c>.pickle</c> file.</param>
internal sealed record TrellisFiles(string Name, string Matrix, string Splits)
{
    private const string Cure = "Unpack organoid_data_preprocessed.zip and name the folder with its .npy and .pickle files.";

    /// <summary>Every split of a folder with the matrix whose name shares most words with it, such as <c>replicas_1</c> or <c>pdo21</c>.</summary>
    /// <exception cref="ArrayFileException">The folder has no splits or no matrix, or a split could belong to several.</exception>
    public static IReadOnlyList<TrellisFiles> In(string folder)
    {
        string[] matrices = Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*.npy").Order(StringComparer.Ordinal)] : [];
        string[] splits = Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder).Where(file => Path.GetExtension(file) is ".pickle" or ".pkl").Order(StringComparer.Ordinal)] : [];
        if (matrices.Length == 0 || splits.Length == 0)
            throw new ArrayFileException(folder, "", "a .npy matrix and a .pickle of splits", $"{matrices.Length} and {splits.Length}", Cure);
        return [.. splits.Select(split => new TrellisFiles(Path.GetFileNameWithoutExtension(split), MatrixOf(split, matrices), split))];
    }

    private static string MatrixOf(string split, string[] matrices)
    {
        string[] words = Words(split);
        IGrouping<int, string> best = matrices.GroupBy(matrix => Words(matrix).Intersect(words).Count()).MaxBy(group => group.Key)!;
        return best.Count() == 1 ? best.Single() : throw new ArrayFileException(
            split, "", "one matrix with a similar name", string.Join(", ", best.Select(Path.GetFileName)), "Leave only the matrix that belongs to it in the folder.");
    }

    private static string[] Words(string path) => Path.GetFileNameWithoutExtension(path).ToLowerInvariant().Split('_', '-', '.', ' ');
}
