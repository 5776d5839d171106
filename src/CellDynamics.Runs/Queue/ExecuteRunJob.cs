using CellDynamics.Runs.Execution;
using Quartz;

namespace CellDynamics.Runs.Queue;

/// <summary>Runs one reserved attempt under supervision.</summary>
internal sealed class ExecuteRunJob(RunSupervisor supervisor, RunRecovery recovery, QueueBell bell, RunsOptions options) : IJob
{
    public const string Group = "runs";
    public const string CpuGroup = "cpu";
    public const string RunKey = "run";
    public const string AttemptKey = "attempt";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        JobDataMap data = context.MergedJobDataMap;
        var reservation = new Reservation(Guid.Parse(data.GetString(RunKey)!), int.Parse(data.GetString(AttemptKey)!));
        // A recovered job means that its node died or seemed to. The lease decides: a live one goes on, a dead one goes back into the line.
        if (context.Recovering)
            await recovery.ReturnExpiredAsync(cancellationToken);
        else
            await supervisor.RunAsync(reservation, options, cancellationToken);
        await bell.RingForRunsAsync(CancellationToken.None);
    }
}
