namespace CellDynamics.Methods.Networks.Priors;

/// <summary>Well-known transcription factors, to be preferred as regulators. Not complete.</summary>
public static class TranscriptionFactors
{
    private static readonly Lazy<IReadOnlyDictionary<string, string>> Listed = new(Read);

    /// <summary>DNA-binding family by symbol; case is ignored.</summary>
    public static IReadOnlyDictionary<string, string> Families => Listed.Value;

    /// <summary>True for a symbol of the list, in any case.</summary>
    public static bool Contains(string symbol) => Families.ContainsKey(symbol);

    private static Dictionary<string, string> Read()
    {
        TextTable table = TextbookPairs.OwnTable("transcription-factors.csv");
        (int symbol, int family) = (table.Find("symbol"), table.Find("family"));
        return table.Rows.ToDictionary(row => row[symbol], row => row[family], StringComparer.OrdinalIgnoreCase);
    }
}
