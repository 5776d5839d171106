using System.Collections.Concurrent;
using CellDynamics.Runs.Admission;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace CellDynamics.Runs.Queue;

/// <summary>One shared watcher of all runs, so that not every page asks the database. Pages hear of it by <see cref="RunNews"/>, which knows what their person may see.</summary>
internal sealed class RunMonitor : IAsyncDisposable
{
    /// <summary>Pages are told at most this often.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(400);

    private readonly IDbContextFactory<CellDynamicsDb> database;
    private readonly QueueReader queue;
    private readonly RunsOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<RunMonitor> logger;
    private readonly ConcurrentDictionary<Guid, Subscription> subscriptions = new();
    private readonly ConcurrentDictionary<Guid, ProgressHistory> histories = new();
    private readonly ConcurrentDictionary<Guid, bool> unreadable = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private Task loop = Task.CompletedTask;

    public RunMonitor(IDbContextFactory<CellDynamicsDb> database, QueueReader queue, RunsOptions options, TimeProvider time, ILogger<RunMonitor> logger) =>
        (this.database, this.queue, this.options, this.time, this.logger) = (database, queue, options, time, logger);

    /// <summary>Calls back when anything about the run changed, at most a few times per second. Dispose to stop.</summary>
    public IDisposable Watch(Guid runId, Func<RunView, Task> changed) => Subscribe(new Subscription(this, runId, changed, null));

    /// <summary>Calls back when any run or dataset changed its state (not for every step of progress).</summary>
    public IDisposable WatchAll(Func<Task> changed) => Subscribe(new Subscription(this, null, null, changed));

    public async Task<RunView?> ReadAsync(Guid runId, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        RunRecord? run = await db.Runs.AsNoTracking().Include(r => r.Dataset).SingleOrDefaultAsync(r => r.Id == runId, cancellationToken);
        if (run is null)
            return null;
        int position = 0;
        if (run.Status == RunStatus.Waiting)
            position = 1 + (await queue.ReadLineAsync(db, cancellationToken)).TakeWhile(waiting => waiting.Id != runId).Count();
        return new RunView(run, ReadProgress(run), position) { Silence = SilenceOf(run) };
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await loop;
        stop.Dispose();
    }

    // The lease is renewed every second: what neither two beats of a worker nor three seconds renewed has been cut off from its supervisor.
    private TimeSpan? SilenceOf(RunRecord run)
    {
        if (run is not { Status: RunStatus.Running, LeaseUntilUtc: { } until } || run.LeaseOwner is null or RunLedger.ReservedBy)
            return null;
        TimeSpan silence = time.GetUtcNow().UtcDateTime - (until - options.Worker.Lease);
        return silence > 2 * options.Worker.Beat && silence > TimeSpan.FromSeconds(3) ? silence : null;
    }

    private IReadOnlyList<ProgressLine> ReadProgress(RunRecord run)
    {
        if (run.Attempt == 0)
            return [];
        // Kept only while somebody watches: a finished run is read once and forgotten.
        ProgressHistory history = subscriptions.Values.Any(s => s.RunId == run.Id)
            ? histories.AddOrUpdate(run.Id, _ => NewHistory(run), (_, known) => known.Attempt == run.Attempt ? known : NewHistory(run))
            : NewHistory(run);
        return history.Read();
    }

    private ProgressHistory NewHistory(RunRecord run) => new(run.Attempt, options.FolderOf(run.Id).Progress(run.Attempt));

    private Subscription Subscribe(Subscription subscription)
    {
        lock (gate)
        {
            bool isFirst = subscriptions.IsEmpty;
            subscriptions[subscription.Id] = subscription;
            if (isFirst)
                loop = LoopAsync(loop);
        }
        return subscription;
    }

