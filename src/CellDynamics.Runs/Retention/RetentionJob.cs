using CellDynamics.Runs.Workers;
using Quartz;

namespace CellDynamics.Runs.Retention;

/// <summary>Once a day, and after every start.</summary>
[DisallowConcurrentExecution]
internal sealed class RetentionJob(RetentionRound round, DataRootMark mark) : IJob
{
    public static readonly JobKey Key = new("retention", "keeping");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        // On a node that has lost the file system everything would seem to be gone: the next round does it, tomorrow or after a start.
        if (mark.IsThere())
            await round.RunAsync(cancellationToken);
    }
}
