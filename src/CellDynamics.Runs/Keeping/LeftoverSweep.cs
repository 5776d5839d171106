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
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        Dictionary<Guid, (RunStatus Status, int Attempt)> rows = await db.Runs.ToDictionaryAsync(run => run.Id, run => new ValueTuple<RunStatus, int>(run.Status, run.Attempt), cancellationToken);
        int removed = 0;
        foreach (Guid id in CatalogueCards.Ids(options.Runs).Where(rows.ContainsKey))
        {
            RunFolder run = options.FolderOf(id);
            // The attempt under way writes for as long as it takes.
            string? living = rows[id].Status == RunStatus.Running ? run.Attempt(rows[id].Attempt) : null;
            foreach (string folder in Folders(Path.Combine(run.Root, "attempts")).Where(folder => folder != living).Append(run.Root))
                removed += Remove(folder);
        }
        return removed + CatalogueCards.Ids(options.Datasets).Sum(id => Remove(options.FolderOfDataset(id))) + Remove(options.Uploads);
    }

    private int Remove(string folder)
    {
        DateTime before = time.GetUtcNow().UtcDateTime - Age;
        string[] old = !Directory.Exists(folder) ? [] : [.. Directory.EnumerateFiles(folder, "*.tmp").Where(file => File.GetLastWriteTimeUtc(file) < before)];
        foreach (string file in old)
            File.Delete(file);
        return old.Length;
    }

    private static IEnumerable<string> Folders(string folder) => Directory.Exists(folder) ? Directory.EnumerateDirectories(folder) : [];
}
