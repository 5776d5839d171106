using System.Text.Json;

namespace CellDynamics.Data.Tests.Doctor;

/// <summary><c>obsm</c>, <c>varm</c>, <c>obsp</c> or <c>varp</c>.</summary>
internal static class ExpectedArrays
{
    public static void Compare(ExpectedFields? expected, JsonElement found)
    {
        if (expected is null)
            return;
        // Before 0.7 the group was one table whose fields are the entries.
        foreach (ExpectedFields entry in (expected.Find("fields") ?? expected).Members())
            CompareEntry(entry, found.GetProperty(entry.Name));
    }

    private static void CompareEntry(ExpectedFields expected, JsonElement found)
    {
        expected.Same("kind", found.GetProperty("kind"));
        if (expected.Find("kind")?.Value.GetString() == "dataframe")
        {
            Assert.Equal(expected.Find("n")!.Value.GetInt32(), found.GetProperty("shape")[0].GetInt32());
            Assert.Equal(expected.Find("column_order")!.Value.GetArrayLength(), found.GetProperty("shape")[1].GetInt32());
            expected.RequireAllUsed("encoding", "index_key", "columns", "index_dtype", "index_first", "index_last", "index_unique");
            return;
        }
        expected.SameType("dtype", found.GetProperty("dtype"));
        expected.Within("shape", shape => Assert.Equal(shape.Value.EnumerateArray().Select(v => v.GetInt32()), found.GetProperty("shape").EnumerateArray().Select(v => v.GetInt32())));
        expected.Same("sum", found.GetProperty("sum"));
        if (expected.Find("n_nan") is { } nan)
            Assert.Equal(nan.Value.GetInt64() + (expected.Find("n_inf")?.Value.GetInt64() ?? 0), found.GetProperty("notFinite").GetInt64());
        expected.RequireAllUsed("encoding", "legacy_attrs", "indices_dtype", "indptr_dtype", "nnz_stored", "sorted_indices", "duplicate_entries", "storage", "nonzero", "min", "max", "first", "samples", "row_sums_first5", "n_true");
    }
}