    private async Task LoopAsync(Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await TellAsync(stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // The watcher serves every page: whatever went wrong once must not silence it.
                logger.LogWarning(failure, "The state of the runs could not be read; trying again.");
            }
            await Task.Delay(Interval, time, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            lock (gate)
            {
                if (subscriptions.IsEmpty)
                    return;
            }
        }
    }

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        Subscription[] current = [.. subscriptions.Values];
        foreach (IGrouping<Guid, Subscription> run in current.Where(s => s.RunId is not null).GroupBy(s => s.RunId!.Value))
        {
            if (await TryReadAsync(run.Key, cancellationToken) is not { } view)
                continue;
            string state = RunState(view);
            foreach (Subscription subscription in run)
                subscription.Tell(state, () => subscription.OnRun!(view), logger);
        }
        Subscription[] all = [.. current.Where(s => s.RunId is null)];
        if (all.Length == 0)
            return;
        string instance = await InstanceStateAsync(cancellationToken);
        foreach (Subscription subscription in all)
            subscription.Tell(instance, subscription.OnAny!, logger);
    }

    // Pages of other runs are told all the same.
    private async Task<RunView?> TryReadAsync(Guid runId, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(runId, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Once: it is tried again several times a second.
            if (unreadable.TryAdd(runId, true))
                logger.LogWarning("The progress of run {Run} cannot be read ({Reason}).", runId, failure.Message);
            return null;
        }
    }

    private static string RunState(RunView view)
    {
        RunRecord run = view.Run;
        return string.Join('|', run.Status, run.Attempt, run.Stage, run.Fraction, run.SecondsLeft, run.Message, run.WaitReason, run.IsCancelRequested, view.QueuePosition, view.Progress.Count, run.Failure, (int?)view.Silence?.TotalSeconds);
    }

    private async Task<string> InstanceStateAsync(CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        var runs = await db.Runs.OrderBy(run => run.Id).Select(run => new { run.Id, run.Status, run.Stage, run.WaitReason, run.IsCancelRequested }).ToListAsync(cancellationToken);
        var datasets = await db.Datasets.OrderBy(d => d.Id).Select(d => new { d.Id, d.Status, d.Name, d.TimePoints }).ToListAsync(cancellationToken);
        return string.Join('|', runs) + string.Join('|', datasets);
    }

    private void Forget(Subscription subscription)
    {
        lock (gate)
            subscriptions.TryRemove(subscription.Id, out _);
        if (subscription.RunId is { } runId && !subscriptions.Values.Any(s => s.RunId == runId))
        {
            histories.TryRemove(runId, out _);
            unreadable.TryRemove(runId, out _);
        }
    }

    private sealed class Subscription(RunMonitor monitor, Guid? runId, Func<RunView, Task>? onRun, Func<Task>? onAny) : IDisposable
    {
        private string? told;
        private Task telling = Task.CompletedTask;

        public Guid Id { get; } = Guid.CreateVersion7();

        public Guid? RunId => runId;

        public Func<RunView, Task>? OnRun => onRun;

        public Func<Task>? OnAny => onAny;

        /// <summary>Skips when nothing changed, or while the page still draws what it was told last.</summary>
        public void Tell(string state, Func<Task> callback, ILogger logger)
        {
            if (state == told || !telling.IsCompleted)
                return;
            told = state;
            telling = CallAsync(callback, logger);
        }

        public void Dispose() => monitor.Forget(this);

        private static async Task CallAsync(Func<Task> callback, ILogger logger)
        {
            try
            {
                await callback();
            }
            catch (Exception failure)
            {
                // A page that was closed in between; others go on.
                logger.LogDebug(failure, "A watcher did not take the news.");
            }
        }
    }
}

/// <param name="Run">The row.</param>
/// <param name="Progress">All progress lines of the current attempt so far (thinned for plotting when there are many).</param>
/// <param name="QueuePosition">1 for the next to start; 0 when not waiting.</param>
public sealed record RunView(RunRecord Run, IReadOnlyList<ProgressLine> Progress, int QueuePosition)
{
    /// <summary>For how long its worker has given no sign of life; null while nothing is overdue.</summary>
    public TimeSpan? Silence { get; init; }
}
