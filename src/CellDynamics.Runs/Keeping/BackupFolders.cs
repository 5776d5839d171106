using System.Globalization;
using CellDynamics.Runs.Execution;

namespace CellDynamics.Runs.Keeping;

/// <summary>The folder in which backups are kept: one folder each, named by the moment.</summary>
internal sealed class BackupFolders : IDisposable
{
    public const string Prefix = "celldynamics-";

    private const string Unfinished = ".unfinished-", Moment = "yyyyMMdd-HHmmss";

    private readonly string root;
    private readonly FileStream ownership;

    /// <exception cref="RunException">Another backup is being written there.</exception>
    public BackupFolders(string root)
    {
        this.root = root;
        Directory.CreateDirectory(root);
        try
        {
            ownership = new FileStream(Path.Combine(root, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException failure)
        {
            throw new RunException($"{root}: expected no other backup under way, found one. Wait until it has ended.", failure);
        }
        // What a backup that was cut off left.
        foreach (string leftover in Directory.EnumerateDirectories(root, Unfinished + "*"))
            Directory.Delete(leftover, recursive: true);
    }

    /// <summary>Oldest first. A folder without a readable manifest is no backup.</summary>
    public IReadOnlyList<string> Whole() => [.. Directory.EnumerateDirectories(root, Prefix + "*")
        .Where(folder => DateTime.TryParseExact(Path.GetFileName(folder)[Prefix.Length..], Moment, CultureInfo.InvariantCulture, DateTimeStyles.None, out _) && IsWhole(folder))
        .Order(StringComparer.Ordinal)];

    /// <summary>Where a backup is written until it is whole; for its owner only, because the keys are in it.</summary>
    public string Begin()
    {
        string folder = Path.Combine(root, Unfinished + Guid.CreateVersion7().ToString("N"));
        return (OperatingSystem.IsWindows() ? Directory.CreateDirectory(folder) : Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)).FullName;
    }

    /// <summary>Gives a whole backup its name.</summary>
    public string Finish(string unfinished, DateTime moment)
    {
        string folder;
        while (Directory.Exists(folder = Path.Combine(root, Prefix + moment.ToString(Moment, CultureInfo.InvariantCulture))))
            moment = moment.AddSeconds(1);
        Directory.Move(unfinished, folder);
        return folder;
    }

    /// <summary>Deletes the oldest whole backups beyond the newest <paramref name="count"/>.</summary>
    public void Keep(int count)
    {
        IReadOnlyList<string> whole = Whole();
        foreach (string old in whole.Take(Math.Max(0, whole.Count - count)))
        {
            // By rename first: what is half deleted must not look like a backup.
            string doomed = Path.Combine(root, Unfinished + Guid.CreateVersion7().ToString("N"));
            Directory.Move(old, doomed);
            Directory.Delete(doomed, recursive: true);
        }
    }

    public void Dispose() => ownership.Dispose();

    private static bool IsWhole(string folder)
    {
        try
        {
            BackupManifest.Read(folder);
            return true;
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException)
        {
            return false;
        }
    }
}
