using Quartz;

namespace CellDynamics.Runs.Queue;

/// <summary>The only place that takes runs out of the waiting list: one at a time in the whole cluster.</summary>
[DisallowConcurrentExecution]
internal sealed class DispatchJob(RunLedger ledger, RunRecovery recovery) : IJob
{
    public static readonly JobKey Key = new("dispatch", "queue");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        await recovery.ReturnExpiredAsync(cancellationToken);
        while (await ledger.ReserveNextAsync(cancellationToken) is { } reservation)
            await ScheduleAsync(context.Scheduler, reservation, cancellationToken);
    }

    private static async Task ScheduleAsync(IScheduler scheduler, Reservation reservation, CancellationToken cancellationToken)
    {
        IJobDetail job = JobBuilder.Create<ExecuteRunJob>()
            .WithIdentity($"{reservation.RunId:D}/{reservation.Attempt}", ExecuteRunJob.Group)
            .UsingJobData(ExecuteRunJob.RunKey, reservation.RunId.ToString("D"))
            .UsingJobData(ExecuteRunJob.AttemptKey, reservation.Attempt.ToString("D"))
            .RequestRecovery()
            .Build();
        ITrigger trigger = TriggerBuilder.Create().StartNow().WithExecutionGroup(ExecuteRunJob.CpuGroup).Build();
        await scheduler.ScheduleJob(job, trigger, cancellationToken: cancellationToken);
    }
}
