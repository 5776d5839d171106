using CellDynamics.Runs.Queue;
using CellDynamics.Runs.Telemetry;

namespace CellDynamics.Runs.Execution;

/// <summary>Executes attempts as child processes of this one, under the limits of the operating system.</summary>
internal sealed class ProcessLauncher(RunsOptions options, ProcessLimits limits) : IRunLauncher
{
    public async Task<IRunExecution> StartAsync(Reservation reservation, RunFolder folder, CancellationToken cancellationToken)
    {
        int attempt = reservation.Attempt;
        await ChildMark.EndEarlierAsync(folder, attempt, cancellationToken);
        string[] command = [.. await limits.PrefixAsync(), .. options.Command, "execute", folder.Root, "--attempt", attempt.ToString("D"), "--watch-stdin"];
        ChildProcess child = ChildProcess.Start(command, folder.Log(attempt), RunTraces.ParentForChild is { } parent ? new Dictionary<string, string> { [ChildTrace.ParentVariable] = parent } : null);
        try
        {
            ChildMark.Write(folder.Attempt(attempt), child);
            return child;
        }
        catch
        {
            // Nobody watches over it, and no later supervisor could find it.
            await child.DisposeAsync();
            throw;
        }
    }
}
