using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.Studies;

/// <summary>Finds genes by identifier or symbol, whichever a person types, and shows the symbol where the file has one.</summary>
public sealed class GeneNames
{
    private static readonly string[] SymbolColumns = ["feature_name", "gene_symbols", "gene_symbol", "gene_short_name", "gene_name", "gene_names", "symbol", "SYMBOL", "Gene", "hgnc_symbol", "name"];

    private readonly Dictionary<string, int> exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> anyCase = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="genes">The file's <c>var</c>.</param>
    public GeneNames(DataFrame genes)
    {
        DataColumn? symbols = SymbolColumns.Select(genes.Find).FirstOrDefault(c => c is { Numbers: null });
        Identifiers = genes.Index;
        Symbols = symbols is null ? genes.Index : [.. symbols.Labels.Zip(genes.Index, (symbol, id) => string.IsNullOrEmpty(symbol) ? id : symbol)];
        // Identifiers first: they are unique more often. Of names that occur twice the first place counts.
        foreach (IReadOnlyList<string> names in new[] { Identifiers, Symbols })
            for (int i = 0; i < names.Count; i++)
            {
                exact.TryAdd(names[i], i);
                anyCase.TryAdd(names[i], i);
            }
    }

    /// <summary>The index of <c>var</c>, <c>[genes]</c>.</summary>
    public IReadOnlyList<string> Identifiers { get; }

    /// <summary>What to show, <c>[genes]</c>.</summary>
    public IReadOnlyList<string> Symbols { get; }

    /// <summary>Place of a gene, or −1.</summary>
    public int Find(string name) => exact.TryGetValue(name, out int place) || anyCase.TryGetValue(name, out place) ? place : -1;

    /// <summary>Places of genes and of those of these names, ascending; names that are not there are passed over.</summary>
    public int[] Joined(int[] places, IReadOnlyList<string> names) => names.Count == 0 ? places : [.. places.Union(names.Select(Find).Where(place => place >= 0)).Order()];

    /// <summary>Symbols and identifiers that begin with a text, case ignored, for completion while typing.</summary>
    public IEnumerable<string> Suggest(string beginning, int most = 20) =>
        Symbols.Concat(Identifiers).Where(n => n.StartsWith(beginning, StringComparison.OrdinalIgnoreCase)).Distinct(StringComparer.Ordinal).Take(most);

    /// <summary>What to say of a gene that is not there.</summary>
    public string Advice(string name)
    {
        string? near = NearestName.Find(name, Symbols);
        return near is null ? $"Genes are named like {string.Join(", ", Symbols.Take(3))}." : $"Did you mean '{near}'?";
    }
}
