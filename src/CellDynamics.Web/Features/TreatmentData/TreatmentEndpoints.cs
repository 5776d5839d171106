using CellDynamics.Data.Annotated;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Results.Treatments;
using CellDynamics.Web.Access;
using CellDynamics.Web.Features.Answers;

namespace CellDynamics.Web.Features.TreatmentData;

/// <summary>Finished analyses of treatments over HTTP: numbers as binary, tables as CSV, the file itself.</summary>
public static class TreatmentEndpoints
{
    public static IEndpointRouteBuilder MapTreatmentEndpoints(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder run = routes.MapGroup("/api/treatments/{id:guid}").WithTags("Treatments").AddEndpointFilter<ReadableFailures>().Requires(ResourceKind.Run, ProjectRole.Viewer, Trace.View, byLink: true);
        run.MapGet("/view/{key}", (Guid id, string key, TreatmentAnswers answers, CancellationToken token) =>
            answers.FloatsAsync(id, $"view:{key}", async () => (await answers.ViewAsync(id, key, token)).Cells));
        run.MapGet("/role/{role}", (Guid id, string role, TreatmentAnswers answers, ITreatmentSource source, CancellationToken token) =>
            answers.FloatsAsync(id, $"role:{role}", async () => RoleCodes.Of(await source.ReadAsync(id, token), role)));
        run.MapGet("/gene/{gene}", (Guid id, string gene, TreatmentAnswers answers, ITreatmentSource source, CancellationToken token) =>
            answers.FloatsAsync(id, $"gene:{gene}", async () => await source.ReadGeneAsync(id, RouteText.Decode(gene), token)));
        run.MapGet("/cells/named/{row:int}", (Guid id, int row, TreatmentAnswers answers, ITreatmentSource source, CancellationToken token) =>
            answers.JsonAsync(id, $"name:{row}", async () => CellName.Of(await source.ReadAsync(id, token), row)));
        RouteGroupBuilder predicted = run.MapGroup("/predicted/{response:int}");
        predicted.MapGet("/cells", (Guid id, int response, TreatmentAnswers answers, CancellationToken token) =>
            answers.FloatsAsync(id, $"predicted:{response}:cells", async () => Array.ConvertAll((await answers.ResponseAsync(id, response, token)).Cells, cell => (float)cell)));
        predicted.MapGet("/view/{key}", (Guid id, int response, string key, TreatmentAnswers answers, CancellationToken token) =>
            answers.FloatsAsync(id, $"predicted:{response}:view:{key}", async () => await answers.PlacesAsync(id, response, key, token)));
        predicted.MapGet("/gene/{gene}", (Guid id, int response, string gene, TreatmentAnswers answers, ITreatmentSource source, CancellationToken token) =>
            answers.FloatsAsync(id, $"predicted:{response}:gene:{gene}", () => source.ReadPredictedGeneAsync(id, response, RouteText.Decode(gene), token)));
        MapDownloads(run.MapGroup("").Requires(ResourceKind.Run, ProjectRole.Viewer, Trace.Download, byLink: true));
        return routes;
    }

    private static void MapDownloads(RouteGroupBuilder run)
    {
        run.MapGet("/cells.csv", CellsAsync);
        foreach ((string name, Func<TreatmentResult, string?> table) in TreatmentTables.All)
        {
            run.MapGet($"/{name}.csv", async (Guid id, TreatmentAnswers answers, ITreatmentSource source, CancellationToken token) =>
            {
                TreatmentResult result = await source.ReadAsync(id, token);
                return table(result) is { } csv
                    ? await answers.CsvAsync(id, result, name, csv)
                    : Problems.NotFound("This analysis was not tested on left-out donors, so there are no scores. Run it again with at least two donors and the test switched on.");
            });
        }
        run.MapGet("/result.h5ad", async (Guid id, TreatmentAnswers answers, ITreatmentSource source, CancellationToken token) =>
            await answers.FileAsync(id, (await source.FindAsync(id, token))?.Name ?? ""));
    }

    private static async Task<IResult> CellsAsync(Guid id, [AsParameters] CellTableRequest request, TreatmentAnswers answers, ITreatmentSource source, CancellationToken token)
    {
        TreatmentResult result = await source.ReadAsync(id, token);
        TreatmentView view = await answers.ViewAsync(id, request.View, token);
        var table = new PopulationTable(result, view, request.Response is { } response ? await answers.ResponseAsync(id, response, token) : null);
        DataColumn? column = string.IsNullOrEmpty(request.Column) ? null : await answers.ColumnAsync(id, request.Column, token);
        if (string.IsNullOrEmpty(request.Gene))
            return await answers.CsvAsync(id, result, "cells", table.ToCsv(column, null));
        float[]? predicted = request.Response is { } predictedOf ? await source.ReadPredictedGeneAsync(id, predictedOf, request.Gene, token) : null;
        return await answers.CsvAsync(id, result, "cells", table.ToCsv(column, new PopulationTable.Gene(request.Gene, await source.ReadGeneAsync(id, request.Gene, token), predicted)));
    }

    private sealed record CellTableRequest(string? View, int? Response, string? Gene, string? Column);

    private sealed record CellName(string Name)
    {
        public static CellName Of(TreatmentResult result, int row) => row < 0 || row >= result.CellNames.Length
            ? throw new KeyNotFoundException($"There is no cell {row}: this result has {result.CellNames.Length} cells.")
            : new CellName(result.CellNames[row]);
    }
}
