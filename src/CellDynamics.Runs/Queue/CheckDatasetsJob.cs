using CellDynamics.Runs.Datasets;
using CellDynamics.Runs.Workers;
using Microsoft.Extensions.Hosting;
using Quartz;

namespace CellDynamics.Runs.Queue;

/// <summary>Checks what was uploaded, one file at a time.</summary>
[DisallowConcurrentExecution]
internal sealed class CheckDatasetsJob(DatasetCheck check, DataRootMark mark, IHostApplicationLifetime lifetime) : IJob
{
    public static readonly JobKey Key = new("check-datasets", "queue");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        // On a node that has lost the file system everything would seem to be gone: another node does it.
        if (!mark.IsThere())
            return;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        try
        {
            await check.CheckAllAsync(either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // A scan may take half an hour: a site that stops does not wait for it, and the next one begins anew.
        }
    }
}
