namespace CellDynamics.Data.Annotated;

/// <summary>The annotations of the cells (<c>obs</c>) or of the genes (<c>var</c>).</summary>
/// <param name="IndexName">Name of the index in the file.</param>
/// <param name="Index">Names of the cells or genes, <c>[entries]</c>; need not be unique.</param>
/// <param name="Columns">In the file's order.</param>
public sealed record DataFrame(string IndexName, string[] Index, IReadOnlyList<DataColumn> Columns)
{
    public int Count => Index.Length;

    public DataColumn? Find(string name) => Columns.FirstOrDefault(column => column.Name == name);

    /// <summary>Some entries, in the order given.</summary>
    public DataFrame At(int[] entries) => new(IndexName, Array.ConvertAll(entries, i => Index[i]), [.. Columns.Select(column => column with
    {
        Labels = Array.ConvertAll(entries, i => column.Labels[i]),
        Numbers = column.Numbers is { } numbers ? Array.ConvertAll(entries, i => numbers[i]) : null,
    })]);

    /// <summary>A frame without columns whose entries are named <paramref name="prefix"/>0, <paramref name="prefix"/>1, …</summary>
    public static DataFrame Numbered(string prefix, int count) =>
        new("_index", [.. Enumerable.Range(0, count).Select(i => prefix + NumberText.Of(i))], []);
}
