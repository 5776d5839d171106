using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Keeping;

/// <summary>Copies a whole instance while it runs: database, datasets, finished runs, keys. Files that an earlier backup in the same place has already are linked to it.</summary>
/// <param name="options">The instance.</param>
/// <param name="time">Names the backup.</param>
public sealed class Backup(RunsOptions options, TimeProvider time)
{
    private readonly Database database = new(options);
    private readonly List<KeptFile> files = [];
    private long copied;

    /// <param name="root">Where backups are kept; made where it does not exist.</param>
    /// <param name="isFull">Copies everything anew instead of linking to the last backup.</param>
    /// <param name="keep">Oldest backups beyond this number are deleted once this one is whole, and none where files were lost: an older one may have them. Null: none.</param>
    /// <param name="cancellationToken">Stops; nothing is left of the backup then.</param>
    /// <exception cref="RunException">It cannot be made; nothing that looks like a backup is left.</exception>
    public async Task<BackupReport> WriteAsync(string root, bool isFull, int? keep, CancellationToken cancellationToken)
    {
        root = Path.GetFullPath(root);
        if ((root + Path.DirectorySeparatorChar).StartsWith(Path.GetFullPath(options.DataRoot) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new RunException($"{root}: expected a folder outside of the data root {options.DataRoot}, found one in it: it would be lost with it. Choose a folder on another disk.");
        using var folders = new BackupFolders(root);
        string? earlier = !isFull && folders.Whole() is [.., var last] ? last : null;
        string folder = folders.Begin();
        try
        {
            BackupManifest manifest = await FillAsync(folder, earlier, cancellationToken);
            manifest.Write(folder);
            string finished = folders.Finish(folder, manifest.CreatedUtc);
            if (manifest.Lost.Count == 0)
            {
                await RememberAsync(manifest.CreatedUtc, cancellationToken);
                if (keep is { } count)
                    folders.Keep(count);
            }
            return new BackupReport(finished, files.Count, files.Sum(file => file.Bytes), copied, manifest.Lost);
        }
        catch
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    private async Task<BackupManifest> FillAsync(string folder, string? earlier, CancellationToken cancellationToken)
    {
        files.Clear();
        copied = 0;
        IDatabaseCopy copy = IDatabaseCopy.For(options);
        var kept = new DataFiles(options);
        BackupManifest? before = earlier is null ? null : BackupManifest.Read(earlier);
        Dictionary<string, KeptFile> known = before is null ? [] : before.Files.ToDictionary(file => file.Path);
        // First the database, then what it names: files of datasets and of finished runs never change.
        DateTime moment = time.GetUtcNow().UtcDateTime;
        KeptRows rows = await copy.TakeAsync(Path.Combine(folder, copy.FileName), cancellationToken);
        if (rows.Datasets.Count > 0 && !Directory.Exists(options.Datasets))
            throw new RunException($"{options.DataRoot}: expected the data root of the instance, found no datasets in it, and {rows.Datasets.Count} in its database. Mount the file system, or name the right folder (DataRoot, --data-root). Earlier backups are as they were.");
        foreach (string file in rows.Datasets.SelectMany(dataset => kept.OfDataset(dataset.Id, dataset.Status)).Concat(rows.Runs.SelectMany(run => kept.OfRun(run.Id, run.Status))).Concat(kept.Keys()))
            await KeepAsync(file, folder, earlier, known, cancellationToken);
        IReadOnlyList<Guid> deleted = await DeletedAsync(rows, cancellationToken);
        foreach (Guid id in deleted)
            Forget(folder, id);
        IReadOnlyList<string> refused = await RefusedAsync(cancellationToken);
        HashSet<string> present = [.. files.Select(file => file.Path)];
        string[] lost = [.. kept.Required(rows).Select(PathOf).Concat(Remembered(rows, before)).Distinct().Where(path => !present.Contains(path) && !deleted.Any(id => IsOf(id, path)) && !refused.Any(upload => path.StartsWith(upload, StringComparison.Ordinal)))];
        var content = new FileInfo(Path.Combine(folder, copy.FileName));
        files.Add(new KeptFile(copy.FileName, content.Length, content.LastWriteTimeUtc, await FileCopy.HashAsync(content.FullName, cancellationToken)));
        copied += content.Length;
        return new BackupManifest
        {
            Version = typeof(Backup).Assembly.GetName().Version!.ToString(3), CreatedUtc = moment, Provider = options.Provider, Schema = rows.Schema,
            Files = [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)], Deleted = deleted, Lost = lost,
        };
    }

    /// <summary>What models consist of is their method's affair; but they never change, so that what an earlier backup has of one is still to be there.</summary>
    private IEnumerable<string> Remembered(KeptRows rows, BackupManifest? before)
    {
        if (before is null)
            return [];
        HashSet<string> models = [.. rows.Runs.Where(run => run.Status == RunStatus.Succeeded).Select(run => PathOf(options.FolderOf(run.Id).Model))];
        return before.Files.Select(file => file.Path).Concat(before.Lost).Where(path => Upwards(path).Any(models.Contains));
    }

    private static IEnumerable<string> Upwards(string path)
    {
        for (int end = path.LastIndexOf('/'); end > 0; end = path.LastIndexOf('/', end - 1))
            yield return path[..end];
    }

    private async Task KeepAsync(string source, string folder, string? earlier, Dictionary<string, KeptFile> known, CancellationToken cancellationToken)
    {
        string path = PathOf(source);
        var content = new FileInfo(source);
        if (!content.Exists)
            return;
        DateTime written = content.LastWriteTimeUtc;
        string target = Path.Combine(folder, path);
        if (known.TryGetValue(path, out KeptFile? same) && same.Bytes == content.Length && same.WrittenUtc == written && TryLink(Path.Combine(earlier!, path), target))
        {
            files.Add(same);
            return;
        }
        try
        {
            (long bytes, string sha256) = await FileCopy.CopyAsync(source, target, cancellationToken);
            files.Add(new KeptFile(path, bytes, written, sha256));
            copied += bytes;
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            // Deleted between the look and the copy, see Forget.
        }
    }

    /// <summary>Rows are deleted before their files: what misses files here has no row any more.</summary>
    private async Task<IReadOnlyList<Guid>> DeletedAsync(KeptRows rows, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        HashSet<Guid> datasets = [.. await db.Datasets.Select(d => d.Id).ToListAsync(cancellationToken)], runs = [.. await db.Runs.Select(r => r.Id).ToListAsync(cancellationToken)];
        return [.. rows.Datasets.Select(dataset => dataset.Id).Where(id => !datasets.Contains(id)), .. rows.Runs.Select(run => run.Id).Where(id => !runs.Contains(id))];
    }

    /// <summary>Folders of uploads that were refused by now, and deleted for it: nobody has lost them.</summary>
    private async Task<IReadOnlyList<string>> RefusedAsync(CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        return [.. (await db.Datasets.Where(d => d.Status == DatasetStatus.Refused).Select(d => d.Id).ToListAsync(cancellationToken)).Select(id => $"data/datasets/{id:D}/file/")];
    }

    private void Forget(string folder, Guid id)
    {
        files.RemoveAll(file => IsOf(id, file.Path));
        foreach (string path in Folders(id))
        {
            if (Directory.Exists(Path.Combine(folder, path)))
                Directory.Delete(Path.Combine(folder, path), recursive: true);
        }
    }

    private string PathOf(string source) => "data/" + Path.GetRelativePath(options.DataRoot, source).Replace('\\', '/');

    private static string[] Folders(Guid id) => [$"data/datasets/{id:D}", $"data/runs/{id:D}"];

    private static bool IsOf(Guid id, string path) => Folders(id).Any(folder => path.StartsWith(folder + "/", StringComparison.Ordinal));

    private async Task RememberAsync(DateTime moment, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        await db.WriteSettingAsync(SettingRecord.LastBackup, moment.ToString("O"), cancellationToken);
    }

    private static bool TryLink(string existing, string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(name)!);
        return HardLink.TryCreate(existing, name);
    }
}

/// <param name="Folder">Full path of the backup.</param>
/// <param name="Bytes">Of all its files.</param>
/// <param name="CopiedBytes">Of those that were copied; the rest is shared with the backup before.</param>
/// <param name="Lost">Files that the database names and that are not on the disk: the backup is as whole as the instance, and no more.</param>
public sealed record BackupReport(string Folder, int Files, long Bytes, long CopiedBytes, IReadOnlyList<string> Lost);
