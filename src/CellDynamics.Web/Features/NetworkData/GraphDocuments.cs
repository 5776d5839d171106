using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Xml.Linq;
using CellDynamics.Methods.Networks;
using CellDynamics.Runs.Results.Networks;

namespace CellDynamics.Web.Features.NetworkData;

/// <summary>The whole network for other programs: Cytoscape, Gephi, igraph, NetworkX. Genes and signals are nodes; links and what signals do are edges, one per cell type.</summary>
internal static class GraphDocuments
{
    private static readonly XNamespace Markup = "http://graphml.graphdrawing.org/xmlns";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>GraphML 1.0.</summary>
    public static string GraphMl(NetworkResult result)
    {
        (string Name, string For, string Type)[] keys =
        [
            ("label", "node", "string"), ("kind", "node", "string"), ("reason", "node", "string"),
            ("cell_type", "edge", "string"), ("sign", "edge", "string"), ("strength", "edge", "double"), ("low", "edge", "double"), ("high", "edge", "double"), ("agreement", "edge", "double"),
        ];
        var graph = new XElement(Markup + "graph", new XAttribute("id", "network"), new XAttribute("edgedefault", "directed"),
            Nodes(result.Network).Select(node => Element("node", [("id", node.Id)], [("label", node.Label), ("kind", node.Kind), ("reason", node.Reason)])),
            Edges(result.Network).Select(edge => Element("edge", [("id", edge.Id), ("source", edge.Source), ("target", edge.Target)],
                [("cell_type", edge.CellType), ("sign", edge.Sign), ("strength", Number(edge.Strength)), ("low", Number(edge.Low)), ("high", Number(edge.High)), ("agreement", Number(edge.Agreement))])));
        var root = new XElement(Markup + "graphml", keys.Select(key => new XElement(Markup + "key",
            new XAttribute("id", key.Name), new XAttribute("for", key.For), new XAttribute("attr.name", key.Name), new XAttribute("attr.type", key.Type))), graph);
        return $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{root}\n";
    }

    /// <summary>The elements of Cytoscape.js, which Cytoscape opens too (.cyjs).</summary>
    public static string CytoscapeJson(NetworkResult result) => JsonSerializer.Serialize(new
    {
        Data = new { Name = result.Request.Name, result.TimeUnit, result.Network.Times },
        Elements = new
        {
            Nodes = Nodes(result.Network).Select(node => new { Data = node }),
            Edges = Edges(result.Network).Select(edge => new { Data = edge }),
        },
    }, Json);

    private static IEnumerable<Node> Nodes(NetworkFindings network) =>
        network.Genes.Select((gene, i) => new Node(Gene(i), gene, "gene", network.Reasons[i])).Concat(network.Pairs.Select((pair, i) => new Node(Signal(i), pair.ToString(), "signal", "ligand and receptor")));

    private static IEnumerable<Edge> Edges(NetworkFindings network) =>
        network.Edges.Select((edge, i) => new Edge($"link-{i}", Gene(edge.Regulator), Gene(edge.Target), network.TypeNames[edge.Type], Sign(edge.Strength), edge.Strength, edge.Low, edge.High, edge.Agreement, edge.OverTime))
            .Concat(network.Effects.Select((effect, i) => new Edge($"effect-{i}", Signal(effect.Pair), Gene(effect.Target), network.TypeNames[effect.Receiver], Sign(effect.Strength), effect.Strength, effect.Low, effect.High, effect.Agreement, effect.OverTime)));

    private static string Gene(int gene) => string.Create(CultureInfo.InvariantCulture, $"gene-{gene}");

    private static string Signal(int pair) => string.Create(CultureInfo.InvariantCulture, $"signal-{pair}");

    private static string Sign(float strength) => strength < 0 ? "represses" : "activates";

    private static string Number(float value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static XElement Element(string name, (string Name, string Value)[] attributes, (string Key, string Value)[] data) => new(Markup + name,
        attributes.Select(one => new XAttribute(one.Name, one.Value)), data.Select(one => new XElement(Markup + "data", new XAttribute("key", one.Key), one.Value)));

    private sealed record Node(string Id, string Label, string Kind, string Reason);

    private sealed record Edge(string Id, string Source, string Target, string CellType, string Sign, float Strength, float Low, float High, float Agreement, float[] OverTime);
}
