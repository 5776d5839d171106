using CellDynamics.Data.Annotated;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Results;
using CellDynamics.Web.Access;
using CellDynamics.Web.Features.Answers;

namespace CellDynamics.Web.Features.TrajectoryData;

/// <summary>Finished results over HTTP: numbers as binary, tables as CSV, the file itself. Point clouds travel here, never through the circuit.</summary>
public static class TrajectoryEndpoints
{
    public static IEndpointRouteBuilder MapTrajectoryEndpoints(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder run = routes.MapGroup("/api/runs/{id:guid}").WithTags("Trajectories").AddEndpointFilter<ReadableFailures>().Requires(ResourceKind.Run, ProjectRole.Viewer, Trace.View, byLink: true);
        run.MapGet("/view/{key}/cells", (Guid id, string key, ResultAnswers answers, CancellationToken token) =>
            answers.FloatsAsync(id, $"cells:{key}", async () => (await answers.ViewAsync(id, key, token)).Cells));
        run.MapGet("/view/{key}/paths", (Guid id, string key, ResultAnswers answers, CancellationToken token) =>
            answers.FloatsAsync(id, $"paths:{key}", async () => (await answers.ViewAsync(id, key, token)).Paths));
        run.MapGet("/cells/time", (Guid id, ResultAnswers answers, ITrajectorySource source, CancellationToken token) =>
            answers.FloatsAsync(id, "time", async () => FloatBody.From((await source.ReadAsync(id, token)).CellTimes)));
        run.MapGet("/cells/named/{row:int}", NameAsync);
        run.MapGet("/obs/{column}", (Guid id, string column, ResultAnswers answers, CancellationToken token) =>
            answers.FloatsAsync(id, $"obs:{column}", async () => ObsValues.Of(await answers.ColumnAsync(id, RouteText.Decode(column), token))));
        run.MapGet("/gene/{gene}", (Guid id, string gene, ResultAnswers answers, ITrajectorySource source, CancellationToken token) =>
            answers.FloatsAsync(id, $"gene:{gene}", () => source.ReadGeneAsync(id, RouteText.Decode(gene), token)));
        run.MapGet("/inferred-gene/{gene}", (Guid id, string gene, ResultAnswers answers, ITrajectorySource source, CancellationToken token) =>
            answers.FloatsOrNothingAsync(id, $"inferred:{gene}", () => source.ReadInferredGeneAsync(id, RouteText.Decode(gene), token)));
        run.MapGet("/trend/{gene}", (Guid id, string gene, ResultAnswers answers, ITrajectorySource source, CancellationToken token) =>
            answers.JsonAsync(id, $"trend:{gene}", async () => TrendBody.Of(await source.ReadGeneTrendAsync(id, RouteText.Decode(gene), token))));
        MapDownloads(run.MapGroup("").Requires(ResourceKind.Run, ProjectRole.Viewer, Trace.Download, byLink: true));
        return routes;
    }

    private static void MapDownloads(RouteGroupBuilder run)
    {
        run.MapGet("/trend.csv", TrendsAsync);
        run.MapGet("/cells.csv", CellsAsync);
        run.MapGet("/trajectories.csv", async (Guid id, string? view, ResultAnswers answers, ITrajectorySource source, CancellationToken token) =>
        {
            TrajectoryResult result = await source.ReadAsync(id, token);
            return await answers.CsvAsync(id, result, "trajectories", ResultTables.Trajectories(result, await answers.ViewAsync(id, view, token)));
        });
        run.MapGet("/scores.csv", async (Guid id, ResultAnswers answers, ITrajectorySource source, CancellationToken token) =>
        {
            TrajectoryResult result = await source.ReadAsync(id, token);
            return result.Validation is null
                ? Problems.NotFound("This analysis was not tested on left-out time points, so there are no scores. Run it again with validation.")
                : await answers.CsvAsync(id, result, "left-out-scores", ResultTables.Scores(result.Validation));
        });
        run.MapGet("/result.h5ad", async (Guid id, ResultAnswers answers, ITrajectorySource source, CancellationToken token) =>
            await answers.FileAsync(id, (await source.FindAsync(id, token))?.Name ?? ""));
    }

    private static Task<IResult> NameAsync(Guid id, int row, ResultAnswers answers, ITrajectorySource source, CancellationToken token) =>
        answers.JsonAsync(id, $"name:{row}", async () =>
        {
            TrajectoryResult result = await source.ReadAsync(id, token);
            return row < 0 || row >= result.CellNames.Length
                ? throw new KeyNotFoundException($"There is no cell {row}: this result has {result.CellNames.Length} cells.")
                : new CellName(result.CellNames[row]);
        });

    private static async Task<IResult> TrendsAsync(Guid id, string[] gene, ResultAnswers answers, ITrajectorySource source, CancellationToken token)
    {
        if (gene.Length is 0 or > 12)
            return Problems.NotFound("Name one to twelve genes, as in trend.csv?gene=MYOG.");
        var trends = new List<GeneTrend>();
        foreach (string one in gene)
            trends.Add(await source.ReadGeneTrendAsync(id, one, token));
        TrajectoryResult result = await source.ReadAsync(id, token);
        return await answers.CsvAsync(id, result, "gene-trend", ResultTables.Trends(result, trends));
    }

    private static async Task<IResult> CellsAsync(Guid id, [AsParameters] CellTableRequest request, ResultAnswers answers, ITrajectorySource source, CancellationToken token)
    {
        TrajectoryResult result = await source.ReadAsync(id, token);
        DataColumn? column = string.IsNullOrEmpty(request.Column) ? null : await answers.ColumnAsync(id, request.Column, token);
        (string, float[])? gene = string.IsNullOrEmpty(request.Gene) ? null : (request.Gene, await source.ReadGeneAsync(id, request.Gene, token));
        return await answers.CsvAsync(id, result, "cells", ResultTables.Cells(result, await answers.ViewAsync(id, request.View, token), column, gene));
    }

    private sealed record CellName(string Name);

    private sealed record CellTableRequest(string? View, string? Gene, string? Column);
}
