using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace CellDynamics.Runs.Telemetry;

/// <summary>Where figures and traces go: nowhere, unless the environment names a collector.</summary>
public static class TelemetryExport
{
    /// <summary>The variable of OpenTelemetry that says where to send to.</summary>
    public const string Collector = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static bool HasCollector(this IConfiguration configuration) => configuration[Collector] is { Length: > 0 };

    /// <summary>The instance's own figures and those of .NET; with a collector they are sent to it, and so are traces.</summary>
    /// <param name="beforeTraces">What happens to spans before they are sent.</param>
    public static OpenTelemetryBuilder AddTelemetry(this IServiceCollection services, IConfiguration configuration, Action<TracerProviderBuilder>? beforeTraces = null)
    {
        string version = typeof(TelemetryExport).Assembly.GetName().Version!.ToString(3);
        OpenTelemetryBuilder telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("celldynamics", serviceVersion: version, autoGenerateServiceInstanceId: false, serviceInstanceId: Environment.MachineName))
            .WithMetrics(metrics => metrics.AddMeter(InstanceMeter.Name, "System.Runtime"));
        // A listener hears every meter of the process: of several sites in one, each tells only what it counted itself.
        services.ConfigureOpenTelemetryMeterProvider((provider, metrics) =>
        {
            IMeterFactory own = provider.GetRequiredService<IMeterFactory>();
            metrics.AddView(instrument => instrument.Meter.Name == InstanceMeter.Name && instrument.Meter.Scope != own ? MetricStreamConfiguration.Drop : null);
        });
        if (!configuration.HasCollector())
            return telemetry;
        return telemetry.WithMetrics(metrics => metrics.AddOtlpExporter()).WithTracing(traces =>
        {
            beforeTraces?.Invoke(traces);
            traces.AddSource(InstanceMeter.Name).AddOtlpExporter();
        });
    }
}
