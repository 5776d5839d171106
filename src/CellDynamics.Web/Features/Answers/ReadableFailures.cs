using CellDynamics.Data.Annotated;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Execution;

namespace CellDynamics.Web.Features.Answers;

/// <summary>Turns what cannot be found into a problem document that a person can read.</summary>
internal sealed class ReadableFailures(ILogger<ReadableFailures> logger) : IEndpointFilter
{
    /// <summary>The file of a result or of its dataset is missing, damaged or not ours to read.</summary>
    public static bool IsUnreadable(Exception failure) =>
        failure is IOException or InvalidDataException or UnauthorizedAccessException or DatasetException or RunException;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (AccessDeniedException refused)
        {
            return Problems.Refused(refused);
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
        catch (Exception failure) when (IsUnreadable(failure))
        {
            logger.LogError(failure, "A result cannot be read.");
            return TypedResults.Problem("The file of this result, or of its dataset, is missing or damaged. Run the analysis again; if it stays, whoever runs this site finds more in the server's log.",
                statusCode: StatusCodes.Status500InternalServerError, title: "The result cannot be read");
        }
    }
}
