using System.Diagnostics;
using CellDynamics.Runs.Telemetry;
using OpenTelemetry;

namespace CellDynamics.Web.Telemetry;

/// <summary>Keeps secrets out of traces: of a request nothing is told but what is listed here. Its address is told as the pattern of the page or endpoint, since the address itself may be a link, an invitation or a reset.</summary>
internal sealed class SecretsOut : BaseProcessor<Activity>
{
    private static readonly HashSet<string> Told = ["http.request.method", "http.response.status_code", "http.route", "error.type", "network.protocol.version", "url.scheme"];

    public override void OnEnd(Activity data)
    {
        if (data.Source.Name == InstanceMeter.Name)
            return;
        foreach (string tag in data.TagObjects.Select(tag => tag.Key).Where(key => !Told.Contains(key)).ToList())
            data.SetTag(tag, null);
        data.SetStatus(data.Status); // without words
        data.DisplayName = data.GetTagItem("http.request.method") is { } method ? $"{method} {data.GetTagItem("http.route")}".TrimEnd() : data.OperationName;
    }
}
