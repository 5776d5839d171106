using GraphShape;
using GraphShape.Algorithms.Layout;
using GraphShape.Algorithms.OverlapRemoval;
using QuikGraph;

namespace CellDynamics.Web.Features.NetworkCharts;

/// <summary>Places of genes on the figure: the forces of Fruchterman and Reingold, then no two labels on each other (force scan). The same genes and links give the same places.</summary>
internal static class GraphLayout
{
    private const double Gap = 16;

    /// <param name="genes">At least one; the first begins in the middle, the others around it in this order.</param>
    /// <param name="links">Pairs of them.</param>
    /// <param name="sizes">Width and height of every label.</param>
    /// <param name="width">Of the figure.</param>
    /// <param name="height">Of the figure.</param>
    /// <returns>Centres of the labels; every label lies within the figure.</returns>
    public static IReadOnlyDictionary<int, (double X, double Y)> Place(
        IReadOnlyList<int> genes, IEnumerable<(int From, int To)> links, IReadOnlyDictionary<int, (double Width, double Height)> sizes, double width, double height)
    {
        if (genes.Count == 1)
            return new Dictionary<int, (double X, double Y)> { [genes[0]] = (width / 2, height / 2) };
        var graph = new BidirectionalGraph<int, Edge<int>>(allowParallelEdges: false);
        graph.AddVertexRange(genes);
        foreach ((int from, int to) in links.Select(link => (From: Math.Min(link.From, link.To), To: Math.Max(link.From, link.To))).Distinct())
            graph.AddEdge(new Edge<int>(from, to));
        var forces = new FRLayoutAlgorithm<int, Edge<int>, BidirectionalGraph<int, Edge<int>>>(graph, Circle(genes, width, height), new BoundedFRLayoutParameters { Width = width, Height = height, MaxIterations = 300 });
        forces.Compute();
        var centres = new Dictionary<int, Point>(forces.VerticesPositions);
        Fit(centres, sizes, width, height);
        var scan = new FSAAlgorithm<int>(
            genes.ToDictionary(gene => gene, gene => new Rect(centres[gene].X - sizes[gene].Width / 2, centres[gene].Y - sizes[gene].Height / 2, sizes[gene].Width, sizes[gene].Height)),
            new OverlapRemovalParameters { HorizontalGap = (float)Gap, VerticalGap = (float)Gap });
        scan.Compute();
        foreach ((int gene, Rect label) in scan.Rectangles)
            centres[gene] = new Point(label.Left + label.Width / 2, label.Top + label.Height / 2);
        Fit(centres, sizes, width, height);
        return centres.ToDictionary(entry => entry.Key, entry => (entry.Value.X, entry.Value.Y));
    }

    private static Dictionary<int, Point> Circle(IReadOnlyList<int> genes, double width, double height) => genes.Index().ToDictionary(entry => entry.Item, entry =>
    {
        double angle = 2 * Math.PI * (entry.Index - 1) / (genes.Count - 1);
        return entry.Index == 0 ? new Point(width / 2, height / 2) : new Point(width * (0.5 + 0.4 * Math.Cos(angle)), height * (0.5 + 0.4 * Math.Sin(angle)));
    });

    /// <summary>Stretches to the figure, so that every label lies within.</summary>
    private static void Fit(Dictionary<int, Point> centres, IReadOnlyDictionary<int, (double Width, double Height)> sizes, double width, double height)
    {
        double halfWidth = sizes.Values.Max(size => size.Width) / 2, halfHeight = sizes.Values.Max(size => size.Height) / 2;
        Point[] all = [.. centres.Values];
        (double x0, double x1, double y0, double y1) = (all.Min(p => p.X), all.Max(p => p.X), all.Min(p => p.Y), all.Max(p => p.Y));
        foreach (int gene in centres.Keys.ToArray())
            centres[gene] = new Point(Stretched(centres[gene].X, x0, x1, halfWidth, width), Stretched(centres[gene].Y, y0, y1, halfHeight, height));
    }

    private static double Stretched(double value, double low, double high, double margin, double length) =>
        high - low < 1e-9 ? length / 2 : margin + (length - 2 * margin) * (value - low) / (high - low);
}
