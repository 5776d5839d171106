using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Treatments;

namespace CellDynamics.Methods.Validation.Donors;

/// <summary>What one finished piece of a test found; kept, so that a killed run does not compute it again.</summary>
internal sealed record KeptScores(ResponseScore[] Rows, KeptPrediction[] Predictions, string[] Notes)
{
    // A correlation may be undefined, a distance to the training unbounded.
    private static readonly JsonSerializerOptions Options = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>As it was kept under this name, or computed and kept now.</summary>
    public static KeptScores Of(ICheckpointStore? checkpoint, string name, Func<KeptScores> compute)
    {
        if (checkpoint?.Read(name) is { } state && JsonSerializer.Deserialize<KeptScores>(state, Options) is { } kept)
            return kept;
        KeptScores scores = compute();
        checkpoint?.Write(name, JsonSerializer.SerializeToUtf8Bytes(scores, Options));
        return scores;
    }
}

/// <summary>A prediction in single precision, which is what a result file holds.</summary>
/// <param name="States">Little-endian floats, row by row.</param>
internal sealed record KeptPrediction(string Donor, string Treatment, double? Dose, int[] Cells, int Dimensions, byte[] States, RangeCheck Range)
{
    public static KeptPrediction Of(ResponseCase asked, DenseMatrix states, RangeCheck range) => new(
        asked.Donor, asked.Treatment, asked.Dose, asked.Control.Cells, states.Columns,
        MemoryMarshal.AsBytes<float>(Array.ConvertAll(states.Values, value => (float)value)).ToArray(), range);

    public PredictedResponse Restored() => new(
        Donor, Treatment, Dose, true, Cells, new DenseMatrix(Cells.Length, Dimensions, [.. MemoryMarshal.Cast<byte, float>(States).ToArray().Select(value => (double)value)]), Range);
}
