using System.Security.Cryptography;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Formats;
using CellDynamics.Methods.Contract;
using CellDynamics.Runs.Execution;

namespace CellDynamics.Cli.Requests;

/// <summary>What an analysis starts from: a file, or the paths that a finished analysis inferred from one.</summary>
/// <param name="Name">What the file is called, without its ending.</param>
/// <param name="Dataset">Full path of the file that is read.</param>
/// <param name="Sha256">Of the file.</param>
/// <param name="Roles">Given, or those of the finished analysis.</param>
/// <param name="PathsFrom">Full path of the folder of the finished analysis; null: of none.</param>
internal sealed record RunSource(string Name, string Dataset, string Sha256, StudyRoles Roles, string? PathsFrom)
{
    /// <param name="place">A file, or for a method that learns from paths also a folder.</param>
    /// <param name="roles">As given.</param>
    /// <param name="needs">Of the method.</param>
    /// <param name="result">Of the analysis: a file that is no AnnData is written as such beside it, see <see cref="RunFolder.UnplacedDataset"/>.</param>
    /// <param name="choices">How a file is read that can be read in more than one way.</param>
    /// <exception cref="RunException">It is neither, or the analysis in the folder has no paths.</exception>
    /// <exception cref="DatasetFileException">The file cannot be opened.</exception>
    public static RunSource Of(string place, StudyRoles roles, DataNeeds needs, RunFolder result, OpenChoices choices)
    {
        string path = Path.GetFullPath(place);
        var folder = new RunFolder(Path.TrimEndingDirectorySeparator(path));
        if (Directory.Exists(path) && needs.NeedsTracks && (File.Exists(folder.Request) || !Directory.EnumerateFiles(path, "*.mtx*").Any()))
            return OfFinished(folder, roles);
        string readable = DatasetConversion.Readable(path, result.UnplacedDataset, choices);
        return new RunSource(Path.GetFileNameWithoutExtension(folder.Root), readable == path ? path : result.Dataset, HashOf(readable), roles, null);
    }

    private static RunSource OfFinished(RunFolder folder, StudyRoles given)
    {
        const string expected = "expected an .h5ad file or the folder of a finished trajectory analysis";
        if (!File.Exists(folder.Request))
            throw new RunException($"{folder.Root}: {expected}, found a folder without {Path.GetFileName(folder.Request)}. Name the file, or what stood after --out of that analysis.");
        RunRequest earlier = folder.ReadRequest();
        if (MethodCatalog.Find(earlier.Method).Descriptor.Needs is { NeedsCondition: true } or { NeedsTracks: true })
            throw new RunException($"{folder.Root}: {expected}, found one of {earlier.Method}, which infers no paths. Name the folder of another analysis.");
        if (!File.Exists(folder.Result))
            throw new RunException($"{folder.Root}: {expected}, found one that is not finished. Run it to its end first.");
        // What paths do not depend on may be added; the rest was decided when they were inferred.
        if (given with { CellType = null, Spatial = null } != new StudyRoles())
            throw new RunException($"{folder.Root}: expected only --cell-type and --spatial beside a finished analysis, found other roles. The analysis decides them: leave them out.");
        StudyRoles roles = earlier.RolesAlongPaths(given);
        string hash = HashOf(earlier.DatasetPath);
        return hash == earlier.DatasetSha256
            ? new RunSource(Path.GetFileNameWithoutExtension(earlier.DatasetPath), earlier.DatasetPath, hash, roles, folder.Root)
            : throw new RunException($"{earlier.DatasetPath}: expected the file that {folder.Root} was made from, found another one in its place. Put it back, or run the trajectory analysis again.");
    }

    private static string HashOf(string file)
    {
        if (!File.Exists(file))
            throw new FileNotFoundException("", file);
        using FileStream content = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(content));
    }
}
