using System.Security.Cryptography;
using System.Text;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Datasets;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Retention;
using CellDynamics.Web.Access;
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
        group.MapGet("cells.svg", CellsAsync).WithName("dataset-cells").Requires(ResourceKind.Dataset, ProjectRole.Viewer, Trace.Nothing); // a card of a list shows it
        group.MapGet("check", CheckAsync).WithName("dataset-check").Requires(ResourceKind.Dataset, ProjectRole.Viewer, Trace.Nothing);
        RouteGroupBuilder downloads = group.MapGroup("").Requires(ResourceKind.Dataset, ProjectRole.Viewer, Trace.Download);
        downloads.MapGet("cells.csv", CellNumbersAsync).WithName("dataset-cell-numbers");
        downloads.MapGet("quality.csv", QualityNumbersAsync).WithName("dataset-quality-numbers");
        downloads.MapGet("file", FileAsync).WithName("dataset-file");
        downloads.MapGet("inspection.json", InspectionAsync).WithName("dataset-inspection");
    }

    private static async Task<Results<ContentHttpResult, ProblemHttpResult, StatusCodeHttpResult>> CellsAsync(
        Guid id, string? size, string? theme, DatasetCatalog datasets, BrowserCopies copies, HttpContext context, CancellationToken cancellationToken)
    {
        if (await datasets.ReadSummaryAsync(id, cancellationToken) is not { } summary)
            return Missing("There is no picture of this dataset (yet): it is still being checked, or it cannot be read.");
        string picture = CellsPicture.Draw(summary, PictureSize.Named(size), theme == "dark");
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(picture)).AsSpan(0, 12))}\"");
        context.Response.GetTypedHeaders().ETag = tag;
        context.Response.Headers.CacheControl = await copies.OfPictureAsync("private, no-cache");
        return context.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false))
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Text(picture, "image/svg+xml", Encoding.UTF8);
    }

    private static async Task<Results<PhysicalFileHttpResult, ProblemHttpResult>> FileAsync(
        Guid id, DatasetCatalog datasets, RetentionDesk retention, BrowserCopies copies, HttpResponse response, CancellationToken cancellationToken)
    {
        DatasetRecord? dataset = await datasets.FindAsync(id, cancellationToken);
        if (dataset is not null && datasets.IsHeldBack(dataset))
            return Missing(dataset.Status == DatasetStatus.Refused ? dataset.Problem : "This file is not given out before it was checked for malware.");
        if (dataset is null || datasets.FileOf(dataset) is not { } path || !File.Exists(path))
            return Missing("There is no such dataset. It may have been deleted.");
        await retention.UseAsync(id, cancellationToken);
        response.Headers.CacheControl = copies.OfDownload("private, no-cache");
        return TypedResults.PhysicalFile(path, "application/octet-stream", dataset.FileName, enableRangeProcessing: true);
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> CellNumbersAsync(Guid id, DatasetCatalog datasets, CancellationToken cancellationToken)
    {
        DatasetRecord? dataset = await datasets.FindAsync(id, cancellationToken);
        if (dataset is null || await datasets.ReadSummaryAsync(id, cancellationToken) is not { } summary)
            return Missing("There is no picture of this dataset (yet).");
        var text = new CsvText();
        string[]? names = await datasets.ReadCellsAsync(id, cancellationToken);
        text.Row("cell", summary.Groups?.Column ?? "time", "x", "y");
        for (int i = 0; i < summary.PreviewTimes.Length; i++)
            text.Row(names is { } known && i < known.Length ? known[i] : null, summary.Groups is { } groups ? groups.OfCell[i] < 0 ? null : groups.Names[groups.OfCell[i]] : summary.PreviewTimes[i], summary.Preview[2 * i], summary.Preview[2 * i + 1]);
        return TypedResults.File(Encoding.UTF8.GetBytes(text.ToString()), "text/csv", $"{Path.GetFileNameWithoutExtension(dataset.FileName)}-cells.csv");
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> QualityNumbersAsync(Guid id, DatasetCatalog datasets, CancellationToken cancellationToken)
    {
        DatasetRecord? dataset = await datasets.FindAsync(id, cancellationToken);
        if (dataset is null || await datasets.ReadQualityAsync(id, cancellationToken) is not { } quality)
            return Missing("It is not known how well the cells of this dataset were measured (yet).");
        var text = new CsvText();
        text.Row("cell", quality.Column.Length > 0 ? quality.Column : "group", "genes", quality.AreCounts ? "counts" : "sum", "mitochondrial_share");
        for (int i = 0; i < quality.OfCell.Length; i++)
            text.Row(i < quality.Names.Length ? quality.Names[i] : null, quality.Groups[quality.OfCell[i]], quality.Genes[i], quality.Counts[i], quality.MitochondrialShares?[i]);
        return TypedResults.File(Encoding.UTF8.GetBytes(text.ToString()), "text/csv", $"{Path.GetFileNameWithoutExtension(dataset.FileName)}-quality.csv");
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> InspectionAsync(Guid id, DatasetCatalog datasets, CancellationToken cancellationToken)
    {
        DatasetRecord? dataset = await datasets.FindAsync(id, cancellationToken);
        if (dataset is null || await datasets.ReadSummaryAsync(id, cancellationToken) is not { } summary)
            return Missing("There are no findings on this dataset (yet).");
        return TypedResults.File(Encoding.UTF8.GetBytes(summary.InspectionJson), "application/json", $"{Path.GetFileNameWithoutExtension(dataset.FileName)}-inspection.json");
    }

    /// <summary>How far the check is, for a page that waits for it.</summary>
    private static async Task<Results<JsonHttpResult<CheckState>, ProblemHttpResult>> CheckAsync(Guid id, DatasetCatalog datasets, HttpResponse response, CancellationToken cancellationToken)
    {
        response.Headers.CacheControl = "no-store";
        return await datasets.FindAsync(id, cancellationToken) is { } dataset
            ? TypedResults.Json(new CheckState(dataset.Status.ToString(), dataset.Problem)) : Missing("There is no such dataset. It may have been deleted.");
    }

    private static ProblemHttpResult Missing(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status404NotFound, title: "Not found");

    /// <param name="Status">Name of a <see cref="DatasetStatus"/>.</param>
    /// <param name="Problem">The one thing it needs, or why it cannot be read.</param>
    private sealed record CheckState(string Status, string Problem);
}
