using CellDynamics.Runs.Access;
using CellDynamics.Web.Access;

namespace CellDynamics.Web.Telemetry;

/// <summary>Says around every line of a request which one it was, whose, and about what. Not its address, which may be a secret.</summary>
internal sealed class LogScope(RequestDelegate next, ILogger<LogScope> logger)
{
    public async Task InvokeAsync(HttpContext http, CallerContext context)
    {
        using IDisposable? scope = logger.BeginScope(Describe(http, context.Caller));
        await next(http);
    }

    private static Dictionary<string, object> Describe(HttpContext http, Caller caller)
    {
        Dictionary<string, object> about = new() { ["RequestId"] = http.TraceIdentifier };
        if (caller.AccountId is { } account)
            about["AccountId"] = account;
        if (http.GetEndpoint()?.Metadata.GetMetadata<RequiresAttribute>()?.ResourceIn(http.Request.RouteValues) is { } resource)
            about[$"{resource.Kind}Id"] = resource.Id;
        return about;
    }
}
