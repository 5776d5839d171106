using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Transport.Exact;

/// <summary>Exchanges tree arcs until no pair of the whole cost matrix can lower the cost.</summary>
internal sealed class NetworkSimplex(DenseMatrix cost, SpanningTree tree, ArcShortlist shortlist, double tolerance)
{
    /// <summary>New pairs per source and look at the matrix.</summary>
    private const int NewPairs = 8;

    private const int PivotsBetweenCancellations = 4096;

    /// <returns>Number of exchanges.</returns>
    public long Run(CancellationToken cancellation)
    {
        long pivots = 0;
        while (true)
        {
            pivots += Exhaust(cancellation);
            tree.Settle(cost);
            List<(int Target, double Cost)>[] found = Price();
            if (!found.Any(list => list.Count > 0))
                return pivots;
            shortlist.Add(found);
        }
    }

    private long Exhaust(CancellationToken cancellation)
    {
        long pivots = 0;
        int block = Math.Max(16, (int)Math.Sqrt(shortlist.Count));
        while (shortlist.FindEntering(tree.Potentials, tolerance, block, out (int Source, int Target, double ReducedCost) entering))
        {
            tree.Pivot(entering.Source, cost.Rows + entering.Target, entering.ReducedCost);
            if (pivots++ % PivotsBetweenCancellations == 0)
                cancellation.ThrowIfCancellationRequested();
        }
        return pivots;
    }

    private List<(int Target, double Cost)>[] Price()
    {
        double[] limits = Array.ConvertAll(tree.Potentials[..cost.Rows], u => u - tolerance);
        return FullPricing.Below(cost, limits, tree.Potentials[cost.Rows..], NewPairs);
    }
}
