using CellDynamics.Runs.Access;
using CellDynamics.Runs.Model;

namespace CellDynamics.Runs.Queue;

/// <summary>News of runs for one page, as long as its person may see them.</summary>
public sealed class RunNews
{
    private readonly RunMonitor monitor;
    private readonly CallerAccess access;

    internal RunNews(RunMonitor monitor, CallerAccess access) => (this.monitor, this.access) = (monitor, access);

    /// <summary>Calls back when anything about the run changed, at most a few times per second; no longer once the caller may not see it. Dispose to stop.</summary>
    public IDisposable Watch(Guid runId, Func<RunView, Task> changed) => monitor.Watch(runId, async view =>
    {
        if (await IsSeenAsync(runId, CancellationToken.None))
            await changed(view);
    });

    /// <summary>Calls back when any run or dataset changed its state (not for every step of progress). It says nothing about what changed: whoever hears it looks again.</summary>
    public IDisposable WatchAll(Func<Task> changed) => monitor.WatchAll(changed);

    /// <summary>Null where there is none, or none that the caller may see.</summary>
    public async Task<RunView?> ReadAsync(Guid runId, CancellationToken cancellationToken) => await IsSeenAsync(runId, cancellationToken) ? await monitor.ReadAsync(runId, cancellationToken) : null;

    private Task<bool> IsSeenAsync(Guid run, CancellationToken cancellationToken) => access.MayAsync(Resource.Run(run), ProjectRole.Viewer, cancellationToken);
}
