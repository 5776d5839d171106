using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.Doctor;

/// <summary>One column as a person sees it.</summary>
/// <param name="Name">Name in the file.</param>
/// <param name="Kind"><c>categorical</c>, <c>integer</c>, <c>float</c>, <c>boolean</c> or <c>string</c>.</param>
/// <param name="First">The first five values: labels, numbers (integers beyond 2^53 as text), true and false; null where missing.</param>
/// <param name="Sum">Of the finite values of a column of numbers, how often true of one of yes and no; else null.</param>
/// <param name="Missing">Number of missing values.</param>
/// <param name="Distinct">Number of different values.</param>
/// <param name="Categories">In the file's order; null for other kinds.</param>
/// <param name="Ordered">The categories have an order of their own.</param>
/// <param name="Infinite">Number of infinities, which the sum leaves out.</param>
public sealed record ColumnReport(
    string Name, string Kind, IReadOnlyList<object?> First, double? Sum, int Missing, int Distinct, IReadOnlyList<string>? Categories, bool Ordered, int Infinite)
{
    private const int Shown = 5;

    internal static ColumnReport Of(DataColumn column)
    {
        object?[] first = [.. Enumerable.Range(0, Math.Min(Shown, column.Count)).Select(i => Value(column, i))];
        double? sum = column.Numbers is not null ? column.Numbers.Where(double.IsFinite).Sum() : null;
        return new ColumnReport(column.Name, column.Kind.ToString().ToLowerInvariant(), first, sum, column.MissingCount,
            column.DistinctCount, column.Categories, column.IsOrdered, column.Numbers?.Count(double.IsInfinity) ?? 0);
    }

    private static object? Value(DataColumn column, int entry) => (column.Kind, column.Numbers?[entry]) switch
    {
        // A missing real number is a NaN in the file and is shown as that.
        (ColumnKind.Float, { } number) => number,
        (_, double.NaN) => null,
        (ColumnKind.Integer, { } number) when !DataColumn.IsInexact(number) => (long)number,
        (ColumnKind.Boolean, { } number) => number != 0,
        _ => column.Labels[entry],
    };
}
