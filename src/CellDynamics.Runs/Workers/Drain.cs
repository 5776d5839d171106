using Microsoft.Extensions.Hosting;

namespace CellDynamics.Runs.Workers;

/// <summary>What happens to runs when the process is asked to stop: they may go on for the grace period, then they are given back.</summary>
internal sealed class Drain : IDisposable
{
    private readonly CancellationTokenSource ended = new();

    public Drain(IHostApplicationLifetime lifetime, RunsOptions options) => lifetime.ApplicationStopping.Register(() =>
    {
        if (options.Worker.Grace > TimeSpan.Zero)
            ended.CancelAfter(options.Worker.Grace);
        else
            ended.Cancel();
    });

    /// <summary>Cancelled when the grace is over.</summary>
    public CancellationToken GraceEnded => ended.Token;

    public void Dispose() => ended.Dispose();
}
