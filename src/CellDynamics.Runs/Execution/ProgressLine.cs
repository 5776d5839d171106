using System.Text.Json;
using System.Text.Json.Serialization;
using CellDynamics.Methods.Contract;

namespace CellDynamics.Runs.Execution;

/// <summary>One line of <c>progress.ndjson</c>: the only way a child process speaks to its supervisor.</summary>
public sealed record ProgressLine
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter<RunStage>(JsonNamingPolicy.CamelCase) },
    };

    public required DateTime Utc { get; init; }

    public required RunStage Stage { get; init; }

    /// <summary>Of the stage, 0 to 1.</summary>
    public required double StageFraction { get; init; }

    /// <summary>Of the whole run, 0 to 1.</summary>
    public required double Fraction { get; init; }

    /// <summary>Estimate of the seconds left, or null before there is one.</summary>
    public double? SecondsLeft { get; init; }

    public required string Message { get; init; }

    /// <summary>A number to plot.</summary>
    public HistoryPoint? Point { get; init; }

    /// <summary>Something the person should know although the run goes on.</summary>
    public string? Warning { get; init; }

    /// <summary>Set on the last line of a failed run: what happened and what to change.</summary>
    public string? Failure { get; init; }

    /// <summary>Set on the last line of a finished run that was validated: the headline of its verdict.</summary>
    public string? Verdict { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Null for a line that was cut off while it was written.</summary>
    public static ProgressLine? FromJson(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<ProgressLine>(line, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
