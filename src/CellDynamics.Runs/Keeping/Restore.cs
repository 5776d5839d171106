using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Keeping;

/// <summary>Puts a backup back into an empty data root and an empty database, after all of it was read and found sound.</summary>
public static class Restore
{
    /// <summary>Stands in a data root that is not whole (yet); no site starts on it.</summary>
    internal const string Mark = "restore.unfinished";

    private const int MostNamed = 5;

    /// <summary>Reads every file of the backup.</summary>
    /// <exception cref="InvalidDataException">It is damaged; the message names the files.</exception>
    public static async Task<BackupManifest> VerifyAsync(string backup, CancellationToken cancellationToken)
    {
        BackupManifest manifest = BackupManifest.Read(backup);
        List<string> damaged = [];
        foreach (KeptFile file in manifest.Files)
        {
            var content = new FileInfo(InFolder(backup, file.Path));
            if (!content.Exists)
                damaged.Add($"{file.Path} is missing");
            else if (content.Length != file.Bytes || await FileCopy.HashAsync(content.FullName, cancellationToken) != file.Sha256)
                damaged.Add($"{file.Path} has another content");
        }
        return damaged.Count == 0 ? manifest : throw new InvalidDataException(
            $"{backup}: expected {manifest.Files.Count} files as its manifest names them, found that {string.Join(", ", damaged.Take(MostNamed))}{(damaged.Count > MostNamed ? $" and {damaged.Count - MostNamed} more" : "")}. The backup is damaged: use another one.");
    }

    /// <param name="backup">Folder of one backup.</param>
    /// <param name="target">The new instance: its data root and its database, both empty.</param>
    /// <param name="cancellationToken">Stops; the data root stays marked as unfinished.</param>
    /// <exception cref="InvalidDataException">The backup is damaged.</exception>
    /// <exception cref="RunException">The target is not empty, or this version cannot use the backup.</exception>
    public static async Task<BackupManifest> WriteAsync(string backup, RunsOptions target, CancellationToken cancellationToken)
    {
        BackupManifest manifest = await VerifyAsync(backup, cancellationToken);
        var database = new Database(target);
        if (manifest.Provider != target.Provider)
            throw new RunException($"{backup}: expected a backup of {target.Provider}, found one of {manifest.Provider}. Name a database of that kind with --connection.");
        if (!database.Knows(manifest.Schema))
            throw new RunException($"{backup}: expected a backup of this version or an earlier one, found one of version {manifest.Version} ({manifest.Schema}). Restore it with that version.");
        if (Directory.Exists(target.DataRoot) && Directory.EnumerateFileSystemEntries(target.DataRoot).Any())
            throw new RunException($"{target.DataRoot}: expected an empty folder, found something in it. Restore to another folder, or empty this one.");
        IDatabaseCopy copy = IDatabaseCopy.For(target);
        await copy.RequireEmptyAsync(cancellationToken);
        target.MakeDataRoot();
        string mark = Path.Combine(target.DataRoot, Mark);
        FileCopy.WriteDurably(mark, []);
        foreach (KeptFile file in manifest.Files.Where(file => file.Path != copy.FileName))
            await PutBackAsync(file, backup, target.DataRoot, cancellationToken);
        await copy.PutBackAsync(InFolder(backup, copy.FileName), cancellationToken);
        await ForgetAsync(database, manifest.Deleted, cancellationToken);
        File.Delete(mark);
        return manifest;
    }

    private static async Task PutBackAsync(KeptFile file, string backup, string dataRoot, CancellationToken cancellationToken)
    {
        string target = InFolder(dataRoot, file.Path["data/".Length..]);
        (_, string sha256) = await FileCopy.CopyAsync(InFolder(backup, file.Path), target, cancellationToken);
        if (sha256 != file.Sha256)
            throw new InvalidDataException($"{file.Path}: expected SHA-256 {file.Sha256}, found {sha256}: the disk of the backup gives different bytes at each reading. Use another backup.");
        File.SetLastWriteTimeUtc(target, file.WrittenUtc);
    }

    private static async Task ForgetAsync(Database database, IReadOnlyList<Guid> deleted, CancellationToken cancellationToken)
    {
        if (deleted.Count == 0)
            return;
        await using CellDynamicsDb db = database.CreateDbContext();
        await db.Runs.Where(run => deleted.Contains(run.Id)).ExecuteDeleteAsync(cancellationToken);
        await db.Datasets.Where(dataset => deleted.Contains(dataset.Id)).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>A manifest names places in its own folder only.</summary>
    private static string InFolder(string folder, string path)
    {
        string root = Path.GetFullPath(folder), full = Path.GetFullPath(Path.Combine(root, path));
        return full.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? full : throw new InvalidDataException($"{path}: expected a place in {folder}, found one outside. The backup is damaged: use another one.");
    }
}
