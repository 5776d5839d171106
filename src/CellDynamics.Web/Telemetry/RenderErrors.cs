using CellDynamics.Runs.Access;
using CellDynamics.Runs.Telemetry;
using Microsoft.AspNetCore.Components.Web;

namespace CellDynamics.Web.Telemetry;

/// <summary>Pages that could not be shown: in the log with all that is known, and counted.</summary>
internal sealed class RenderErrors(InstanceMeter meter, ILogger<RenderErrors> logger) : IErrorBoundaryLogger
{
    public ValueTask LogErrorAsync(Exception exception)
    {
        // Who may not do something hears it on the page; that is no fault.
        if (exception is not AccessDeniedException)
        {
            meter.RenderFailed();
            logger.LogError(exception, "A page could not be shown.");
        }
        return ValueTask.CompletedTask;
    }
}
