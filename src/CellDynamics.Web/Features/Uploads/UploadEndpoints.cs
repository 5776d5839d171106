using System.Text;
using CellDynamics.Runs;
using CellDynamics.Runs.Datasets;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CellDynamics.Web.Features.Uploads;

/// <summary>Resumable uploads: tus 1.0 with creation, checksum and termination. Ref: tus.io/protocols/resumable-upload.</summary>
public static class UploadEndpoints
{
    private const string Version = "1.0.0";
    private const string PieceType = "application/offset+octet-stream";

    public static void MapUploads(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder group = endpoints.MapGroup("/api/uploads").AddEndpointFilter<TusFilter>();
        group.MapMethods("", ["OPTIONS"], Describe);
        group.MapGet("", (UploadStore uploads, CancellationToken token) => uploads.ListAsync(token)).WithName("uploads");
        group.MapPost("", CreateAsync);
        group.MapMethods("{id:guid}", ["HEAD"], FindAsync);
        group.MapPatch("{id:guid}", AppendAsync);
        group.MapDelete("{id:guid}", TerminateAsync);
    }

    private static NoContent Describe(HttpResponse response, RunsOptions options)
    {
        response.Headers["Tus-Version"] = Version;
        response.Headers["Tus-Extension"] = "creation,checksum,termination";
        response.Headers["Tus-Checksum-Algorithm"] = "sha1,sha256";
        response.Headers["Tus-Max-Size"] = options.MaximumUploadBytes.ToString("D");
        return TypedResults.NoContent();
    }

    private static async Task<IResult> CreateAsync(HttpRequest request, UploadStore uploads, CancellationToken cancellationToken)
    {
        if (!long.TryParse(request.Headers["Upload-Length"], out long length))
            return Bad("Upload-Length: expected the number of bytes, found none. Say how long the file is.");
        string metadata = request.Headers["Upload-Metadata"].ToString();
        if (Metadata(metadata, "filename") is not { } name)
            return Bad("Upload-Metadata: expected \"filename\" with a name in base64, found none. Say what the file is called.");
        UploadState state = await uploads.CreateAsync(length, name, cancellationToken);
        if (Metadata(metadata, "sha256") is { } sha256)
            await uploads.AnnounceAsync(state.Id, sha256, cancellationToken);
        return TypedResults.Created($"/api/uploads/{state.Id}");
    }

    private static async Task<IResult> FindAsync(Guid id, HttpResponse response, UploadStore uploads, CancellationToken cancellationToken)
    {
        response.Headers.CacheControl = "no-store";
        if (await uploads.FindAsync(id, cancellationToken) is not { } state)
            return TypedResults.NotFound();
        response.Headers["Upload-Offset"] = Reached(state).ToString("D");
        response.Headers["Upload-Length"] = state.Length.ToString("D");
        Announce(response, state);
        return TypedResults.Ok();
    }

    private static async Task<IResult> AppendAsync(Guid id, HttpContext context, UploadStore uploads, CancellationToken cancellationToken)
    {
        HttpRequest request = context.Request;
        if (request.ContentType != PieceType)
            return TypedResults.Problem($"Content-Type: expected {PieceType}, found \"{request.ContentType}\".", statusCode: StatusCodes.Status415UnsupportedMediaType);
        if (!long.TryParse(request.Headers["Upload-Offset"], out long offset) || offset < 0)
            return Bad("Upload-Offset: expected the byte at which the piece begins, found none.");
        // The length announced at creation is the limit; a piece may be the whole file.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
        if (WholeChecksum(request) is { } sha256)
            await uploads.AnnounceAsync(id, sha256, cancellationToken);
        UploadState state = await uploads.AppendAsync(id, offset, request.BodyReader.AsStream(), Checksum(request), cancellationToken);
        context.Response.Headers["Upload-Offset"] = Reached(state).ToString("D");
        Announce(context.Response, state);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> TerminateAsync(Guid id, UploadStore uploads, CancellationToken cancellationToken)
    {
        await uploads.TerminateAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static long Reached(UploadState state) => state.DatasetId is null ? state.Offset : state.Length;

    // Not part of tus: lets our own client open the dataset.
    private static void Announce(HttpResponse response, UploadState state)
    {
        if (state.DatasetId is { } dataset)
            response.Headers["CellDynamics-Dataset"] = dataset.ToString("D");
    }

    private static (string, string)? Checksum(HttpRequest request) =>
        request.Headers["Upload-Checksum"].ToString().Split(' ', 2) is [{ Length: > 0 } algorithm, { Length: > 0 } digest] ? (algorithm, digest) : null;

    // Not part of tus either: who reads a file in pieces knows its checksum only with the last of them.
    private static string? WholeChecksum(HttpRequest request)
    {
        byte[] digest = new byte[32];
        return request.Headers["CellDynamics-Checksum"].ToString().Split(' ', 2) is ["sha256", var encoded] && Convert.TryFromBase64String(encoded, digest, out int count) && count == digest.Length
            ? Convert.ToHexStringLower(digest) : null;
    }

    private static string? Metadata(string metadata, string key)
    {
        string? encoded = metadata.Split(',', StringSplitOptions.TrimEntries).Select(pair => pair.Split(' ', 2)).FirstOrDefault(pair => pair.Length == 2 && pair[0] == key)?[1];
        byte[] bytes = new byte[encoded?.Length ?? 0];
        return encoded is not null && Convert.TryFromBase64String(encoded, bytes, out int count) ? Encoding.UTF8.GetString(bytes.AsSpan(0, count)) : null;
    }

    private static ProblemHttpResult Bad(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status400BadRequest, title: "The upload could not be started");
}
