using System.Text.Json;

namespace CellDynamics.Data.Tests.Doctor;

/// <summary>A matrix: kind, type, extents, counts and sums.</summary>
internal static class ExpectedMatrix
{
    // How it is stored, and single values, which FixtureTests compares.
    private static readonly string[] Left = ["encoding", "legacy_attrs", "indices_dtype", "indptr_dtype", "nnz_stored", "sorted_indices", "duplicate_entries", "storage", "samples", "row_sums_first5", "first", "n_true"];

    public static void Compare(ExpectedFields? expected, JsonElement found, bool isTransposed = false)
    {
        if (expected is null || expected.Value.ValueKind != JsonValueKind.Object)
        {
            Assert.Equal("none", found.GetProperty("kind").GetString());
            return;
        }
        if (expected.Find("kind") is { } kind && kind.Value.GetString() is not ("csr" or "csc" or "dense"))
        {
            Assert.Equal("none", found.GetProperty("kind").GetString());
            return;
        }
        expected.Same("kind", found.GetProperty("kind"));
        expected.SameType("dtype", found.GetProperty("dtype"));
        if (expected.Find("shape") is { } shape)
            Assert.Equal(isTransposed ? shape.Value.EnumerateArray().Select(v => v.GetInt32()).Reverse() : shape.Value.EnumerateArray().Select(v => v.GetInt32()),
                found.GetProperty("shape").EnumerateArray().Select(v => v.GetInt32()));
        // The expectations count what is not zero with NaN among it where a type has any, as NumPy does.
        expected.Same("nonzero", found.GetProperty("nonzero"));
        foreach (string number in new[] { "sum", "min", "max" })
            expected.Same(number, found.GetProperty(number));
        if (expected.Find("n_nan") is { } nan)
            Assert.Equal(nan.Value.GetInt64() + (expected.Find("n_inf")?.Value.GetInt64() ?? 0), found.GetProperty("notFinite").GetInt64());
        expected.RequireAllUsed(Left);
    }
}
