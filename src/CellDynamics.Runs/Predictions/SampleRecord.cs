using System.Text.Json;
using System.Text.Json.Serialization;

namespace CellDynamics.Runs.Predictions;

/// <remarks>Waiting: another prediction has its turn.</remarks>
public enum SampleStatus { Running, Done, Failed, Cancelled, Waiting }

/// <summary>A sample that a finished analysis of treatments was asked about: <c>predictions/{id}/sample.json</c> in the folder of the run.</summary>
public sealed record SampleRecord
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter<SampleStatus>(JsonNamingPolicy.CamelCase) },
    };

    public required Guid Id { get; init; }

    public required Guid DatasetId { get; init; }

    /// <summary>As the catalogue called it when it was asked about.</summary>
    public required string DatasetName { get; init; }

    /// <summary>In the order they are predicted: the one that was asked for first.</summary>
    public required IReadOnlyList<string> Treatments { get; init; }

    /// <summary>Of the first treatment; the others are predicted at their highest.</summary>
    public double? Dose { get; init; }

    /// <summary>Column of the donor where the sample calls it otherwise than the analysis.</summary>
    public string? DonorColumn { get; init; }

    /// <summary>Column of the condition where the sample calls it otherwise than the analysis.</summary>
    public string? ConditionColumn { get; init; }

    public required DateTime CreatedUtc { get; init; }

    public SampleStatus Status { get; init; }

    /// <summary>It has not ended.</summary>
    [JsonIgnore]
    public bool IsUnderWay => Status is SampleStatus.Waiting or SampleStatus.Running;

    /// <summary>How many of the treatments are predicted.</summary>
    public int Finished { get; init; }

    /// <summary>What happened and what to change; empty unless failed.</summary>
    public string Failure { get; init; } = "";

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Null when the text is not a record that this version understands.</summary>
    public static SampleRecord? FromJson(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<SampleRecord>(text, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What is asked.</summary>
/// <param name="DatasetId">In the catalogue.</param>
/// <param name="Treatments">At least one; the first at <paramref name="Dose"/>.</param>
/// <param name="Dose">Null for the highest.</param>
public sealed record SampleQuestion(Guid DatasetId, IReadOnlyList<string> Treatments, double? Dose)
{
    public string? DonorColumn { get; init; }

    public string? ConditionColumn { get; init; }
}
