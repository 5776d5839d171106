using CellDynamics.Methods.Networks;

namespace CellDynamics.Web.Features.NetworkCharts;

/// <summary>Which part of a network a person looks at. Genes and types by their index.</summary>
/// <param name="Type">Cell type.</param>
/// <param name="Focus">The gene in the middle.</param>
/// <param name="Most">Most neighbours of it.</param>
/// <param name="Weakest">Weakest link that is drawn; null: as strong as keeps the figure readable.</param>
/// <param name="Expanded">Genes whose own strongest neighbours are shown too.</param>
/// <param name="Pinned">Genes that stay whatever the focus is.</param>
/// <param name="Hidden">Genes taken away.</param>
public sealed record GraphChoice(int Type, int Focus, int Most, double? Weakest, IReadOnlyList<int> Expanded, IReadOnlyList<int> Pinned, IReadOnlyList<int> Hidden);

/// <summary>A focus gene, its strongest neighbours, what a person added, and the links among them: never all of a network at once.</summary>
public sealed class ShownNetwork
{
    public const int MostNeighbours = 12;

    /// <summary>More links than this by themselves are a hairball.</summary>
    private const int MostLinks = 30;

    private const int MostGenes = 30, NeighboursOfExpanded = 4, SureNeighbours = 6;

    private ShownNetwork(GraphChoice choice, IReadOnlyList<int> genes, NetworkEdge[] among, double strongest, IEnumerable<NetworkEdge> sure)
    {
        (Choice, Genes, Among, Strongest) = (choice, genes, among, strongest);
        Weakest = choice.Weakest ?? Readable(sure, among);
        Links = [.. among.Where(edge => Math.Abs(edge.Strength) >= Weakest)];
        HashSet<int> linked = [choice.Focus, .. choice.Pinned, .. Links.SelectMany(edge => new[] { edge.Regulator, edge.Target })];
        Drawn = [.. genes.Where(linked.Contains)];
        Alone = [.. genes.Where(gene => !linked.Contains(gene))];
    }

    public GraphChoice Choice { get; }

    /// <summary>The focus gene first, whether their links are strong enough or not: places do not jump with the threshold.</summary>
    public IReadOnlyList<int> Genes { get; }

    /// <summary>All links between them, strongest first.</summary>
    public IReadOnlyList<NetworkEdge> Among { get; }

    /// <summary>Those that are strong enough.</summary>
    public IReadOnlyList<NetworkEdge> Links { get; }

    /// <summary>Genes with a link that is strong enough, the focus gene and pinned ones.</summary>
    public IReadOnlyList<int> Drawn { get; }

    /// <summary>Genes whose links are all too weak.</summary>
    public IReadOnlyList<int> Alone { get; }

    /// <summary>The threshold in use.</summary>
    public double Weakest { get; }

    /// <summary>Of all links of the cell type.</summary>
    public double Strongest { get; }

    public static ShownNetwork Of(NetworkFindings network, GraphChoice choice)
    {
        NetworkEdge[] links = [.. LinksOf(network, choice.Type)];
        List<int> genes = [choice.Focus];
        Add(genes, choice.Pinned);
        List<(int Gene, NetworkEdge Link)> near = [.. Neighbours(links, choice.Focus, choice.Hidden).Take(choice.Most)], sure = [.. near.Take(SureNeighbours)];
        Add(genes, near.Select(neighbour => neighbour.Gene));
        foreach (int expanded in choice.Expanded.Where(genes.Contains).ToArray())
        {
            near = [.. Neighbours(links, expanded, [.. choice.Hidden, .. genes]).Take(NeighboursOfExpanded)];
            sure.AddRange(near);
            Add(genes, near.Select(neighbour => neighbour.Gene));
        }
        genes.RemoveAll(gene => gene != choice.Focus && choice.Hidden.Contains(gene));
        return new ShownNetwork(choice, genes, [.. links.Where(edge => genes.Contains(edge.Regulator) && genes.Contains(edge.Target))], links.Length > 0 ? Math.Abs(links[0].Strength) : 0, sure.Select(neighbour => neighbour.Link));
    }

    /// <summary>The gene that drives the others most in a cell type: by the sum of its links.</summary>
    public static int StrongestRegulator(NetworkFindings network, int type) =>
        LinksOf(network, type).GroupBy(edge => edge.Regulator).OrderByDescending(own => own.Sum(edge => Math.Abs(edge.Strength))).FirstOrDefault()?.Key ?? 0;

    /// <summary>Links of one cell type between different genes, strongest first.</summary>
    public static IEnumerable<NetworkEdge> LinksOf(NetworkFindings network, int type) =>
        network.Edges.Where(edge => edge.Type == type && edge.Regulator != edge.Target).OrderByDescending(edge => Math.Abs(edge.Strength));

    /// <summary>What the strength of a link is, in words.</summary>
    public static string StrengthIn(string timeUnit) => $"Strength: standard deviations of the target per {(timeUnit.Length > 0 ? timeUnit : "unit of time")} for one of the regulator.";

    private static void Add(List<int> genes, IEnumerable<int> more)
    {
        foreach (int gene in more)
            if (!genes.Contains(gene) && genes.Count < MostGenes)
                genes.Add(gene);
    }

    private static IEnumerable<(int Gene, NetworkEdge Link)> Neighbours(NetworkEdge[] links, int gene, IReadOnlyList<int> without) => links
        .Where(edge => edge.Regulator == gene || edge.Target == gene).Select(edge => (Gene: edge.Regulator == gene ? edge.Target : edge.Regulator, Link: edge)).DistinctBy(neighbour => neighbour.Gene).Where(neighbour => !without.Contains(neighbour.Gene));

    /// <summary>As many links as can be read, and always those to the nearest neighbours of the focus gene and to genes that were added.</summary>
    private static double Readable(IEnumerable<NetworkEdge> sure, NetworkEdge[] among) =>
        among.Length <= MostLinks ? 0 : sure.Append(among[MostLinks - 1]).Min(edge => Math.Abs((double)edge.Strength));
}
