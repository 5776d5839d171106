using CellDynamics.Methods.Networks;
using CellDynamics.Runs.Results.Networks;

namespace CellDynamics.Web.Features.NetworkCharts;

/// <summary>A label of the figure: a gene with its activity at the time shown.</summary>
/// <param name="X">Of its centre.</param>
/// <param name="Activity">0 to 1.</param>
/// <param name="Level">In the unit of the input.</param>
public sealed record GraphNode(int Gene, string Name, double X, double Y, double Width, double Height, float Activity, float Level, bool IsFocus, bool IsPinned);

/// <summary>A link of the figure at the time shown.</summary>
/// <param name="Strength">At that time; positive activates.</param>
/// <param name="Path">Of an SVG path from label to label.</param>
/// <param name="Head">Of an SVG path: a point where it activates, a bar where it represses.</param>
public sealed record GraphLink(NetworkEdge Edge, float Strength, double Width, string Path, string Head)
{
    public bool IsActivating => Strength >= 0;

    /// <summary>Some fits of the ensemble do not have it.</summary>
    public bool IsUnsure => Edge.Agreement < 1;

    /// <summary>Next to nothing at this time.</summary>
    public bool IsFaint { get; init; }
}

/// <summary>What stands where on the figure of a network, without a word of how it looks.</summary>
public sealed class GraphPicture
{
    private const double Thinnest = 1.2, Widest = 6, Faint = 0.03;

    private readonly NetworkResult result;
    private readonly ShownNetwork shown;
    private readonly Dictionary<int, (double Width, double Height)> sizes;
    private readonly IReadOnlyDictionary<int, (double X, double Y)> places;
    private readonly (double Width, double Height) size;
    private readonly double strongest;

    /// <param name="result">The result.</param>
    /// <param name="shown">What is drawn.</param>
    /// <param name="width">Of the figure.</param>
    /// <param name="height">Of the figure.</param>
    public GraphPicture(NetworkResult result, ShownNetwork shown, double width, double height)
    {
        (this.result, this.shown, size) = (result, shown, (width, height));
        sizes = shown.Genes.ToDictionary(gene => gene, SizeOf);
        places = GraphLayout.Place(Around(), Springs(), sizes, width, height);
        strongest = Math.Max(1e-12, ShownNetwork.LinksOf(result.Network, shown.Choice.Type).SelectMany(edge => edge.OverTime).Select(value => Math.Abs((double)value)).DefaultIfEmpty(1).Max());
    }

    public IReadOnlyList<GraphNode> Nodes(TimePlace time) => [.. shown.Drawn.Select(gene => new GraphNode(
        gene, result.Network.Genes[gene], places[gene].X, places[gene].Y, sizes[gene].Width, sizes[gene].Height,
        time.In(result.Network, result.Network.Activity, shown.Choice.Type, gene), time.In(result.Network, result.Network.Levels, shown.Choice.Type, gene),
        gene == shown.Choice.Focus, shown.Choice.Pinned.Contains(gene)))];

    /// <summary>The weakest first, so that strong ones lie on top.</summary>
    public IReadOnlyList<GraphLink> Links(TimePlace time)
    {
        HashSet<(int, int)> drawn = [.. shown.Links.Select(edge => (edge.Regulator, edge.Target))];
        return [.. shown.Links.Select(edge => Link(edge, time.In(edge.OverTime), drawn.Contains((edge.Target, edge.Regulator)))).OrderBy(link => Math.Abs(link.Strength))];
    }

    /// <summary>The focus gene, then the others so that each follows one it is strongly linked with: fewer lines cross.</summary>
    private List<int> Around()
    {
        List<int> left = [.. shown.Genes.Skip(1)], order = [shown.Choice.Focus];
        while (left.Count > 0)
        {
            int last = order[^1];
            NetworkEdge? strongest = order.Count == 1 ? null : shown.Among.FirstOrDefault(edge => (edge.Regulator == last && left.Contains(edge.Target)) || (edge.Target == last && left.Contains(edge.Regulator)));
            int next = strongest is null ? left[0] : strongest.Regulator == last ? strongest.Target : strongest.Regulator;
            order.Add(next);
            left.Remove(next);
        }
        return order;
    }

    /// <summary>Links that pull: those of the focus gene and of genes that were opened. The others would pull the focus gene out of the middle.</summary>
    private IEnumerable<(int From, int To)> Springs()
    {
        HashSet<int> hubs = [shown.Choice.Focus, .. shown.Choice.Expanded];
        return shown.Among.Where(edge => hubs.Contains(edge.Regulator) || hubs.Contains(edge.Target)).Select(edge => (edge.Regulator, edge.Target));
    }

    private (double Width, double Height) SizeOf(int gene)
    {
        int letters = result.Network.Genes[gene].Length;
        return gene == shown.Choice.Focus ? (Math.Max(72, 9 * letters + 30), 44) : (Math.Max(54, 8 * letters + 22), 34);
    }

    private GraphLink Link(NetworkEdge edge, float strength, bool hasWayBack)
    {
        double share = Math.Abs(strength) / strongest, width = Thinnest + (Widest - Thinnest) * share;
        Curve curve = Curve.Between(places[edge.Regulator], places[edge.Target], hasWayBack ? 0.16 : 0.07).Within(width: size.Width, height: size.Height)
            .From(sizes[edge.Regulator], places[edge.Regulator], 2).To(sizes[edge.Target], places[edge.Target], 5);
        return strength >= 0
            ? new GraphLink(edge, strength, width, curve.Shortened(0.6 * Curve.HeadOf(width)).Path, curve.Point(Curve.HeadOf(width))) { IsFaint = share < Faint }
            : new GraphLink(edge, strength, width, curve.Path, curve.Bar(Curve.HeadOf(width))) { IsFaint = share < Faint };
    }
}
