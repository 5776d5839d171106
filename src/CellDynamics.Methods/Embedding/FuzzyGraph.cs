namespace CellDynamics.Methods.Embedding;

/// <summary>The weighted neighbour graph of UMAP: each undirected edge once, with the probability that it exists.</summary>
/// <param name="Heads">First vertex of each edge.</param>
/// <param name="Tails">Second vertex of each edge.</param>
/// <param name="Weights">In (0, 1].</param>
/// <remarks>Ref: McInnes, Healy &amp; Melville 2018, arXiv 1802.03426, Alg. 2 and 3, Definition 10.</remarks>
public sealed record FuzzyGraph(int[] Heads, int[] Tails, double[] Weights)
{
    private const int BisectionSteps = 64;

    public static FuzzyGraph Of(NearestNeighbours neighbours)
    {
        int count = neighbours.Count, vertices = neighbours.Indices.Length / count;
        var directed = new Dictionary<(int, int), double>(neighbours.Indices.Length);
        for (int vertex = 0; vertex < vertices; vertex++)
        {
            ReadOnlySpan<double> distances = neighbours.Distances.AsSpan(vertex * count, count);
            (double nearest, double scale) = LocalScale(distances);
            for (int i = 0; i < count; i++)
                directed[(vertex, neighbours.Indices[vertex * count + i])] = Math.Exp(-Math.Max(0, distances[i] - nearest) / scale);
        }
        List<(int Head, int Tail, double Weight)> edges = [];
        foreach (((int head, int tail), double forward) in directed)
        {
            bool hasReverse = directed.TryGetValue((tail, head), out double backward);
            if (hasReverse && tail < head)
                continue; // the mirror entry adds this edge
            edges.Add((Math.Min(head, tail), Math.Max(head, tail), forward + backward - forward * backward));
        }
        edges.Sort((a, b) => (a.Head, a.Tail).CompareTo((b.Head, b.Tail)));
        return new FuzzyGraph([.. edges.Select(e => e.Head)], [.. edges.Select(e => e.Tail)], [.. edges.Select(e => e.Weight)]);
    }

    /// <summary>Distance to the nearest neighbour, ρ, and the bandwidth σ at which the memberships add up to log₂ k.</summary>
    private static (double Nearest, double Scale) LocalScale(ReadOnlySpan<double> distances)
    {
        double nearest = distances[0];
        foreach (double distance in distances)
        {
            if (distance > 0)
            {
                nearest = distance;
                break;
            }
        }
        double target = Math.Log2(distances.Length), low = 0, high = double.PositiveInfinity, scale = 1;
        for (int step = 0; step < BisectionSteps; step++)
        {
            double sum = 0;
            foreach (double distance in distances)
                sum += Math.Exp(-Math.Max(0, distance - nearest) / scale);
            if (sum > target)
                (high, scale) = (scale, (low + scale) / 2);
            else
                (low, scale) = (scale, double.IsInfinity(high) ? scale * 2 : (scale + high) / 2);
        }
        // A cell whose neighbours all lie at one distance would get a bandwidth of nought or infinity.
        double mean = Math.Max(distances[^1], 1e-12);
        return (nearest, Math.Clamp(scale, 1e-3 * mean, 1e3 * mean));
    }
}
