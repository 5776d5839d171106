using CellDynamics.Runs;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Exports;
using Microsoft.AspNetCore.Mvc;

namespace CellDynamics.Web.Features.Answers;

/// <summary>The dataset of any finished analysis with the results added.</summary>
public static class ExportEndpoints
{
    /// <summary>Within this a gigabyte is copied; whoever has more asks again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static string AddressOf(Guid run) => $"api/exports/{run}/full.h5ad";

    public static IEndpointRouteBuilder MapExportEndpoints(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/exports/{id:guid}/full.h5ad", FullAsync).WithTags("Exports").AddEndpointFilter<ReadableFailures>();
        return routes;
    }

    private static async Task<IResult> FullAsync(Guid id, FileAnswers answers, [FromServices] ExportDesk desk, [FromServices] RunsOptions options, HttpContext http)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        wait.CancelAfter(Patience);
        try
        {
            FileInfo export = (await desk.FindAsync(id, wait.Token)).File;
            return answers.Whole(export, options.FolderOf(id).ReadRequest().Name, "with-results");
        }
        catch (RunException failure)
        {
            return TypedResults.Problem(failure.Message, statusCode: StatusCodes.Status409Conflict, title: "The export could not be made");
        }
        catch (OperationCanceledException) when (!wait.IsCancellationRequested)
        {
            return TypedResults.Problem("The export was cancelled while it was being made. Ask for it again.", statusCode: StatusCodes.Status409Conflict, title: "The export was cancelled");
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            http.Response.Headers.RetryAfter = "60";
            return TypedResults.Problem("The file is still being made. Ask for it again in some minutes.", statusCode: StatusCodes.Status503ServiceUnavailable, title: "Not ready yet");
        }
    }
}
