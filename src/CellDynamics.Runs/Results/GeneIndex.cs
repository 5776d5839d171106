using CellDynamics.Data.Annotated;

namespace CellDynamics.Runs.Results;

/// <summary>Genes by the name a person uses: the symbol where the file has one, else the identifier; both are found.</summary>
public sealed class GeneIndex
{
    private static readonly string[] SymbolColumns = ["gene_short_name", "gene_symbol", "gene_symbols", "feature_name", "gene_name", "gene_names", "symbol", "Symbol", "SYMBOL"];

    private readonly Dictionary<string, int> columns = new(StringComparer.Ordinal);

    public GeneIndex(DataFrame var)
    {
        string?[]? symbols = SymbolColumns.Select(var.Find).FirstOrDefault(column => column is not null)?.Labels;
        var taken = new HashSet<string>(StringComparer.Ordinal);
        // A symbol that two genes share tells neither apart: the second keeps its identifier.
        Names = [.. var.Index.Select((id, i) => symbols?[i] is { Length: > 0 } symbol && taken.Add(symbol) ? symbol : id)];
        for (int i = 0; i < var.Count; i++)
            columns.TryAdd(var.Index[i], i);
        for (int i = 0; i < Names.Count; i++)
            columns.TryAdd(Names[i], i);
    }

    /// <summary>Shown names in the file's order, <c>[genes]</c>.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Column of a gene given by symbol or identifier; letter case is forgiven where that is unambiguous.</summary>
    /// <exception cref="KeyNotFoundException">No such gene; the message names close ones.</exception>
    public int Find(string gene)
    {
        if (columns.TryGetValue(gene, out int column))
            return column;
        int[] loose = [.. Enumerable.Range(0, Names.Count).Where(i => string.Equals(Names[i], gene, StringComparison.OrdinalIgnoreCase))];
        if (loose.Length == 1)
            return loose[0];
        string near = NearestName.Find(gene, Names) is { } name ? $" Did you mean '{name}'?" : "";
        throw new KeyNotFoundException($"There is no gene '{gene}' among the {NumberText.Grouped(Names.Count)} of this file.{near}");
    }
}
