using System.Text.Json;

namespace CellDynamics.Data.Tests.Doctor;

/// <summary><c>obs</c> or <c>var</c>.</summary>
internal static class ExpectedFrame
{
    public static JsonElement Column(JsonElement frame, string name) => frame.GetProperty("columns").EnumerateArray().Single(column => column.GetProperty("name").GetString() == name);

    public static void Compare(ExpectedFields? expected, JsonElement found)
    {
        if (expected is null)
            return;
        expected.Within("index_key", key => Assert.Equal(key.Value.GetString(), found.GetProperty("index").GetProperty("name").GetString()));
        expected.SameStart("index_first", found.GetProperty("index").GetProperty("first"));
        string[] names = [.. found.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("name").GetString()!)];
        expected.Within("column_order", order =>
        {
            if (order.Value.ValueKind == JsonValueKind.Array)
                Assert.Equal(order.Value.EnumerateArray().Select(name => name.GetString()!), names);
        });
        expected.Within("n_columns", count => Assert.Equal(count.Value.GetInt32(), names.Length));
        expected.Within("first_column", first => Assert.Equal(first.Value.GetString(), names[0]));
        expected.Within("last_column", last => Assert.Equal(last.Value.GetString(), names[^1]));
        foreach (ExpectedFields column in expected.Find("columns")?.Members() ?? [])
            CompareColumn(column, Column(found, column.Name));
        // Members that are no columns are left out; the number of entries is compared as nObs and nVars, the last name and uniqueness are not in the document.
        expected.RequireAllUsed("kind", "encoding", "index_dtype", "n", "index_last", "index_unique", "keys_not_in_column_order", "column k values", "index");
    }

    private static void CompareColumn(ExpectedFields expected, JsonElement found)
    {
        if (expected.Find("legacy_categories_in_uns") is { } legacy)
        {
            // A legacy column is one of codes, its labels stand elsewhere: people see the labels.
            CompareColumn(legacy, found);
            return;
        }
        string kind = found.GetProperty("kind").GetString()!;
        string told = expected.Find("kind")?.Value.GetString() ?? "numeric";
        Assert.Contains(kind, told switch
        {
            "categorical" => new[] { "categorical" },
            "numeric" => expected.Find("dtype")?.Value.GetString() switch { ['<' or '|' or '>', 'f', ..] => ["float"], "enum(bool)" or "|b1" => ["boolean"], ['|', 'S', ..] or "vlen-utf-8" => ["string"], { } fixedText when fixedText.StartsWith("fixed", StringComparison.Ordinal) => ["string"], _ => ["integer"] },
            "bool" or "nullable-boolean" => ["boolean"],
            "nullable-integer" => ["integer"],
            "string" => ["string"],
            _ => throw new InvalidDataException($"{expected.Name}: kind {told}"),
        });
        expected.SameStart("first", found.GetProperty("first"));
        expected.Same("sum", found.GetProperty("sum"));
        expected.Same("n_true", found.GetProperty("sum"));
        expected.Same("n_missing", found.GetProperty("missing"));
        expected.Same("n_nan", found.GetProperty("missing"));
        expected.Within("n_categories", count => Assert.Equal(count.Value.GetInt32(), found.GetProperty("categories").GetArrayLength()));
        if (expected.Find("n_categories") is not null)
        {
            expected.SameStart("categories_first", found.GetProperty("categories"));
            expected.Same("ordered", found.GetProperty("ordered"));
        }
        expected.RequireAllUsed("kind", "dtype", "encoding", "codes_dtype", "categories_dtype", "counts", "shape", "storage", "min", "max", "n_inf", "v07_reference_to", "na-value");
    }
}
