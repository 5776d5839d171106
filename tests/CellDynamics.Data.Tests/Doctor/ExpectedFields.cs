using System.Globalization;
using System.Text.Json;

namespace CellDynamics.Data.Tests.Doctor;

/// <summary>A group of expected values that remembers which of them were compared.</summary>
internal sealed class ExpectedFields(JsonElement value, string name)
{
    private readonly HashSet<string> used = [];

    public string Name => name;

    public JsonElement Value => value;

    public ExpectedFields? Find(string member)
    {
        used.Add(member);
        return value.ValueKind == JsonValueKind.Object && value.TryGetProperty(member, out JsonElement found) ? new ExpectedFields(found, member) : null;
    }

    public IEnumerable<ExpectedFields> Members() => value.ValueKind == JsonValueKind.Object ? value.EnumerateObject().Select(member => new ExpectedFields(member.Value, member.Name)) : [];

    public void Within(string member, Action<ExpectedFields> compare)
    {
        if (Find(member) is { } found)
            compare(found);
    }

    /// <summary>Numbers agree to 1e-9 relative, everything else exactly.</summary>
    public void Same(string member, JsonElement found)
    {
        if (Find(member) is { } expected)
            Same(expected.Value, found, $"{name}/{member}");
    }

    /// <summary>The expected values are the first of those found.</summary>
    public void SameStart(string member, JsonElement found)
    {
        if (Find(member) is not { } expected)
            return;
        int count = Math.Min(5, expected.Value.GetArrayLength());
        Assert.True(found.GetArrayLength() >= count, $"{name}/{member}: {found.GetArrayLength()} values for {count}");
        for (int i = 0; i < count; i++)
            Same(expected.Value[i], found[i], $"{name}/{member}[{i}]");
    }

    /// <summary>The expected type is told as NumPy's array interface does, such as <c>&lt;f4</c>.</summary>
    public void SameType(string member, JsonElement found)
    {
        if (Find(member) is not { } expected)
            return;
        string code = expected.Value.GetString()!;
        string type = code == "enum(bool)" ? "bool" : (code[1] switch { 'f' => "float", 'i' => "int", 'u' => "uint", _ => throw new InvalidDataException(code) }) + (8 * (code[2] - '0')).ToString(CultureInfo.InvariantCulture);
        Assert.Equal(type, found.GetString());
    }

    public void RequireAllUsed(params string[] known)
    {
        if (value.ValueKind == JsonValueKind.Object)
            Assert.DoesNotContain(value.EnumerateObject().Select(member => member.Name), member => !used.Contains(member) && !known.Contains(member));
    }

    internal static void Same(JsonElement expected, JsonElement found, string place)
    {
        if (expected.ValueKind == JsonValueKind.Null || found.ValueKind == JsonValueKind.Null)
            Assert.True(expected.ValueKind == found.ValueKind, $"{place}: expected {expected}, found {found}");
        else if (IsNumber(expected, out double e) && IsNumber(found, out double f))
            // Sums of values that cancel are zero to rounding, in whichever order they are added.
            Assert.True(e.Equals(f) || Math.Abs(e - f) <= Math.Max(1e-9 * Math.Abs(e), place.EndsWith("/sum", StringComparison.Ordinal) ? 1e-11 : 0), $"{place}: expected {expected}, found {found}");
        else
            Assert.True(string.Equals(expected.ToString(), found.ToString(), StringComparison.Ordinal), $"{place}: expected {expected}, found {found}");
    }

    private static bool IsNumber(JsonElement value, out double number)
    {
        number = value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.NaN;
        return value.ValueKind == JsonValueKind.Number
            || value.ValueKind == JsonValueKind.String && double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }
}
