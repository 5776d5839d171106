using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Workers;

/// <summary>A worker as an administrator sees it.</summary>
/// <param name="IsAlive">It was heard of a moment ago.</param>
/// <param name="Running">Runs under way on it.</param>
/// <param name="ShortPlaces">Short runs that it takes beside its slots.</param>
public sealed record WorkerView(WorkerRecord Worker, bool IsAlive, int Running, int ShortPlaces)
{
    /// <summary>How much runs of how much may: <c>2 of 1 + 1 short</c>.</summary>
    public string Load => $"{Running} of {Worker.Slots}{(ShortPlaces > 0 ? $" + {ShortPlaces} short" : "")}";
}

/// <summary>Shows the workers of an instance and empties them for maintenance.</summary>
public sealed class WorkerDesk(Database database, RunsOptions options, TimeProvider time)
{
    /// <summary>By node, then by start. A dead worker whose node works again is shown only until its runs have gone to others.</summary>
    public async Task<IReadOnlyList<WorkerView>> ListAsync(CancellationToken cancellationToken)
    {
        if (time is DatabaseClock clock)
            await clock.SynchronizeAsync(cancellationToken);
        await using CellDynamicsDb db = database.CreateDbContext();
        DateTime heard = time.GetUtcNow().UtcDateTime - options.Worker.Silence;
        List<WorkerRecord> workers = await db.Workers.AsNoTracking().OrderBy(worker => worker.Node).ThenBy(worker => worker.StartedUtc).ToListAsync(cancellationToken);
        Dictionary<string, int> running = await db.Runs.Where(run => run.Status == RunStatus.Running).GroupBy(run => run.Node)
            .Select(node => new { node.Key, Count = node.Count() }).ToDictionaryAsync(node => node.Key, node => node.Count, cancellationToken);
        WorkerView[] views = [.. workers.Select(worker => new WorkerView(worker, worker.SeenUtc > heard, running.GetValueOrDefault(worker.Id), options.ShortRuns))];
        HashSet<string> living = [.. views.Where(view => view.IsAlive).Select(view => view.Worker.Node)];
        return [.. views.Where(view => view.IsAlive || view.Running > 0 || !living.Contains(view.Worker.Node))];
    }

    /// <summary>True while nothing new is started anywhere.</summary>
    public async Task<bool> IsDrainingAsync(CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        return await db.Settings.AnyAsync(setting => setting.Key == SettingRecord.IsDraining && setting.Value == "true", cancellationToken);
    }

    /// <summary>Empties the workers of a node, or lets them work again; what runs on them ends in peace.</summary>
    /// <param name="node">Name of the node, or the id of one worker.</param>
    /// <returns>How many workers that were.</returns>
    public async Task<int> DrainAsync(string node, bool isDraining, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        return await db.Workers.Where(worker => worker.Node == node || worker.Id == node)
            .ExecuteUpdateAsync(set => set.SetProperty(worker => worker.IsDraining, isDraining), cancellationToken);
    }

    /// <summary>Starts nothing new on any worker, or starts again.</summary>
    public async Task DrainAllAsync(bool isDraining, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        await db.WriteSettingAsync(SettingRecord.IsDraining, isDraining ? "true" : "false", cancellationToken);
    }
}
