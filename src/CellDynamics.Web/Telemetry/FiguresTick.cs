using CellDynamics.Runs.Telemetry;

namespace CellDynamics.Web.Telemetry;

/// <summary>Keeps the figures of the catalogue up to date where they are sent to a collector, which does not ask for them.</summary>
internal sealed class FiguresTick(InstanceFigures figures, ILogger<FiguresTick> logger) : BackgroundService
{
    /// <summary>A quarter of the time between two messages to a collector.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await figures.ReadAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // Figures are no reason to stop the site.
                logger.LogWarning(failure, "The figures of the instance could not be read; trying again.");
            }
        }
    }
}
