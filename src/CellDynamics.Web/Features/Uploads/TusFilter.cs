using CellDynamics.Runs.Access;
using CellDynamics.Runs.Admission;
using CellDynamics.Runs.Datasets;
using CellDynamics.Web.Features.Answers;

namespace CellDynamics.Web.Features.Uploads;

/// <summary>What every upload request has in common: the protocol's version, and refusals in words.</summary>
internal sealed class TusFilter(ILogger<TusFilter> logger) : IEndpointFilter
{
    private const string Version = "1.0.0";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        HttpContext http = context.HttpContext;
        http.Response.Headers["Tus-Resumable"] = Version;
        // The header is one that pages of other sites cannot send without being asked first, and they are not allowed.
        bool isPlain = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsOptions(http.Request.Method);
        if (!isPlain && http.Request.Headers["Tus-Resumable"] != Version)
        {
            http.Response.Headers["Tus-Version"] = Version;
            return TypedResults.Problem($"Tus-Resumable: expected {Version}, found \"{http.Request.Headers["Tus-Resumable"]}\". Use a client of that version.", statusCode: StatusCodes.Status412PreconditionFailed);
        }
        try
        {
            return await next(context);
        }
        catch (AccessDeniedException refused)
        {
            return Problems.Refused(refused);
        }
        catch (QuotaException refusal)
        {
            return TypedResults.Problem(refusal.Message, statusCode: StatusCodes.Status507InsufficientStorage, title: "The upload was refused");
        }
        catch (UploadException refusal)
        {
            return TypedResults.Problem(refusal.Message, statusCode: StatusOf(refusal.Problem), title: "The upload was refused");
        }
        catch (Exception cut) when (cut is IOException || (cut is OperationCanceledException && http.RequestAborted.IsCancellationRequested))
        {
            // The line broke inside a piece: what arrived stays, and the client asks where to go on.
            logger.LogInformation("An upload was interrupted: {Reason}", cut.Message);
            return TypedResults.Problem("The piece ended early. Ask for the offset and go on from there.", statusCode: StatusCodes.Status400BadRequest);
        }
    }

    private static int StatusOf(UploadProblem problem) => problem switch
    {
        UploadProblem.NotFound => StatusCodes.Status404NotFound,
        UploadProblem.OffsetConflict => StatusCodes.Status409Conflict,
        UploadProblem.ChecksumMismatch => 460,
        UploadProblem.TooLarge => StatusCodes.Status413PayloadTooLarge,
        UploadProblem.DiskFull => StatusCodes.Status507InsufficientStorage,
        _ => StatusCodes.Status400BadRequest,
    };
}
