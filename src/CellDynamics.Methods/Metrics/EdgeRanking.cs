namespace CellDynamics.Methods.Metrics;

/// <summary>How well scores rank the edges of a network that is known. Ref: the BLEval part of BEELINE, Pratapa et al. 2020, doi 10.1038/s41592-019-0690-6.</summary>
/// <param name="Auprc">Area under the curve of precision over recall, by trapezoids between the distinct scores as scikit-learn's <c>precision_recall_curve</c> and <c>auc</c> take it; 1 at best.</param>
/// <param name="Auroc">Share of pairs of an edge and a non-edge that are ranked rightly, ties by half; 0.5 by chance.</param>
/// <param name="EarlyPrecision">Share of edges among as many best-ranked pairs as there are edges; ties at the border are all taken, pairs that score nothing never.</param>
/// <param name="Chance">Share of edges among all pairs: what <paramref name="Auprc"/> and <paramref name="EarlyPrecision"/> are by chance.</param>
public sealed record EdgeRanking(double Auprc, double Auroc, double EarlyPrecision, double Chance)
{
    /// <summary>How many times better than chance.</summary>
    public double AuprcRatio => Auprc / Chance;

    /// <param name="pairs">Score (its size counts, not its sign) and whether there is an edge, for every pair that could have one.</param>
    /// <exception cref="ArgumentException">There is no edge, or nothing but edges, or a score is not a number.</exception>
    public static EdgeRanking Of(IReadOnlyList<(double Score, bool IsEdge)> pairs)
    {
        int edges = pairs.Count(pair => pair.IsEdge), others = pairs.Count - edges;
        if (edges == 0 || others == 0 || pairs.Any(pair => double.IsNaN(pair.Score)))
            throw new ArgumentException($"Expected edges, other pairs and a score for each, found {edges} edges, {others} others and {pairs.Count(pair => double.IsNaN(pair.Score))} scores that are not numbers.", nameof(pairs));
        (double Score, bool IsEdge)[] ranked = [.. pairs.Select(pair => (Math.Abs(pair.Score), pair.IsEdge)).OrderByDescending(pair => pair.Item1)];
        double auprc = 0, right = 0, recall = 0, precision = 1;
        int hits = 0, misses = 0;
        for (int first = 0; first < ranked.Length;)
        {
            int last = first, tied = 0;
            for (; last < ranked.Length && ranked[last].Score == ranked[first].Score; last++)
                tied += ranked[last].IsEdge ? 1 : 0;
            int tiedOthers = last - first - tied;
            right += tied * (others - misses - 0.5 * tiedOthers);
            (hits, misses) = (hits + tied, misses + tiedOthers);
            double nextRecall = (double)hits / edges, nextPrecision = (double)hits / (hits + misses);
            auprc += 0.5 * (nextRecall - recall) * (nextPrecision + precision);
            (recall, precision, first) = (nextRecall, nextPrecision, last);
        }
        return new EdgeRanking(auprc, right / ((double)edges * others), Early(ranked, edges), (double)edges / pairs.Count);
    }

    private static double Early((double Score, bool IsEdge)[] ranked, int edges)
    {
        double least = Math.Max(ranked[edges - 1].Score, ranked.Where(pair => pair.Score > 0).Select(pair => pair.Score).DefaultIfEmpty(double.PositiveInfinity).Min());
        (double Score, bool IsEdge)[] taken = [.. ranked.TakeWhile(pair => pair.Score >= least)];
        return taken.Length == 0 ? 0 : (double)taken.Count(pair => pair.IsEdge) / taken.Length;
    }
}
