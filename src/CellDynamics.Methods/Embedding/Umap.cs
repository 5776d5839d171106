using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Embedding;

/// <summary>Uniform manifold approximation and projection to two dimensions. Same input and seed, same picture.</summary>
/// <remarks>
/// Ref: McInnes, Healy &amp; Melville 2018, arXiv 1802.03426, Alg. 1 and 5, Eq. 17. Starts from the first two principal axes
/// (Kobak &amp; Linderman 2021, doi 10.1038/s41587-020-00809-z: an informative start keeps the global order).
/// </remarks>
public static class Umap
{
    // The curve 1 / (1 + a d^(2b)) fitted to a minimal distance of 0.1 and a spread of 1, as the reference implementation prints it.
    private const double A = 1.576943460405378, B = 0.8950608781227859;
    private const double LargestStep = 4;
    private const int SmallLayout = 10_000;

    /// <param name="states">Cells in the representation, <c>[cells, dims]</c>.</param>
    /// <param name="options">Settings.</param>
    /// <param name="cancellationToken">Stops between epochs.</param>
    /// <returns>Coordinates <c>[cells, 2]</c>.</returns>
    public static DenseMatrix Layout(DenseMatrix states, UmapOptions options, CancellationToken cancellationToken = default)
    {
        if (states.Rows < 4)
            return PrincipalAxes.Project(states);
        if (states.Rows <= options.LargestLayout)
            return LayoutAll(states, options, cancellationToken);
        int[] sample = [.. Enumerable.Range(0, states.Rows)];
        new Random(options.Seed).Shuffle(sample);
        Array.Resize(ref sample, options.LargestLayout);
        Array.Sort(sample);
        DenseMatrix landmarks = states.SelectRows(sample);
        return NeighbourPlacement.Place(states, landmarks, LayoutAll(landmarks, options, cancellationToken), cancellationToken);
    }

    private static DenseMatrix LayoutAll(DenseMatrix states, UmapOptions options, CancellationToken cancellationToken)
    {
        int neighbours = Math.Min(options.Neighbours, states.Rows - 1);
        FuzzyGraph graph = FuzzyGraph.Of(NearestNeighbours.Of(states, states, neighbours, isSelf: true, cancellationToken));
        DenseMatrix layout = Start(states, options.Seed);
        Optimise(layout, graph, options, states.Rows <= SmallLayout ? 500 : 200, cancellationToken);
        return layout;
    }

    /// <summary>First two principal axes, scaled to ten units, with a little noise so that equal cells can part.</summary>
    private static DenseMatrix Start(DenseMatrix states, int seed)
    {
        DenseMatrix start = PrincipalAxes.Project(states);
        double largest = Math.Max(start.Values.Max(Math.Abs), 1e-12);
        var random = new Random(seed);
        for (int i = 0; i < start.Values.Length; i++)
            start.Values[i] = 10 * start.Values[i] / largest + 1e-2 * (random.NextDouble() - 0.5);
        return start;
    }

    private static void Optimise(DenseMatrix layout, FuzzyGraph graph, UmapOptions options, int epochs, CancellationToken cancellationToken)
    {
        double heaviest = graph.Weights.Max();
        var random = new Random(options.Seed + 1);
        double[] due = Array.ConvertAll(graph.Weights, weight => heaviest / weight);
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            double rate = 1 - (double)epoch / epochs;
            for (int edge = 0; edge < due.Length; edge++)
            {
                if (due[edge] > epoch + 1)
                    continue;
                due[edge] += heaviest / graph.Weights[edge]; // an edge is visited in proportion to its weight
                // The stored graph is undirected: both ends draw their negative samples, as in the reference implementation.
                Attract(layout, graph.Heads[edge], graph.Tails[edge], rate);
                Repel(layout, graph.Heads[edge], options.NegativeSamples, rate, random);
                Attract(layout, graph.Tails[edge], graph.Heads[edge], rate);
                Repel(layout, graph.Tails[edge], options.NegativeSamples, rate, random);
            }
        }
    }

    private static void Attract(DenseMatrix layout, int vertex, int other, double rate)
    {
        Span<double> here = layout.Row(vertex), there = layout.Row(other);
        double dx = here[0] - there[0], dy = here[1] - there[1], squared = dx * dx + dy * dy;
        if (squared <= 0)
            return;
        double power = Math.Pow(squared, B);
        double gradient = -2 * A * B * power / squared / (A * power + 1);
        double stepX = rate * Clip(gradient * dx), stepY = rate * Clip(gradient * dy);
        (here[0], here[1], there[0], there[1]) = (here[0] + stepX, here[1] + stepY, there[0] - stepX, there[1] - stepY);
    }

    private static void Repel(DenseMatrix layout, int vertex, int samples, double rate, Random random)
    {
        Span<double> here = layout.Row(vertex);
        for (int i = 0; i < samples; i++)
        {
            int other = random.Next(layout.Rows);
            if (other == vertex)
                continue;
            Span<double> there = layout.Row(other);
            double dx = here[0] - there[0], dy = here[1] - there[1], squared = dx * dx + dy * dy;
            double gradient = squared > 0 ? 2 * B / ((0.001 + squared) * (A * Math.Pow(squared, B) + 1)) : 0;
            here[0] += rate * (gradient > 0 ? Clip(gradient * dx) : LargestStep);
            here[1] += rate * (gradient > 0 ? Clip(gradient * dy) : LargestStep);
        }
    }

    private static double Clip(double step) => Math.Clamp(step, -LargestStep, LargestStep);
}
