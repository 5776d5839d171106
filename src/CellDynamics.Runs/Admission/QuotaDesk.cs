using System.Globalization;
using CellDynamics.Runs.Datasets;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Admission;

/// <summary>Counts what projects use and refuses what goes beyond their quotas, at the moment it is asked for: what was accepted does not fail for a quota later.</summary>
public sealed class QuotaDesk(Database database, RunsOptions options, TimeProvider time)
{
    // What a run leaves: model and network at most, and of every cell its coordinates, velocity, fates and couplings.
    private const long ResultBytes = 20_000_000, ResultBytesPerCell = 2_000;

    public async Task<ProjectUsage> ReadAsync(Guid project, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        return await ReadAsync(db, project, isMeasured: true, cancellationToken);
    }

    /// <summary>Goes on where the project may store so many bytes more.</summary>
    /// <param name="uploading">Bytes of uploads of the project that are under way.</param>
    /// <exception cref="QuotaException">It may not.</exception>
    public async Task RequireStorageAsync(Guid project, long bytes, long uploading, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        ProjectUsage usage = await ReadAsync(db, project, isMeasured: false, cancellationToken);
        RequireStorage(usage, bytes, uploading);
    }

    /// <summary>Predicts what the run takes, and goes on where the project may have it. To be called in the transaction that puts the run in line.</summary>
    /// <exception cref="QuotaException">It would go beyond a quota.</exception>
    internal async Task ReserveAsync(CellDynamicsDb db, RunRecord run, int cells, CancellationToken cancellationToken)
    {
        // A write to the project's row: two submissions at once would each see room for the other's.
        await db.Projects.Where(project => project.Id == run.ProjectId).ExecuteUpdateAsync(set => set.SetProperty(project => project.Name, project => project.Name), cancellationToken);
        List<PastRun> past = await db.Runs.Where(other => other.Method == run.Method && other.Status == RunStatus.Succeeded && other.ComputeSeconds > 0)
            .OrderByDescending(other => other.FinishedUtc).Take(50).Select(other => new PastRun(other.Dataset!.Cells, other.ComputeSeconds, other.PeakBytes)).ToListAsync(cancellationToken);
        RunCost cost = RunCost.Predict(cells, past);
        (run.PredictedSeconds, run.PredictedBytes) = (cost.Seconds, cost.Bytes);
        ProjectUsage usage = await ReadAsync(db, run.ProjectId, isMeasured: false, cancellationToken);
        RequireStorage(usage, ResultOf(cells), 0);
        double hours = cost.Seconds / 3600;
        if (usage.MaximumHours is { } most && usage.ComputeHours + usage.ReservedHours + hours > most)
            throw new QuotaException(
                $"Quota \"Computing hours per month\": expected at most {Hours(most)} h, found {Hours(usage.ComputeHours)} h used, {Hours(usage.ReservedHours)} h reserved by analyses in line and about {Hours(hours)} h for this one. "
                + $"Wait for the next month, cancel an analysis in line, or ask {options.Contact} to raise the quota.");
    }

