using System.Globalization;
using System.Text.Json;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Tests.Shared;

namespace CellDynamics.Data.Tests.H5ad;

public class FixtureTests
{
    // Older than 0.7.
    private static readonly string[] NotYet = ["v0.5.0", "nan.h5ad"];

    public static TheoryData<string> Files() => [.. SharedData.WithExpectation().Where(f => !NotYet.Any(f.Contains)).DefaultIfEmpty("")];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_fixture_is_read_as_its_expectation_says(string relative)
    {
        string path = SharedData.Require(relative.Length == 0 ? "h5ad" : relative);
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(path, ".expected.json")));
        JsonElement root = expected.RootElement;
        using AnnotatedData data = H5adReader.Open(path);

        Assert.Equal(root.GetProperty("n_obs").GetInt32(), data.CellCount);
        Assert.Equal(root.GetProperty("n_vars").GetInt32(), data.GeneCount);
        Matrix(Find(root, "X"), data.X, "X");
        foreach (JsonProperty layer in Members(root, "layers"))
            Matrix(layer.Value, data.Layers.GetValueOrDefault(layer.Name), layer.Name);
        Frame(Find(root, "obs"), data.Obs);
        Frame(Find(root, "var"), data.Var);
        foreach (JsonProperty entry in Members(root, "obsm"))
            Embedding(entry, data);
    }

    private static JsonElement? Find(JsonElement root, string name) => root.TryGetProperty(name, out JsonElement found) && found.ValueKind == JsonValueKind.Object ? found : null;

    private static JsonProperty[] Members(JsonElement root, string name) => Find(root, name)?.EnumerateObject().ToArray() ?? [];

    private static void Matrix(JsonElement? expected, ICellMatrix? matrix, string name)
    {
        if (expected is not JsonElement e || e.GetProperty("kind").GetString() is not ("csr" or "csc" or "dense") || !e.TryGetProperty("shape", out JsonElement shape))
            return;
        Assert.True(matrix is not null, $"{name} is missing");
        Assert.Equal(e.GetProperty("kind").GetString(), matrix.Kind);
        Assert.Equal([matrix.Rows, matrix.Columns], shape.EnumerateArray().Select(v => v.GetInt32()));
        Assert.Equal(NumPyName(e.GetProperty("dtype").GetString()!), matrix.DType);
        double[] values = [.. matrix.ReadRowBlocks(7).SelectMany(b => b.Values)];
        if (e.TryGetProperty("nonzero", out JsonElement nonzero))
            Assert.Equal(nonzero.GetInt64(), values.LongCount(v => v != 0));
        if (e.TryGetProperty("sum", out JsonElement sum))
            Close(Number(sum), values.Where(double.IsFinite).Sum());
        Samples(e, matrix);
    }

    private static void Samples(JsonElement e, ICellMatrix matrix)
    {
        if (!e.TryGetProperty("samples", out JsonElement samples))
            return;
        foreach (JsonElement[] sample in samples.EnumerateArray().Select(s => s.EnumerateArray().ToArray()))
            Close(Number(sample[2]), matrix.ReadColumn(sample[1].GetInt32())[sample[0].GetInt32()]);
    }

    private static void Frame(JsonElement? expected, DataFrame frame)
    {
        if (expected is not JsonElement e || !e.TryGetProperty("index_first", out JsonElement first))
            return;
        Assert.Equal(first.EnumerateArray().Select(Text), frame.Index.Take(first.GetArrayLength()));
        foreach (JsonProperty column in Members(e, "columns"))
            Column(column.Value, frame.Find(column.Name), column.Name);
    }

    private static void Column(JsonElement expected, DataColumn? column, string name)
    {
        Assert.True(column is not null, $"column {name} is missing");
        if (!expected.TryGetProperty("first", out JsonElement first))
            return;
        JsonElement[] values = [.. first.EnumerateArray()];
        for (int i = 0; i < values.Length; i++)
            if (values[i].ValueKind == JsonValueKind.Null || Text(values[i]) == "NaN")
                Assert.Null(column.Labels[i]);
            else if (column.Numbers is not null && values[i].ValueKind is JsonValueKind.Number)
                Close(Number(values[i]), column.Numbers[i]);
            else if (values[i].ValueKind is JsonValueKind.Number)
                Close(Number(values[i]), double.Parse(column.Labels[i]!, CultureInfo.InvariantCulture));
            else
                Assert.Equal(Text(values[i]), column.Labels[i]);
        if (expected.TryGetProperty("n_missing", out JsonElement missing))
            Assert.Equal(missing.GetInt32(), column.MissingCount);
        if (expected.TryGetProperty("categories_first", out JsonElement categories))
            Assert.Equal(expected.GetProperty("n_categories").GetInt32(), column.Categories!.Length);
        if (expected.TryGetProperty("sum", out JsonElement sum))
            Close(Number(sum), column.Numbers!.Where(double.IsFinite).Sum());
    }

    private static void Embedding(JsonProperty expected, AnnotatedData data)
    {
        if (!expected.Value.TryGetProperty("shape", out JsonElement shape) || shape.GetArrayLength() != 2 || !expected.Value.TryGetProperty("sum", out JsonElement sum))
            return;
        DenseMatrix values = data.ReadObsm(expected.Name);
        Assert.Equal([values.Rows, values.Columns], shape.EnumerateArray().Select(v => v.GetInt32()));
        Close(Number(sum), values.Values.Where(double.IsFinite).Sum());
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

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => "True",
        JsonValueKind.False => "False",
        _ => value.GetRawText(),
    };

    private static string NumPyName(string code) => code[^2..] switch
    {
        "f2" => "float16",
        "f4" => "float32",
        "f8" => "float64",
        "i1" => "int8",
        "i2" => "int16",
        "i4" => "int32",
        "i8" => "int64",
        "u1" => "uint8",
        "u2" => "uint16",
        "u4" => "uint32",
        "u8" => "uint64",
        _ => "bool",
    };
}
