using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Keeping;

/// <summary>Removes what writers that died left half written: unpublished results of dead attempts, and files whose rename never came.</summary>
internal sealed class LeftoverSweep(IDbContextFactory<CellDynamicsDb> database, RunsOptions options, TimeProvider time)
{
    /// <summary>Long after any writer would have renamed or touched it.</summary>
    private static readonly TimeSpan Age = TimeSpan.FromDays(1);

    /// <returns>How many were removed.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<FileInfo> files = await FindAsync(cancellationToken);
        foreach (FileInfo file in files)
            file.Delete();
        return files.Count;
    }

    /// <summary>What the next sweep removes.</summary>
    public async Task<IReadOnlyList<FileInfo>> FindAsync(CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        Dictionary<Guid, (RunStatus Status, int Attempt)> rows = await db.Runs.ToDictionaryAsync(run => run.Id, run => new ValueTuple<RunStatus, int>(run.Status, run.Attempt), cancellationToken);
        List<FileInfo> found = [];
        foreach (Guid id in CatalogueCards.Ids(options.Runs).Where(rows.ContainsKey))
        {
            RunFolder run = options.FolderOf(id);
            // The attempt under way writes for as long as it takes.
            string? living = rows[id].Status == RunStatus.Running ? run.Attempt(rows[id].Attempt) : null;
            foreach (string folder in Folders(Path.Combine(run.Root, "attempts")).Where(folder => folder != living).Append(run.Root))
                found.AddRange(In(folder));
        }
        return [.. found, .. CatalogueCards.Ids(options.Datasets).SelectMany(id => In(options.FolderOfDataset(id))), .. In(options.Uploads)];
    }

    private FileInfo[] In(string folder)
    {
        DateTime before = time.GetUtcNow().UtcDateTime - Age;
        return !Directory.Exists(folder) ? [] : [.. new DirectoryInfo(folder).EnumerateFiles("*.tmp").Where(file => file.LastWriteTimeUtc < before)];
    }

    private static IEnumerable<string> Folders(string folder) => Directory.Exists(folder) ? Directory.EnumerateDirectories(folder) : [];
}
