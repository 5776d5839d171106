namespace CellDynamics.Web.Features.TrajectoryData;

/// <summary>Turns what cannot be found into a problem document that a person can read.</summary>
internal sealed class ReadableFailures : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (KeyNotFoundException failure)
        {
            return Problems.NotFound(failure.Message);
        }
        catch (FileNotFoundException)
        {
            // The message of the exception may hold a path of the server.
            return Problems.NotFound("This run has no result. It may still be running, have failed, or have been deleted.");
        }
    }
}
