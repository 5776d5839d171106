namespace CellDynamics.Methods.Networks.Priors;

/// <summary>Rows of CellPhoneDB's interaction_input.csv, or of a flat list with the symbols in columns genes_a and genes_b. The first partner is the ligand.</summary>
internal sealed class CellPhoneDbInteractions
{
    private readonly int first, second, genesFirst, genesSecond, interactors, direction;
    private readonly Dictionary<string, string[]>? partners;

    /// <exception cref="PriorFileException">Nothing tells the symbols of the partners, or a table beside it has another form.</exception>
    public CellPhoneDbInteractions(TextTable table, TextTable? complexes, TextTable? genes)
    {
        (first, second) = (table.Find("partner_a"), table.Find("partner_b"));
        (genesFirst, genesSecond) = (table.Find("genes_a"), table.Find("genes_b"));
        (interactors, direction) = (table.Find("interactors"), table.Find("directionality"));
        IsFlat = genesFirst >= 0 && genesSecond >= 0;
        if (!IsFlat)
            partners = genes is null ? null : PartnersOf(complexes, genes);
        if (!IsFlat && partners is null && interactors < 0)
        {
            throw new PriorFileException(table.Name, null, "the symbols of the partners, in a column interactors or in gene_input.csv beside this file", "neither",
                "Put gene_input.csv and complex_input.csv of the same release beside it.");
        }
    }

    private bool IsFlat { get; }

    public string Form => IsFlat ? "pairs of CellPhoneDB with their genes" : partners is null ? "interactions of CellPhoneDB" : "interactions of CellPhoneDB with its genes and complexes";

    public PairRow Read(TextRow row)
    {
        string[] ways = row[direction].Split('-', StringSplitOptions.TrimEntries);
        if (ways is ["Ligand", "Ligand"] or ["Receptor", "Receptor"])
            return PairRow.Skip("neither partner is said to receive");
        bool isMutual = ways.Length == 2 && ways[0].Length > 0 && ways[0] == ways[1];
        if (IsFlat)
            return new PairRow(Plus(row[genesFirst]), Plus(row[genesSecond]), isMutual);
        if (partners is null)
            return OfInteractors(row, isMutual);
        return partners.TryGetValue(row[first], out string[]? ligands) && partners.TryGetValue(row[second], out string[]? receptors)
            ? new PairRow(ligands, receptors, isMutual)
            : PairRow.Skip("a partner is not among the genes and complexes beside it");
    }

    /// <summary>"CDH1-ITGA2+ITGB1": a hyphen between the partners, which may also stand in a symbol.</summary>
    private PairRow OfInteractors(TextRow row, bool isMutual)
    {
        string[] sides = row[interactors].Split('-');
        return sides.Length == 2 ? new PairRow(Plus(sides[0]), Plus(sides[1]), isMutual) : PairRow.Skip("a symbol with a hyphen cannot be told apart without gene_input.csv beside it");
    }

    private static string[] Plus(string names) => SignalPairTable.Split(names, ['+']);

    /// <summary>Symbols by accession or by name of a complex; a complex with a subunit that has none is left out.</summary>
    private static Dictionary<string, string[]> PartnersOf(TextTable? complexes, TextTable genes)
    {
        Require(genes, "gene_input.csv of CellPhoneDB", "gene_name", "uniprot");
        var symbols = new Dictionary<string, string[]>(StringComparer.Ordinal);
        (int symbol, int accession) = (genes.Find("gene_name"), genes.Find("uniprot"));
        foreach (TextRow row in genes.Rows.Where(row => row[symbol].Length > 0))
            symbols.TryAdd(row[accession], [row[symbol]]);
        if (complexes is null)
            return symbols;
        Require(complexes, "complex_input.csv of CellPhoneDB", "complex_name", "uniprot_1");
        int name = complexes.Find("complex_name");
        int[] parts = [.. Enumerable.Range(1, 30).Select(i => complexes.Find($"uniprot_{i}")).Where(column => column >= 0)];
        var all = new Dictionary<string, string[]>(symbols, StringComparer.Ordinal);
        foreach (TextRow row in complexes.Rows)
        {
            string[] accessions = [.. parts.Select(part => row[part]).Where(part => part.Length > 0)];
            if (Array.TrueForAll(accessions, symbols.ContainsKey))
                all.TryAdd(row[name], [.. accessions.SelectMany(part => symbols[part]).Distinct(StringComparer.Ordinal)]);
        }
        return all;
    }

    private static void Require(TextTable table, string form, params string[] columns)
    {
        if (!table.Has(columns))
        {
            throw new PriorFileException(table.Name, null, $"the columns {string.Join(" and ", columns)}, as in {form}", PriorFileException.Shown(string.Join(", ", table.Header)),
                "Take the table of the same release.");
        }
    }
}
