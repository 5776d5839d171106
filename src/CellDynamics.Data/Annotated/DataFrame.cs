namespace CellDynamics.Data.Annotated;

/// <summary>What a column holds, as a person would say it.</summary>
public enum ColumnKind { Categorical, Integer, Float, Boolean, String }

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
}

/// <summary>The annotations of the cells (<c>obs</c>) or of the genes (<c>var</c>).</summary>
/// <param name="IndexName">Name of the index in the file.</param>
/// <param name="Index">Names of the cells or genes, <c>[entries]</c>; need not be unique.</param>
/// <param name="Columns">In the file's order.</param>
public sealed record DataFrame(string IndexName, string[] Index, IReadOnlyList<DataColumn> Columns)
{
    public int Count => Index.Length;

    public DataColumn? Find(string name) => Columns.FirstOrDefault(column => column.Name == name);
}
