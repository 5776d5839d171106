namespace CellDynamics.Data.Annotated;

/// <summary>One annotation of all cells or all genes.</summary>
/// <param name="Name">Name in the file.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Labels">The value of every entry as a person sees it (labels, not codes); null where missing, <c>[entries]</c>. Of numbers in a file they are written out when first asked for.</param>
/// <param name="Numbers">The values as numbers (integer, float and boolean columns); NaN where missing; null for text, <c>[entries]</c>.</param>
/// <param name="Categories">The categories of a categorical column, in the file's order, used or not; otherwise null.</param>
/// <param name="IsOrdered">The categories have an order of their own.</param>
public sealed record DataColumn(
    string Name, ColumnKind Kind, string?[] Labels, double[]? Numbers = null, string[]? Categories = null, bool IsOrdered = false)
{
    private const double FirstInexact = 9007199254740992;

    private readonly Func<string?[]>? writeLabels;
    private string?[]? labels = Labels;

    /// <summary>A column of numbers or of yes and no whose labels are written out when asked for: a million texts are large, and most are never looked at.</summary>
    internal DataColumn(string name, ColumnKind kind, double[] numbers, Func<string?[]> labels) : this(name, kind, null!, numbers) => writeLabels = labels;

    public string?[] Labels
    {
        get => labels ??= writeLabels!();
        init => labels = value;
    }

    /// <summary>Number of entries.</summary>
    public int Count => Numbers?.Length ?? Labels.Length;

    public int MissingCount => Numbers?.Count(double.IsNaN) ?? Labels.Count(label => label is null);

    /// <summary>Number of different values, missing ones left out.</summary>
    public int DistinctCount => Numbers is { } numbers && !(Kind == ColumnKind.Integer && numbers.Any(IsInexact))
        ? numbers.Where(v => !double.IsNaN(v)).Select(BitConverter.DoubleToInt64Bits).Distinct().Count()
        : Labels.OfType<string>().Distinct(StringComparer.Ordinal).Count();

    /// <summary>Whole numbers this large may not be what the label says.</summary>
    internal static bool IsInexact(double number) => Math.Abs(number) >= FirstInexact;

    /// <summary>A text column, <c>[entries]</c>.</summary>
    public static DataColumn OfTexts(string name, string?[] values) => new(name, ColumnKind.String, values);

    /// <summary>A column of real numbers; NaN counts as missing, <c>[entries]</c>.</summary>
    public static DataColumn OfNumbers(string name, double[] values) =>
        new(name, ColumnKind.Float, Array.ConvertAll(values, v => double.IsNaN(v) ? null : NumberText.Of(v)), values);

    /// <summary>A column of whole numbers, <c>[entries]</c>.</summary>
    public static DataColumn OfIntegers(string name, long[] values) =>
        new(name, ColumnKind.Integer, Array.ConvertAll(values, v => (string?)NumberText.Of(v)), Array.ConvertAll(values, v => (double)v));

    /// <summary>A categorical column whose categories are the distinct values in order of first appearance, <c>[entries]</c>.</summary>
    public static DataColumn OfCategories(string name, string?[] values) =>
        new(name, ColumnKind.Categorical, values, Categories: [.. values.Where(v => v is not null).Select(v => v!).Distinct(StringComparer.Ordinal)]);

    /// <summary>A column of yes and no, <c>[entries]</c>.</summary>
    public static DataColumn OfBooleans(string name, bool[] values) =>
        new(name, ColumnKind.Boolean, Array.ConvertAll(values, v => (string?)NumberText.Of(v)), Array.ConvertAll(values, v => v ? 1.0 : 0.0));
}
