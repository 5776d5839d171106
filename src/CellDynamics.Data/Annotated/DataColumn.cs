namespace CellDynamics.Data.Annotated;

/// <summary>One annotation of all cells or all genes.</summary>
/// <param name="Name">Name in the file.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Labels">The value of every entry as a person sees it (labels, not codes); null where missing, <c>[entries]</c>.</param>
/// <param name="Numbers">The values as numbers (integer, float and boolean columns); NaN where missing; null for text, <c>[entries]</c>.</param>
/// <param name="Categories">The categories of a categorical column, in the file's order, used or not; otherwise null.</param>
/// <param name="IsOrdered">The categories have an order of their own.</param>
public sealed record DataColumn(
    string Name, ColumnKind Kind, string?[] Labels, double[]? Numbers = null, string[]? Categories = null, bool IsOrdered = false)
{
    public int MissingCount => Labels.Count(label => label is null);

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
