using System.Globalization;
using CellDynamics.Methods.Networks;
using CellDynamics.Runs.Results.Networks;
using CellDynamics.Web.Features.NetworkCharts;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace CellDynamics.Web.Features.Networks;

/// <summary>What a person looks at, by name, as it stands in the address.</summary>
public sealed record NetworkChoice
{
    public static readonly IReadOnlyList<string> Tabs = ["graph", "matrix", "table"];

    /// <summary>Cell type; null for the one with the strongest regulator.</summary>
    public string? Type { get; init; }

    /// <summary>The gene in the middle; null for the strongest regulator.</summary>
    public string? Gene { get; init; }

    public int Most { get; init; } = ShownNetwork.MostNeighbours;

    /// <summary>Weakest link that is drawn; null where nobody chose.</summary>
    public double? Weakest { get; init; }

    public string Tab { get; init; } = Tabs[0];

    public string[] Expanded { get; init; } = [];

    public string[] Pinned { get; init; } = [];

    public string[] Hidden { get; init; } = [];

    /// <summary>Ligand–receptor pair; null for the strongest.</summary>
    public string? Pair { get; init; }

    public double? Time { get; init; }

    /// <summary>Parts of the perturbation, and of the one beside it.</summary>
    public string[] A { get; init; } = [];

    public string[] B { get; init; } = [];

    /// <param name="address">Of the page, with its query.</param>
    public static NetworkChoice Parse(string address)
    {
        Dictionary<string, StringValues> query = QueryHelpers.ParseQuery(new Uri(address).Query);
        string? One(string name) => query.TryGetValue(name, out StringValues values) && values.Count > 0 && !string.IsNullOrEmpty(values[0]) ? values[0] : null;
        string[] Many(string name) => query.TryGetValue(name, out StringValues values) ? [.. values.OfType<string>().Where(value => value.Length > 0)] : [];
        double? Number(string name) => double.TryParse(One(name), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : null;
        return new NetworkChoice
        {
            Type = One("type"), Gene = One("gene"), Most = (int)Math.Clamp(Number("n") ?? ShownNetwork.MostNeighbours, 1, ShownNetwork.MostNeighbours), Weakest = Number("min"),
            Tab = One("tab") is { } tab && Tabs.Contains(tab) ? tab : Tabs[0], Expanded = Many("more"), Pinned = Many("pin"), Hidden = Many("hide"), Pair = One("pair"), Time = Number("t"), A = Many("a"), B = Many("b"),
        };
    }

    /// <summary>For the address; null leaves a name out. The time is the slider's.</summary>
    public IReadOnlyDictionary<string, object?> Address => new Dictionary<string, object?>
    {
        ["type"] = Type, ["gene"] = Gene, ["n"] = Most == ShownNetwork.MostNeighbours ? null : Most.ToString(CultureInfo.InvariantCulture), ["min"] = Weakest?.ToString("G4", CultureInfo.InvariantCulture),
        ["tab"] = Tab == Tabs[0] ? null : Tab, ["more"] = Expanded, ["pin"] = Pinned, ["hide"] = Hidden, ["pair"] = Pair, ["a"] = A, ["b"] = B,
    };

    /// <summary>The same by index; what the network does not have is left out.</summary>
    public GraphChoice In(NetworkFindings network)
    {
        int type = TypeIn(network), focus = Gene is null ? -1 : Find(network, Gene);
        return new GraphChoice(type, focus >= 0 ? focus : ShownNetwork.StrongestRegulator(network, type), Most, Weakest, All(network, Expanded), All(network, Pinned), All(network, Hidden));
    }

    /// <summary>Why the gene that was asked for is not shown, or null.</summary>
    public string? Unknown(NetworkFindings network) => Gene is not null && Find(network, Gene) < 0
        ? $"{Gene} is not among the {network.Genes.Length} genes of this network; the strongest regulator is shown. The list of genes says why each is in." : null;

    /// <summary>What to do about a gene that is not part of the network.</summary>
    public static string HowToAsk(NetworkFindings network) =>
        $"This network holds {network.Genes.Length} genes. To have another in it, run the analysis again and name it under \"Genes that must be in it\".";

    public int PairIn(NetworkFindings network)
    {
        int asked = Pair is null ? -1 : network.Pairs.Select(PerturbationPart.NameOf).ToList().IndexOf(Pair);
        return asked >= 0 ? asked : network.Flows.OrderBy(flow => network.IsFew(flow.Receiver)).ThenByDescending(flow => flow.Strength).FirstOrDefault()?.Pair ?? 0;
    }

    private int TypeIn(NetworkFindings network)
    {
        int asked = Type is null ? -1 : Array.IndexOf(network.TypeNames, Type);
        return asked >= 0 ? asked : network.Edges.OrderBy(edge => network.IsFew(edge.Type)).ThenByDescending(edge => Math.Abs(edge.Strength)).FirstOrDefault()?.Type ?? 0;
    }

    private static int Find(NetworkFindings network, string gene)
    {
        int found = Array.IndexOf(network.Genes, gene);
        return found >= 0 ? found : Array.FindIndex(network.Genes, name => name.Equals(gene, StringComparison.OrdinalIgnoreCase));
    }

    private static int[] All(NetworkFindings network, string[] genes) => [.. genes.Select(gene => Find(network, gene)).Where(gene => gene >= 0).Distinct()];
}
