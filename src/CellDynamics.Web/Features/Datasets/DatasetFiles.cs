using System.Security.Cryptography;
using System.Text;
using CellDynamics.Runs.Datasets;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Retention;
using CellDynamics.Web.Components.Charts;
using CellDynamics.Web.Features.Answers;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace CellDynamics.Web.Features.Datasets;

/// <summary>What browsers fetch of a dataset: the picture of its cells, the file as it came, what the doctor found.</summary>
public static class DatasetFiles
{
    public static void MapDatasetFiles(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder group = endpoints.MapGroup("/api/datasets/{id:guid}");
        group.MapGet("cells.svg", CellsAsync).WithName("dataset-cells");
        group.MapGet("cells.csv", CellNumbersAsync).WithName("dataset-cell-numbers");
        group.MapGet("quality.csv", QualityNumbersAsync).WithName("dataset-quality-numbers");
        group.MapGet("file", FileAsync).WithName("dataset-file");
        group.MapGet("inspection.json", InspectionAsync).WithName("dataset-inspection");
    }

    private static async Task<Results<ContentHttpResult, ProblemHttpResult, StatusCodeHttpResult>> CellsAsync(
        Guid id, string? size, string? theme, DatasetCatalog datasets, HttpContext context, CancellationToken cancellationToken)
    {
        if (await datasets.ReadSummaryAsync(id, cancellationToken) is not { } summary)
            return Missing("There is no picture of this dataset (yet): it is still being checked, or it cannot be read.");
        string picture = CellsPicture.Draw(summary, PictureSize.Named(size), theme == "dark");
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(picture)).AsSpan(0, 12))}\"");
        ResponseHeaders(context, tag);
        return context.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false))
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Text(picture, "image/svg+xml", Encoding.UTF8);
    }

    private static async Task<Results<PhysicalFileHttpResult, ProblemHttpResult>> FileAsync(Guid id, DatasetCatalog datasets, RetentionDesk retention, CancellationToken cancellationToken)
    {
        if (await datasets.FindAsync(id, cancellationToken) is not { } dataset || datasets.FileOf(dataset) is not { } path || !File.Exists(path))
            return Missing("There is no such dataset. It may have been deleted.");
        await retention.UseAsync(id, cancellationToken);
        return TypedResults.PhysicalFile(path, "application/octet-stream", dataset.FileName, enableRangeProcessing: true);
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> CellNumbersAsync(Guid id, DatasetCatalog datasets, CancellationToken cancellationToken)
    {
        DatasetRecord? dataset = await datasets.FindAsync(id, cancellationToken);
        if (dataset is null || await datasets.ReadSummaryAsync(id, cancellationToken) is not { } summary)
            return Missing("There is no picture of this dataset (yet).");
        var text = new CsvText();
        text.Row(summary.Groups?.Column ?? "time", "x", "y");
        for (int i = 0; i < summary.PreviewTimes.Length; i++)
            text.Row(summary.Groups is { } groups ? groups.OfCell[i] < 0 ? null : groups.Names[groups.OfCell[i]] : summary.PreviewTimes[i], summary.Preview[2 * i], summary.Preview[2 * i + 1]);
        return TypedResults.File(Encoding.UTF8.GetBytes(text.ToString()), "text/csv", $"{Path.GetFileNameWithoutExtension(dataset.FileName)}-cells.csv");
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> QualityNumbersAsync(Guid id, DatasetCatalog datasets, CancellationToken cancellationToken)
    {
        DatasetRecord? dataset = await datasets.FindAsync(id, cancellationToken);
        if (dataset is null || await datasets.ReadQualityAsync(id, cancellationToken) is not { } quality)
            return Missing("It is not known how well the cells of this dataset were measured (yet).");
        var text = new CsvText();
        text.Row(quality.Column.Length > 0 ? quality.Column : "group", "genes", quality.AreCounts ? "counts" : "sum", "mitochondrial_share");
        for (int i = 0; i < quality.OfCell.Length; i++)
            text.Row(quality.Groups[quality.OfCell[i]], quality.Genes[i], quality.Counts[i], quality.MitochondrialShares?[i]);
        return TypedResults.File(Encoding.UTF8.GetBytes(text.ToString()), "text/csv", $"{Path.GetFileNameWithoutExtension(dataset.FileName)}-quality.csv");
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> InspectionAsync(Guid id, DatasetCatalog datasets, CancellationToken cancellationToken)
    {
        DatasetRecord? dataset = await datasets.FindAsync(id, cancellationToken);
        if (dataset is null || await datasets.ReadSummaryAsync(id, cancellationToken) is not { } summary)
            return Missing("There are no findings on this dataset (yet).");
        return TypedResults.File(Encoding.UTF8.GetBytes(summary.InspectionJson), "application/json", $"{Path.GetFileNameWithoutExtension(dataset.FileName)}-inspection.json");
    }

    private static void ResponseHeaders(HttpContext context, EntityTagHeaderValue tag)
    {
        Microsoft.AspNetCore.Http.Headers.ResponseHeaders headers = context.Response.GetTypedHeaders();
        headers.ETag = tag;
        headers.CacheControl = new CacheControlHeaderValue { NoCache = true, Private = true };
    }

    private static ProblemHttpResult Missing(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status404NotFound, title: "Not found");
}
