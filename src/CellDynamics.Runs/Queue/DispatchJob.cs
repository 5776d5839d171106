using System.Diagnostics;
using CellDynamics.Runs.Telemetry;
using CellDynamics.Runs.Workers;
using Quartz;

namespace CellDynamics.Runs.Queue;

/// <summary>The only place that takes runs out of the waiting list: one at a time in the whole cluster. The execution group carries a run to the worker that has room for it.</summary>
[DisallowConcurrentExecution]
internal sealed class DispatchJob(RunLedger ledger, RunRecovery recovery, WorkerRegistry registry, RunsOptions options, TimeProvider time) : IJob
{
    public static readonly JobKey Key = new("dispatch", "queue");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        await recovery.ReturnExpiredAsync(cancellationToken);
        while (await ledger.ReserveNextAsync(cancellationToken) is { } reservation)
            await ScheduleAsync(context.Scheduler, reservation, cancellationToken);
        await SweepAsync(context.Scheduler, cancellationToken);
    }

    private async Task ScheduleAsync(IScheduler scheduler, Reservation reservation, CancellationToken cancellationToken)
    {
        using Activity? dispatched = RunTraces.Dispatch(reservation, options.FolderOf(reservation.RunId));
        IJobDetail job = JobBuilder.Create<ExecuteRunJob>()
            .WithIdentity(ExecuteRunJob.KeyOf(reservation))
            .UsingJobData(ExecuteRunJob.RunKey, reservation.RunId.ToString("D"))
            .UsingJobData(ExecuteRunJob.AttemptKey, reservation.Attempt.ToString("D"))
            .UsingJobData(ExecuteRunJob.ProjectKey, reservation.Project.ToString("D"))
            .Build();
        // By the instance's clock: "now" of a machine that is an hour ahead would let the worker wait for an hour.
        ITrigger trigger = TriggerBuilder.Create().StartAt(time.GetUtcNow()).WithExecutionGroup(reservation.Worker).Build();
        await scheduler.ScheduleJob(job, trigger, cancellationToken: cancellationToken);
    }

    // What was meant for a worker that is no more would stand in the scheduler's tables for ever.
    private async Task SweepAsync(IScheduler scheduler, CancellationToken cancellationToken)
    {
        IReadOnlySet<string>? known = null;
        try
        {
            foreach (string group in await scheduler.GetJobGroupNames(cancellationToken))
            {
                if (ExecuteRunJob.WorkerOf(group) is { } worker && !(known ??= await registry.ListAsync(cancellationToken)).Contains(worker))
                    await scheduler.DeleteJobs(GroupMatcher<JobKey>.GroupEquals(group), cancellationToken);
            }
        }
        catch (SchedulerException)
        {
            // This server stops meanwhile; the next tick, here or elsewhere, sweeps as well.
        }
    }
}
