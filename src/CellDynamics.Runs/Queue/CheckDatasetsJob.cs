using CellDynamics.Runs.Datasets;
using CellDynamics.Runs.Workers;
using Quartz;

namespace CellDynamics.Runs.Queue;

/// <summary>Checks what was uploaded, one file at a time.</summary>
[DisallowConcurrentExecution]
internal sealed class CheckDatasetsJob(DatasetCheck check, DataRootMark mark) : IJob
{
    public static readonly JobKey Key = new("check-datasets", "queue");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        // On a node that has lost the file system everything would seem to be gone: another node does it.
        if (mark.IsThere())
            await check.CheckAllAsync(cancellationToken);
    }
}
