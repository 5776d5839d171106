using CellDynamics.Runs.Model;
using CellDynamics.Runs.Queue;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Workers;

/// <summary>The table of workers: this process says that it lives, and rows of those that died long ago are removed.</summary>
internal sealed class WorkerRegistry(IDbContextFactory<CellDynamicsDb> database, RunsOptions options, RunRecovery recovery, TimeProvider time)
{
    /// <summary>A dead worker is shown for so long, so that somebody sees it.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(1);

    private WorkerOptions Worker => options.Worker;

    /// <summary>Says that this worker lives. True while it takes new runs.</summary>
    public async Task<bool> BeatAsync(CancellationToken cancellationToken)
    {
        if (time is DatabaseClock clock)
            await clock.SynchronizeAsync(cancellationToken);
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        DateTime now = time.GetUtcNow().UtcDateTime;
        if (await Own(db).ExecuteUpdateAsync(set => set.SetProperty(worker => worker.SeenUtc, now), cancellationToken) == 0)
        {
            db.Workers.Add(Describe(now));
            await db.SaveChangesAsync(cancellationToken);
        }
        DateTime forgotten = now - Remembered;
        // The embedded database has one server: every other row is a former life of this one.
        await db.Workers.Where(worker => worker.Id != Worker.Id && (options.Provider == DatabaseProvider.Sqlite || worker.SeenUtc < forgotten)).ExecuteDeleteAsync(cancellationToken);
        return !await Own(db).AnyAsync(worker => worker.IsDraining || worker.HasLostFiles, cancellationToken);
    }

    /// <summary>Takes nothing new from now on.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        await Own(db).ExecuteUpdateAsync(set => set.SetProperty(worker => worker.IsDraining, true), cancellationToken);
    }

    /// <summary>Takes nothing new while it does not see the files; whether a person drains it is another matter.</summary>
    /// <returns>Whether that is new.</returns>
    public async Task<bool> SeeFilesAsync(bool areThere, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        return await Own(db).Where(worker => worker.HasLostFiles == areThere).ExecuteUpdateAsync(set => set.SetProperty(worker => worker.HasLostFiles, !areThere), cancellationToken) > 0;
    }

    /// <summary>Leaves in good order: what was meant for this worker and not yet begun goes back into the line at once.</summary>
    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        await Own(db).ExecuteDeleteAsync(cancellationToken);
        await recovery.ReturnReservedAsync(Worker.Id, cancellationToken);
    }

    /// <summary>Ids of all that are not forgotten.</summary>
    public async Task<IReadOnlySet<string>> ListAsync(CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        return await db.Workers.Select(worker => worker.Id).ToHashSetAsync(cancellationToken);
    }

    private IQueryable<WorkerRecord> Own(CellDynamicsDb db) => db.Workers.Where(worker => worker.Id == Worker.Id);

    private WorkerRecord Describe(DateTime now) => new()
    {
        Id = Worker.Id, Node = Worker.Node, Groups = Worker.Groups, Slots = options.ConcurrentRuns, Cores = Environment.ProcessorCount, MemoryBytes = Worker.MemoryBytes,
        Version = typeof(WorkerRegistry).Assembly.GetName().Version!.ToString(3), StartedUtc = now, SeenUtc = now,
    };
}