    /// <summary>Writes down what a run took, once it has ended.</summary>
    internal async Task ChargeAsync(CellDynamicsDb db, Guid runId, CancellationToken cancellationToken)
    {
        var run = await db.Runs.Where(r => r.Id == runId).Select(r => new { r.ProjectId, r.Group, r.ComputeSeconds }).SingleAsync(cancellationToken);
        string month = MonthOf(time.GetUtcNow().UtcDateTime);
        // One statement of both databases: two first runs of a month may end at the same moment.
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO "Usage" ("ProjectId", "Month", "Group", "Runs", "ComputeSeconds") VALUES ({run.ProjectId}, {month}, {run.Group}, 1, {run.ComputeSeconds})
            ON CONFLICT ("ProjectId", "Month", "Group") DO UPDATE SET "Runs" = "Usage"."Runs" + 1, "ComputeSeconds" = "Usage"."ComputeSeconds" + excluded."ComputeSeconds"
            """, cancellationToken);
    }

    /// <summary>Ends runs that have no end yet, and charges what earlier attempts of them took: those hours were used although there is no result.</summary>
    /// <param name="db">Database.</param>
    /// <param name="waiting">Runs that wait, or whose supervisor finds no row any more.</param>
    /// <param name="end">Cancels or deletes them; how many those were.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    internal async Task<int> SettleAsync(CellDynamicsDb db, IQueryable<RunRecord> waiting, Func<IQueryable<RunRecord>, Task<int>> end, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // A write first: nobody can start them until this is done.
        await waiting.ExecuteUpdateAsync(set => set.SetProperty(run => run.WaitReason, run => run.WaitReason), cancellationToken);
        foreach (Guid begun in await waiting.Where(run => run.ComputeSeconds > 0).Select(run => run.Id).ToListAsync(cancellationToken))
            await ChargeAsync(db, begun, cancellationToken);
        int ended = await end(waiting);
        await transaction.CommitAsync(cancellationToken);
        return ended;
    }

    /// <param name="isMeasured">Also where no quota asks for it: every file is looked at, and a submission has the database locked meanwhile.</param>
    private async Task<ProjectUsage> ReadAsync(CellDynamicsDb db, Guid id, bool isMeasured, CancellationToken cancellationToken)
    {
        ProjectRecord project = await db.Projects.AsNoTracking().SingleAsync(p => p.Id == id, cancellationToken);
        var open = await db.Runs.Where(run => run.ProjectId == id && (run.Status == RunStatus.Waiting || run.Status == RunStatus.Running))
            .Select(run => new { run.Status, run.ComputeSeconds, run.PredictedSeconds, run.Dataset!.Cells }).ToListAsync(cancellationToken);
        DateTime now = time.GetUtcNow().UtcDateTime;
        string month = MonthOf(now);
        double ended = await db.Usage.Where(usage => usage.ProjectId == id && usage.Month == month).SumAsync(usage => usage.ComputeSeconds, cancellationToken);
        long stored = isMeasured || project.MaximumBytes is not null ? await StoredAsync(db, id, cancellationToken) : 0;
        return new ProjectUsage(
            stored, open.Sum(run => ResultOf(run.Cells)), project.MaximumBytes, open.Count(run => run.Status == RunStatus.Running), open.Count(run => run.Status == RunStatus.Waiting), project.MaximumRunning,
            (ended + open.Sum(run => run.ComputeSeconds)) / 3600, open.Sum(run => Math.Max(0, run.PredictedSeconds - run.ComputeSeconds)) / 3600, project.ComputeHoursPerMonth,
            new DateTime(now.Year, now.Month, 1, 0, 0, 0, DateTimeKind.Utc).AddMonths(1));
    }

    private async Task<long> StoredAsync(CellDynamicsDb db, Guid id, CancellationToken cancellationToken)
    {
        List<Guid> datasets = await db.Datasets.Where(dataset => dataset.ProjectId == id).Select(dataset => dataset.Id).ToListAsync(cancellationToken);
        List<Guid> runs = await db.Runs.Where(run => run.ProjectId == id).Select(run => run.Id).ToListAsync(cancellationToken);
        return datasets.Sum(dataset => FolderSize.Of(options.FolderOfDataset(dataset))) + runs.Sum(run => FolderSize.Of(options.FolderOf(run).Root));
    }

    private void RequireStorage(ProjectUsage usage, long bytes, long uploading)
    {
        if (usage.MaximumBytes is { } most && usage.StoredBytes + usage.ReservedBytes + uploading + bytes > most)
            throw new QuotaException(
                $"Quota \"Storage\": expected at most {ByteSize.Of(most)}, found {ByteSize.Of(usage.StoredBytes)} stored, {ByteSize.Of(usage.ReservedBytes + uploading)} reserved by analyses and uploads under way and {ByteSize.Of(bytes)} more asked for. "
                + $"Delete datasets or analyses that are no longer needed, or ask {options.Contact} to raise the quota.");
    }

    private static long ResultOf(int cells) => ResultBytes + (ResultBytesPerCell * cells);

    internal static string MonthOf(DateTime moment) => moment.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>Of computing, for a person.</summary>
    public static string Hours(double hours) => hours.ToString(hours < 0.1 ? "0.###" : hours < 10 ? "0.##" : "0.#", CultureInfo.InvariantCulture);
}
