using System.Globalization;
using System.Text.Json;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Tests.Shared;

namespace CellDynamics.Data.Tests.H5ad;

/// <summary>Single values; everything else that an expectation says is compared by <see cref="Doctor.ExpectationTests"/>.</summary>
public class FixtureTests
{
    public static TheoryData<string> Files() => [.. SharedData.WithExpectation().DefaultIfEmpty("")];

    [Theory]
    [MemberData(nameof(Files))]
    public void Single_values_stand_at_their_cell_and_gene(string relative)
    {
        string path = SharedData.Require(relative.Length == 0 ? "h5ad" : relative);
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(path, ".expected.json")));
        JsonElement root = expected.RootElement;
        using AnnotatedData data = H5adReader.Open(path);

        Matrix(Find(root, "X"), data.X, "X");
        foreach (JsonProperty layer in Members(root, "layers"))
            Matrix(layer.Value, data.Layers.GetValueOrDefault(layer.Name), layer.Name);
    }

    private static JsonElement? Find(JsonElement root, string name) => root.TryGetProperty(name, out JsonElement found) && found.ValueKind == JsonValueKind.Object ? found : null;

    private static JsonProperty[] Members(JsonElement root, string name) => Find(root, name)?.EnumerateObject().ToArray() ?? [];

    private static void Matrix(JsonElement? expected, ICellMatrix? matrix, string name)
    {
        if (expected is not JsonElement e || e.GetProperty("kind").GetString() is not ("csr" or "csc" or "dense") || !e.TryGetProperty("shape", out JsonElement shape))
            return;
        Assert.True(matrix is not null, $"{name} is missing");
        Samples(e, matrix);
    }

    private static void Samples(JsonElement e, ICellMatrix matrix)
    {
        if (!e.TryGetProperty("samples", out JsonElement samples))
            return;
        foreach (JsonElement[] sample in samples.EnumerateArray().Select(s => s.EnumerateArray().ToArray()))
            Close(Number(sample[2]), matrix.ReadColumn(sample[1].GetInt32())[sample[0].GetInt32()]);
    }

    private static void Close(double expected, double actual)
    {
        if (!double.IsFinite(expected))
            Assert.Equal(expected, actual);
        else
            Assert.True(Math.Abs(expected - actual) <= 1e-9 * Math.Max(1, Math.Abs(expected)), $"expected {expected:R}, found {actual:R}");
    }

    private static double Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        _ => double.Parse(value.GetString()!, CultureInfo.InvariantCulture),
    };
}
