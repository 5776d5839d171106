using System.Security.Cryptography;
using System.Text;
using CellDynamics.Data.Annotated;
using CellDynamics.Runs.Results;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace CellDynamics.Web.Features.TrajectoryData;

/// <summary>Answers with numbers of one result. A published result never changes, so every answer carries a tag and may be kept for ever.</summary>
public sealed class ResultAnswers(ITrajectorySource source, IHttpContextAccessor http)
{
    /// <param name="run">The run.</param>
    /// <param name="part">What of the result it is; makes the tag.</param>
    /// <param name="read">Called only when the browser does not hold the numbers yet.</param>
    public async Task<IResult> FloatsAsync(Guid run, string part, Func<Task<float[]>> read) =>
        await FloatsOrNothingAsync(run, part, async () => await read());

    /// <summary>As <see cref="FloatsAsync"/>; null becomes 204.</summary>
    public async Task<IResult> FloatsOrNothingAsync(Guid run, string part, Func<Task<float[]?>> read)
    {
        EntityTagHeaderValue tag = Tag(run, part);
        if (IsHeld(tag))
            return NotModified(tag);
        float[]? values = await read();
        if (values is null)
            return TypedResults.NoContent();
        KeepForEver();
        return TypedResults.Bytes(FloatBody.Of(values), "application/octet-stream", entityTag: tag);
    }

    public async Task<IResult> JsonAsync<T>(Guid run, string part, Func<Task<T>> read)
    {
        EntityTagHeaderValue tag = Tag(run, part);
        if (IsHeld(tag))
            return NotModified(tag);
        T body = await read();
        KeepForEver();
        http.HttpContext!.Response.Headers.ETag = tag.ToString();
        return TypedResults.Json(body);
    }

    public IResult Csv(Guid run, TrajectoryResult result, string detail, string csv)
    {
        http.HttpContext!.Response.Headers.CacheControl = "private, no-cache";
        return TypedResults.File(Encoding.UTF8.GetBytes(csv), "text/csv; charset=utf-8", DownloadName.Of(result.Request.Name, detail, "csv"), entityTag: Tag(run, $"{detail}:{csv.Length}"));
    }

    /// <summary>The result itself, in pieces where the browser asks for pieces.</summary>
    public IResult File(Guid run, string name)
    {
        FileInfo file = Published(run);
        KeepForEver();
        return TypedResults.PhysicalFile(file.FullName, "application/x-hdf5", DownloadName.Of(name, "result", "h5ad"), file.LastWriteTimeUtc, Tag(run, "file"), enableRangeProcessing: true);
    }

    /// <param name="run">The run.</param>
    /// <param name="key">Key of the view, or null or empty for the first.</param>
    /// <param name="token">Ends the reading.</param>
    public async Task<ResultView> ViewAsync(Guid run, string? key, CancellationToken token)
    {
        TrajectoryResult result = await source.ReadAsync(run, token);
        ResultView? view = result.Views.FirstOrDefault(candidate => string.IsNullOrEmpty(key) || candidate.Key == key);
        return view ?? throw new KeyNotFoundException($"This result has no view called {key}; it has {string.Join(", ", result.Views.Select(candidate => candidate.Key))}.");
    }

    public async Task<DataColumn> ColumnAsync(Guid run, string name, CancellationToken token) =>
        (await source.ReadAsync(run, token)).Obs.Find(name) ?? throw new KeyNotFoundException($"This result has no annotation called {name}.");

    private EntityTagHeaderValue Tag(Guid run, string part)
    {
        FileInfo file = Published(run);
        byte[] digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{run}|{file.Length}|{file.LastWriteTimeUtc.Ticks}|{part}"));
        return new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(digest.AsSpan(0, 12))}\"");
    }

    private FileInfo Published(Guid run) =>
        source.FindFile(run) ?? throw new FileNotFoundException("This run has no result. It may still be running, have failed, or have been deleted.");

    private bool IsHeld(EntityTagHeaderValue tag) =>
        http.HttpContext!.Request.GetTypedHeaders().IfNoneMatch.Any(held => held.Compare(tag, useStrongComparison: false));

    private StatusCodeHttpResult NotModified(EntityTagHeaderValue tag)
    {
        KeepForEver();
        http.HttpContext!.Response.Headers.ETag = tag.ToString();
        return TypedResults.StatusCode(StatusCodes.Status304NotModified);
    }

    private void KeepForEver() => http.HttpContext!.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
}
