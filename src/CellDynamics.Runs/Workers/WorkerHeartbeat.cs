using CellDynamics.Runs.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CellDynamics.Runs.Workers;

/// <summary>Keeps this worker's row alive from before its scheduler starts until after its last run has ended.</summary>
internal sealed class WorkerHeartbeat(
    WorkerRegistry registry, RunsOptions options, DataRootMark mark, IHostApplicationLifetime lifetime, ILogger<WorkerHeartbeat> logger) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private Task loop = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!options.Worker.ExecutesHere)
            return;
        await registry.BeatAsync(cancellationToken);
        // The scheduler stops first and waits for what runs: nothing new may come in that time.
        lifetime.ApplicationStopping.Register(() => _ = TryAsync(() => registry.DrainAsync(CancellationToken.None)));
        loop = LoopAsync();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stop.CancelAsync();
        await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (options.Worker.ExecutesHere)
            await TryAsync(() => registry.LeaveAsync(cancellationToken));
    }

    public void Dispose() => stop.Dispose();

    private async Task LoopAsync()
    {
        using var timer = new PeriodicTimer(options.Worker.Beat);
        while (await timer.WaitForNextTickAsync(stop.Token))
        {
            await TryAsync(() => registry.BeatAsync(stop.Token));
            await TryAsync(LookForFilesAsync);
        }
    }

    private async Task LookForFilesAsync()
    {
        bool areThere = mark.IsThere();
        if (!areThere)
            logger.LogError("{DataRoot} is no longer the data root of the site; this worker takes nothing new until it is mounted again.", options.DataRoot);
        if (await registry.SeeFilesAsync(areThere, stop.Token) && areThere)
            logger.LogWarning("{DataRoot} is the data root of the site again; this worker takes runs again.", options.DataRoot);
    }

    private async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception failure) when (Outage.Is(failure))
        {
            logger.LogWarning("The database does not answer ({Reason}); this worker goes on and tries again.", failure.GetBaseException().Message);
        }
    }
}
