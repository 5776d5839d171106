using CellDynamics.Runs.Datasets;
using Quartz;

namespace CellDynamics.Runs.Queue;

/// <summary>Checks what was uploaded, one file at a time.</summary>
[DisallowConcurrentExecution]
internal sealed class CheckDatasetsJob(DatasetCheck check) : IJob
{
    public static readonly JobKey Key = new("check-datasets", "queue");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await check.CheckAllAsync(cancellationToken);
}
