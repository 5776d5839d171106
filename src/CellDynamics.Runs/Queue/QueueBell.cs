using Microsoft.Extensions.Logging;
using Quartz;

namespace CellDynamics.Runs.Queue;

/// <summary>Wakes the jobs that look for work, so that nobody waits for their next tick.</summary>
internal sealed class QueueBell(ISchedulerFactory schedulers, ILogger<QueueBell> logger)
{
    public Task RingForRunsAsync(CancellationToken cancellationToken) => RingAsync(DispatchJob.Key, cancellationToken);

    public Task RingForDatasetsAsync(CancellationToken cancellationToken) => RingAsync(CheckDatasetsJob.Key, cancellationToken);

    private async Task RingAsync(JobKey job, CancellationToken cancellationToken)
    {
        try
        {
            IScheduler scheduler = await schedulers.GetScheduler(cancellationToken);
            // Before the first start there is no job yet; it looks for work as soon as it exists.
            if (await scheduler.Exists(job, cancellationToken))
                await scheduler.TriggerJob(job, cancellationToken);
        }
        catch (SchedulerException failure)
        {
            // A server that stops, or a scheduler database that is busy. Nothing is lost: the row waits, and the next tick or start finds it.
            logger.LogDebug(failure, "{Job} was not woken.", job);
        }
    }
}
