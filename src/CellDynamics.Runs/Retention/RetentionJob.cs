using Quartz;

namespace CellDynamics.Runs.Retention;

/// <summary>Once a day, and after every start.</summary>
[DisallowConcurrentExecution]
internal sealed class RetentionJob(RetentionRound round) : IJob
{
    public static readonly JobKey Key = new("retention", "keeping");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await round.RunAsync(cancellationToken);
}
