using CellDynamics.Runs.Telemetry;
using CellDynamics.Web.Access;
using Microsoft.AspNetCore.Components.Web;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace CellDynamics.Web.Telemetry;

/// <summary>Figures at <c>/metrics</c> for whoever looks after the site, and traces where a collector is named.</summary>
public static class SiteTelemetry
{
    public const string MetricsPath = "/metrics";

    private static readonly string[] Meters =
    [
        "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Http.Connections", "Microsoft.AspNetCore.RateLimiting", "Microsoft.AspNetCore.Diagnostics",
        "Microsoft.AspNetCore.Authentication", "Microsoft.AspNetCore.Components.Server.Circuits",
    ];

    /// <exception cref="InvalidOperationException">The token of monitors cannot be used.</exception>
    public static void AddSiteTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(MetricsToken.From(configuration));
        services.AddScoped<IErrorBoundaryLogger, RenderErrors>();
        services.AddTelemetry(configuration, traces => traces.AddProcessor(new SecretsOut()).AddAspNetCoreInstrumentation(requests =>
            // Every drawing of a page would be a span of its own.
            (requests.EnableRazorComponentsSupport, requests.EnableAspNetCoreSignalRSupport) = (false, false)))
            .WithMetrics(metrics => metrics.AddMeter(Meters).AddPrometheusExporter());
        if (configuration.HasCollector())
            services.AddHostedService<FiguresTick>();
    }

    /// <summary>For monitors with the token and for administrators; without accounts for whoever is at this machine.</summary>
    public static void MapMetrics(this WebApplication app)
    {
        // Before what counts is made: zeros that nobody heard are absent afterwards.
        MeterProvider listener = app.Services.GetRequiredService<MeterProvider>();
        InstanceFigures figures = app.Services.GetRequiredService<InstanceFigures>();
        app.MapPrometheusScrapingEndpoint(MetricsPath, listener, scrape => scrape.Use(async (context, next) =>
        {
            await figures.ReadAsync(context.RequestAborted);
            await next(context);
        }), null).Requires(Standing.Monitor);
    }
}
