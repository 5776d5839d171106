using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace CellDynamics.Runs.Keeping;

/// <summary>Removes what writers that died left half written: unpublished results of dead attempts, and files whose rename never came.</summary>
internal sealed class LeftoverSweep(IDbContextFactory<CellDynamicsDb> database, RunsOptions options, TimeProvider time, ILogger<LeftoverSweep> logger)
{
    /// <summary>Long after any writer would have renamed or touched it.</summary>
    private static readonly TimeSpan Age = TimeSpan.FromDays(1);

    /// <returns>How many were removed.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        int removed = 0;
        foreach (FileInfo file in await FindAsync(cancellationToken))
        {
            Try(file.FullName, () =>
            {
                file.Delete();
                removed++;
            });
        }
        return removed;
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
            Try(run.Root, () =>
            {
                foreach (string folder in Folders(Path.Combine(run.Root, "attempts")).Where(folder => folder != living).Append(run.Root))
                    found.AddRange(In(folder));
            });
        }
        foreach (string folder in CatalogueCards.Ids(options.Datasets).Select(options.FolderOfDataset).Append(options.Uploads))
            Try(folder, () => found.AddRange(In(folder)));
        return found;
    }

    // One folder that cannot be read must keep neither the site from starting nor the others from being swept.
    private void Try(string path, Action work)
    {
        try
        {
            work();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            logger.LogWarning("{Path} could not be swept: {Reason}", path, failure.Message);
        }
    }

    private FileInfo[] In(string folder)
    {
        DateTime before = time.GetUtcNow().UtcDateTime - Age;
        return !Directory.Exists(folder) ? [] : [.. new DirectoryInfo(folder).EnumerateFiles("*.tmp").Where(file => file.LastWriteTimeUtc < before)];
    }

    private static IEnumerable<string> Folders(string folder) => Directory.Exists(folder) ? Directory.EnumerateDirectories(folder) : [];
}
