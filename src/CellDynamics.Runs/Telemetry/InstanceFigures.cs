using System.Diagnostics.Metrics;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Workers;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Telemetry;

/// <summary>What the catalogue knows of the whole instance, whichever worker did the work: who waits and runs, what ended, which workers live, how old the last backup is.</summary>
public sealed class InstanceFigures : IDisposable
{
    /// <summary>Of the ends that are looked at again: a transaction may have said its time long before it was done.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);

    private readonly Database database;
    private readonly RunsOptions options;
    private readonly InstanceMeter meter;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim gate = new(1);
    private readonly Dictionary<(Guid Run, int Attempt), DateTime> counted = [];
    private readonly DateTime began;
    private DateTime looked;
    private Reading? latest;

    public InstanceFigures(Database database, RunsOptions options, InstanceMeter meter, TimeProvider time)
    {
        (this.database, this.options, this.meter, this.time) = (database, options, meter, time);
        began = looked = time.GetUtcNow().UtcDateTime;
        Meter of = meter.Meter;
        of.CreateObservableGauge("celldynamics.runs.waiting", () => Runs(RunStatus.Waiting), "{run}", "Runs in the line.");
        of.CreateObservableGauge("celldynamics.runs.running", () => Runs(RunStatus.Running), "{run}", "Runs under way.");
        of.CreateObservableGauge("celldynamics.workers.alive", () => Known(latest?.Workers), "{worker}", "Workers that were heard of lately, the site's own included.");
        of.CreateObservableGauge("celldynamics.backup.age", () => Known(latest?.BackupAge), "s", "Time since the last backup was completed; absent where there was none.");
        of.CreateObservableGauge("celldynamics.disk.free", () => Known(FreeBytes()), "By", "Free disk at the data root.");
    }

    /// <summary>Looks again. While the database does not answer, the figures are absent rather than old.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            latest = await LookAsync(cancellationToken);
        }
        catch (Exception failure) when (Outage.Is(failure))
        {
            latest = null;
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private async Task<Reading> LookAsync(CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        DateTime now = time.GetUtcNow().UtcDateTime, heardOf = now - options.Worker.Silence;
        var runs = await db.Runs.Where(run => run.Status == RunStatus.Waiting || run.Status == RunStatus.Running)
            .GroupBy(run => new { run.Status, run.Group }).Select(group => new { group.Key, Count = group.Count() }).ToListAsync(cancellationToken);
        int workers = await db.Workers.CountAsync(worker => worker.SeenUtc > heardOf, cancellationToken);
        string? backup = await db.Settings.Where(setting => setting.Key == SettingRecord.LastBackup).Select(setting => setting.Value).SingleOrDefaultAsync(cancellationToken);
        await CountAsync(db, now, cancellationToken);
        return new Reading(
            runs.ToDictionary(group => (group.Key.Status, group.Key.Group), group => group.Count), workers,
            DateTimeOffset.TryParse(backup, out DateTimeOffset completed) ? (now - completed.UtcDateTime).TotalSeconds : null);
    }

    // What ended is counted here and not where it is written down: that may be a worker, whom nobody can ask.
    private async Task CountAsync(CellDynamicsDb db, DateTime now, CancellationToken cancellationToken)
    {
        DateTime from = looked - Overlap < began ? began : looked - Overlap;
        List<RunRecord> ended = await db.Runs.AsNoTracking()
            .Where(run => run.FinishedUtc > from && run.Status != RunStatus.Waiting && run.Status != RunStatus.Running).ToListAsync(cancellationToken);
        foreach (RunRecord run in ended.Where(run => counted.TryAdd((run.Id, run.Attempt), run.FinishedUtc!.Value)))
            meter.RunEnded(run.Method, run.Status.ToString().ToLowerInvariant(), run.ComputeSeconds, (run.StartedUtc - run.CreatedUtc)?.TotalSeconds);
        foreach (var old in counted.Where(run => run.Value <= from).Select(run => run.Key).ToList())
            counted.Remove(old);
        looked = now;
    }

    private IEnumerable<Measurement<int>> Runs(RunStatus status) => latest is not { } known ? []
        : RunGroups.All.Union(known.Runs.Keys.Select(key => key.Group))
            .Select(group => new Measurement<int>(known.Runs.GetValueOrDefault((status, group)), new KeyValuePair<string, object?>("group", group)));

    private static IEnumerable<Measurement<T>> Known<T>(T? value) where T : struct => value is { } known ? [new Measurement<T>(known)] : [];

    private long? FreeBytes()
    {
        try
        {
            return new DriveInfo(options.DataRoot).AvailableFreeSpace;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <param name="BackupAge">Seconds.</param>
    private sealed record Reading(IReadOnlyDictionary<(RunStatus Status, string Group), int> Runs, int Workers, double? BackupAge);
}
