using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;

namespace CellDynamics.Runs.Queue;

/// <summary>One shared watcher of all runs: pages subscribe here instead of each asking the database.</summary>
public sealed class RunMonitor
{
    /// <summary>Calls back when anything about the run changed, at most a few times per second. Dispose to stop.</summary>
    public IDisposable Watch(Guid runId, Func<RunView, Task> changed) => throw new NotImplementedException();

    /// <summary>Calls back when any run or dataset changed its state (not for every step of progress).</summary>
    public IDisposable WatchAll(Func<Task> changed) => throw new NotImplementedException();

    public Task<RunView?> ReadAsync(Guid runId, CancellationToken cancellationToken) => throw new NotImplementedException();
}

/// <param name="Run">The row.</param>
/// <param name="Progress">All progress lines of the current attempt so far (thinned for plotting when there are many).</param>
/// <param name="QueuePosition">1 for the next to start; 0 when not waiting.</param>
public sealed record RunView(RunRecord Run, IReadOnlyList<ProgressLine> Progress, int QueuePosition);
