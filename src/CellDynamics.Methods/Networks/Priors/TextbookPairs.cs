using System.Reflection;

namespace CellDynamics.Methods.Networks.Priors;

/// <summary>Ligand–receptor pairs that any textbook names, so that a network can be learned with nothing supplied. Human symbols; compare them without case for other species.</summary>
public static class TextbookPairs
{
    private static readonly Lazy<TextbookPair[]> Listed = new(Read);

    /// <summary>By pathway.</summary>
    public static IReadOnlyList<SignalPair> All { get; } = [.. Sourced.Select(listed => listed.Pair)];

    /// <summary>The same with pathway and source.</summary>
    public static IReadOnlyList<TextbookPair> Sourced => Listed.Value;

    private static TextbookPair[] Read()
    {
        TextTable table = OwnTable("textbook-pairs.csv");
        (int ligand, int receptor, int pathway, int source) = (table.Find("ligand"), table.Find("receptor"), table.Find("pathway"), table.Find("source"));
        return [.. table.Rows.Select(row => new TextbookPair(new SignalPair(row[ligand], row[receptor]), row[pathway], row[source]))];
    }

    /// <summary>A table that is part of this assembly.</summary>
    internal static TextTable OwnTable(string name)
    {
        using Stream content = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        return TextTable.Read(content, name);
    }
}

/// <param name="Pair">One subunit of the receptor each.</param>
/// <param name="Pathway">Such as Notch.</param>
/// <param name="Source">A review or chapter that names it, with its DOI where there is one.</param>
public sealed record TextbookPair(SignalPair Pair, string Pathway, string Source);
