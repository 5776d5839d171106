namespace CellDynamics.Web.Telemetry;

/// <summary>What was refused, for whoever looks for attacks: the endpoint by its pattern, since its address may be a secret; who asked is said around the line.</summary>
internal static partial class Refusals
{
    public static void Log(HttpContext context, string why)
    {
        ILogger logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("CellDynamics.Web.Refusals");
        Refused(logger, context.Request.Method, (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "no endpoint", why, context.Connection.RemoteIpAddress?.ToString() ?? "");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Refused {Method} {Endpoint}: {Why}. Asked from {Address}.")]
    private static partial void Refused(ILogger logger, string method, string endpoint, string why, string address);
}
