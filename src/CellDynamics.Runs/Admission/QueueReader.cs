using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Admission;

/// <summary>Reads from the database what <see cref="StartRule"/> decides on.</summary>
internal sealed class QueueReader(RunsOptions options, TimeProvider time)
{
    public async Task<QueueState> ReadAsync(CellDynamicsDb db, CancellationToken cancellationToken)
    {
        var running = await db.Runs.Where(run => run.Status == RunStatus.Running)
            .Select(run => new { run.ProjectId, run.Node, run.PredictedBytes, run.PeakBytes, run.PredictedSeconds }).ToListAsync(cancellationToken);
        Dictionary<Guid, int> caps = await db.Projects.Where(project => project.MaximumRunning != null)
            .ToDictionaryAsync(project => project.Id, project => project.MaximumRunning!.Value, cancellationToken);
        bool isDraining = await db.Settings.AnyAsync(setting => setting.Key == SettingRecord.IsDraining && setting.Value == "true", cancellationToken);
        return new QueueState(
            await ReadLineAsync(db, cancellationToken), [.. running.Select(run => new RunningRun(run.ProjectId, run.Node, Math.Max(run.PredictedBytes, run.PeakBytes), IsShort(run.PredictedSeconds)))],
            await ReadWorkersAsync(db, cancellationToken), caps, options.ShortRuns, isDraining, time.GetUtcNow().UtcDateTime);
    }

    /// <summary>The waiting runs in the order in which they will start.</summary>
    public async Task<IReadOnlyList<WaitingRun>> ReadLineAsync(CellDynamicsDb db, CancellationToken cancellationToken)
    {
        var waiting = await db.Runs.Where(run => run.Status == RunStatus.Waiting)
            .Select(run => new { run.Id, run.ProjectId, run.SubmittedBy, run.IsExample, run.CreatedUtc, run.Group, run.PredictedBytes, run.PredictedSeconds }).ToListAsync(cancellationToken);
        if (waiting.Count == 0)
            return [];
        Guid[] projects = [.. waiting.Select(run => run.ProjectId).Distinct()];
        var served = await db.Runs.Where(run => projects.Contains(run.ProjectId) && run.StartedUtc != null).GroupBy(run => new { run.ProjectId, run.SubmittedBy })
            .Select(person => new { person.Key, Latest = person.Max(run => run.StartedUtc) }).ToListAsync(cancellationToken);
        return WaitingLine.Order(
            waiting.Select(run => new WaitingRun(run.Id, run.ProjectId, run.SubmittedBy, run.IsExample, run.CreatedUtc, run.Group, run.PredictedBytes, IsShort(run.PredictedSeconds))),
            new ServedTimes(served.ToDictionary(person => (person.Key.ProjectId, person.Key.SubmittedBy), person => person.Latest!.Value)));
    }

    private async Task<IReadOnlyList<WorkerSeat>> ReadWorkersAsync(CellDynamicsDb db, CancellationToken cancellationToken)
    {
        DateTime heardOf = time.GetUtcNow().UtcDateTime - options.Worker.Silence;
        List<WorkerRecord> workers = await db.Workers.AsNoTracking().Where(worker => !worker.IsDraining && !worker.HasLostFiles && worker.SeenUtc > heardOf).ToListAsync(cancellationToken);
        return [.. workers.Select(worker => new WorkerSeat(worker.Id, worker.Groups.Split(',').ToHashSet(), worker.Slots, worker.MemoryBytes))];
    }

    private bool IsShort(double seconds) => seconds > 0 && seconds <= options.ShortSeconds;
}
