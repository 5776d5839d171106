using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace CellDynamics.Web.Features.Answers;

/// <summary>Answers with numbers of a published file. It never changes, so every answer carries a tag and may be kept for ever; where people have accounts, <see cref="BrowserCopies"/> says what the browser may keep.</summary>
public sealed class FileAnswers(IHttpContextAccessor http, BrowserCopies copies)
{
    private const string ForEver = "private, max-age=31536000, immutable";

    /// <param name="file">Of the result; makes the tag together with <paramref name="part"/>.</param>
    /// <param name="part">What of the result it is.</param>
    /// <param name="read">Called only when the browser does not hold the numbers yet; null becomes 204.</param>
    public async Task<IResult> FloatsAsync(FileInfo file, string part, Func<Task<float[]?>> read)
    {
        EntityTagHeaderValue tag = Tag(file, part);
        if (await IsHeldAsync(tag))
            return await NotModifiedAsync(tag);
        float[]? values = await read();
        if (values is null)
            return TypedResults.NoContent();
        await KeepAsync();
        return TypedResults.Bytes(FloatBody.Of(values), "application/octet-stream", entityTag: tag);
    }

    public async Task<IResult> JsonAsync<T>(FileInfo file, string part, Func<Task<T>> read)
    {
        EntityTagHeaderValue tag = Tag(file, part);
        if (await IsHeldAsync(tag))
            return await NotModifiedAsync(tag);
        T body = await read();
        await KeepAsync();
        http.HttpContext!.Response.Headers.ETag = tag.ToString();
        return TypedResults.Json(body);
    }

    /// <param name="file">Of the result.</param>
    /// <param name="name">Of the analysis.</param>
    /// <param name="detail">What the table holds.</param>
    /// <param name="csv">The table.</param>
    public IResult Csv(FileInfo file, string name, string detail, string csv) => Text(file, name, detail, csv, "text/csv", "csv");

    /// <summary>A text in another format than a table.</summary>
    public IResult Text(FileInfo file, string name, string detail, string text, string type, string extension)
    {
        http.HttpContext!.Response.Headers.CacheControl = copies.OfDownload("private, no-cache");
        return TypedResults.File(Encoding.UTF8.GetBytes(text), $"{type}; charset=utf-8", DownloadName.Of(name, detail, extension), entityTag: Tag(file, $"{detail}:{extension}:{text.Length}"));
    }

    /// <summary>The file itself, in pieces where the browser asks for pieces.</summary>
    public IResult Whole(FileInfo file, string name, string detail = "result")
    {
        http.HttpContext!.Response.Headers.CacheControl = copies.OfDownload(ForEver);
        return TypedResults.PhysicalFile(file.FullName, "application/x-hdf5", DownloadName.Of(name, detail, "h5ad"), file.LastWriteTimeUtc, Tag(file, "file"), enableRangeProcessing: true);
    }

    // The folder of a file is named by the id of its run.
    private static EntityTagHeaderValue Tag(FileInfo file, string part)
    {
        byte[] digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{file.FullName}|{file.Length}|{file.LastWriteTimeUtc.Ticks}|{part}"));
        return new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(digest.AsSpan(0, 12))}\"");
    }

    // What may not be kept is sent anew: only so does a copy go that was kept before its project was marked.
    private async Task<bool> IsHeldAsync(EntityTagHeaderValue tag) =>
        http.HttpContext!.Request.GetTypedHeaders().IfNoneMatch.Any(held => held.Compare(tag, useStrongComparison: false)) && await copies.OfPictureAsync(ForEver) != "no-store";

    private async Task<StatusCodeHttpResult> NotModifiedAsync(EntityTagHeaderValue tag)
    {
        await KeepAsync();
        http.HttpContext!.Response.Headers.ETag = tag.ToString();
        return TypedResults.StatusCode(StatusCodes.Status304NotModified);
    }

    private async Task KeepAsync() => http.HttpContext!.Response.Headers.CacheControl = await copies.OfPictureAsync(ForEver);
}
