using CellDynamics.Runs.Execution;
using Quartz;

namespace CellDynamics.Runs.Queue;

/// <summary>Runs one reserved attempt under supervision, on the worker it was reserved for.</summary>
/// <remarks>
/// No recovery by the scheduler: that a node is silent does not say that its run is over. The lease decides, by the database's clock,
/// and the dispatcher gives the run to another worker.
/// </remarks>
internal sealed class ExecuteRunJob(RunSupervisor supervisor, QueueBell bell, RunsOptions options) : IJob
{
    public const string RunKey = "run";
    public const string AttemptKey = "attempt";
    public const string ProjectKey = "project";

    private const string Prefix = "runs on ";

    /// <summary>Jobs of a worker stand in a group of its own.</summary>
    public static JobKey KeyOf(Reservation reservation) => new($"{reservation.RunId:D}/{reservation.Attempt:D}", Prefix + reservation.Worker);

    /// <summary>The worker whose jobs stand in the group; null for other groups.</summary>
    public static string? WorkerOf(string group) => group.StartsWith(Prefix, StringComparison.Ordinal) ? group[Prefix.Length..] : null;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        JobDataMap data = context.MergedJobDataMap;
        // Jobs that an earlier version left in the tables name no project.
        Guid project = data.TryGetValue(ProjectKey, out object? named) && Guid.TryParse(named?.ToString(), out Guid parsed) ? parsed : Guid.Empty;
        var reservation = new Reservation(Guid.Parse(data.GetString(RunKey)!), int.Parse(data.GetString(AttemptKey)!)) { Worker = options.Worker.Id, Project = project };
        await supervisor.RunAsync(reservation, cancellationToken);
        await bell.RingForRunsAsync(CancellationToken.None);
    }
}
