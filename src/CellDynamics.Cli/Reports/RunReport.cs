using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Results;

namespace CellDynamics.Cli.Reports;

/// <summary>What a finished run found, for a terminal and as JSON; read from the result, so that an old one is reported alike.</summary>
internal static class RunReport
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    public static string ToJson(RunFolder folder, TrajectoryResult found) => JsonSerializer.Serialize(new
    {
        Folder = folder.Root,
        folder.Result,
        found.Request.Method,
        found.Request.Seed,
        found.Request.Parameters,
        found.TimeUnit,
        found.Outcome,
        found.Metrics,
        found.Explanation,
        found.Warnings,
        found.Validation,
    }, Json);

    public static string ToWords(RunFolder folder, TrajectoryResult found)
    {
        List<string> lines = [$"{found.Outcome.Message} {found.Outcome.Advice}".TrimEnd(), found.Explanation];
        lines.Add(string.Join(", ", found.Metrics.Select(metric => string.Create(CultureInfo.InvariantCulture, $"{metric.Key} = {metric.Value:G4}"))));
        if (found.Validation is { } validation)
            lines.AddRange(["", ValidationText.Of(validation), ""]);
        lines.Add(folder.Result);
        return string.Join(Environment.NewLine, lines);
    }
}
