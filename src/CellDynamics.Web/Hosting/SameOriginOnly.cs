using CellDynamics.Web.Telemetry;

namespace CellDynamics.Web.Hosting;

/// <summary>Refuses what a page of another site sends: whatever changes something, and every web socket.</summary>
/// <remarks>Browsers name the sending page in <c>Origin</c> and cannot be made to lie about it; programs without a browser send none.</remarks>
public sealed class SameOriginOnly(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        // By the header: whether it is a web socket is asked of the context only later in the pipeline.
        bool isHarmless = (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && request.Headers.Upgrade.Count == 0;
        if (isHarmless || IsOwn(request))
            return next(context);
        Refusals.Log(context, "sent by another site");
        return TypedResults.Problem(
            $"Expected a request of this site ({request.Scheme}://{request.Host}), found one that a page of \"{request.Headers.Origin}\" sent. Open this site itself.",
            statusCode: StatusCodes.Status403Forbidden, title: "Sent by another site").ExecuteAsync(context);
    }

    private static bool IsOwn(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site")
            return false;
        string origin = request.Headers.Origin.ToString();
        return origin.Length == 0 || string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }
}
