using CellDynamics.Methods.Transport.Exact;
using System.Numerics.Tensors;
using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Transport;

/// <summary>Exact optimal transport between two weighted populations of any sizes.</summary>
/// <remarks>A primal network simplex that prices a shortlist of pairs and looks at the whole matrix only when the shortlist has nothing left to offer;
/// rough potentials from a few entropic steps give the first basis and the first shortlist. The result does not depend on them: it is optimal for all pairs.
/// Ref: Kovács 2015, Optim. Methods Softw. 30 (network simplex); Cuturi 2013 (entropic potentials).</remarks>
public static class ExactTransport
{
    /// <summary>Reduced costs above −1e-13 of the largest cost are rounding.</summary>
    private const double RelativeTolerance = 1e-13;

    /// <param name="cost">Finite costs <c>[sources, targets]</c>.</param>
    /// <param name="sourceWeights">Not negative, <c>[sources]</c>.</param>
    /// <param name="targetWeights">Not negative, of the same total, <c>[targets]</c>.</param>
    /// <param name="cancellation">Looked at every few thousand exchanges.</param>
    /// <exception cref="ArgumentException">A weight or a cost is unusable; the message says where.</exception>
    public static TransportPlan Solve(DenseMatrix cost, double[] sourceWeights, double[] targetWeights, CancellationToken cancellation = default)
    {
        TransportWeights.Require(sourceWeights, cost.Rows, nameof(sourceWeights));
        TransportWeights.Require(targetWeights, cost.Columns, nameof(targetWeights));
        TransportWeights.RequireEqualMass(sourceWeights, targetWeights);
        double scale = LargestCost(cost);
        (long[] supply, long[] demand, double unitsPerMass) = TransportWeights.ToUnits(sourceWeights, targetWeights);
        (double[] u, double[] v) = RoughPotentials.Find(cost, sourceWeights, targetWeights, cancellation);
        ArcShortlist shortlist = RoughPotentials.Shortlist(cost, u, v);
        SpanningTree tree = StartingBasis.Build(cost, (u, v), (supply, demand), shortlist);
        var simplex = new NetworkSimplex(cost, tree, shortlist, RelativeTolerance * scale);
        long pivots = simplex.Run(cancellation);
        return Plan(cost, tree, (sourceWeights, targetWeights), unitsPerMass, pivots);
    }

    private static double LargestCost(DenseMatrix cost)
    {
        double[] largest = new double[RowBlocks.Count(cost.Rows, cost.Columns)];
        RowBlocks.ForEach(cost.Rows, cost.Columns, (block, first, end) =>
            largest[block] = Math.Abs(TensorPrimitives.MaxMagnitude<double>(cost.Values.AsSpan(first * cost.Columns, (end - first) * cost.Columns))));
        double scale = TensorPrimitives.Max<double>(largest);
        if (double.IsFinite(scale))
            return scale;
        int at = Array.FindIndex(cost.Values, c => !double.IsFinite(c));
        throw new ArgumentException(
            $"The cost matrix must be finite: found {cost.Values[at]} at [{at / cost.Columns}, {at % cost.Columns}].", nameof(cost));
    }

    private static TransportPlan Plan(
        DenseMatrix cost, SpanningTree tree, (double[] Source, double[] Target) weights, double unitsPerMass, long pivots)
    {
        int n = cost.Rows, m = cost.Columns;
        var entries = new List<PlanEntry>(n + m);
        for (int node = 0; node < n + m; node++)
        {
            int parent = tree.Parent(node);
            if (parent != tree.Root && tree.Flow(node) > 0)
                entries.Add(new PlanEntry(Math.Min(node, parent), Math.Max(node, parent) - n, tree.Flow(node) / unitsPerMass));
        }
        entries.Sort((a, b) => (a.Source, a.Target).CompareTo((b.Source, b.Target)));
        double total = 0;
        foreach (PlanEntry entry in entries)
            total += entry.Mass * cost[entry.Source, entry.Target];
        double[] u = tree.Potentials[..n], v = tree.Potentials[n..];
        double dual = TensorPrimitives.Dot<double>(u, weights.Source) + TensorPrimitives.Dot<double>(v, weights.Target);
        double[] free = FullPricing.RowMinima(cost, v);
        double violation = u.Zip(free, (potential, limit) => potential - limit).Max();
        return new TransportPlan(n, m, [.. entries])
        {
            Cost = total,
            SourcePotentials = u,
            TargetPotentials = v,
            Certificate = new OptimalityCertificate(dual, total - dual, Math.Max(0, violation)),
            Pivots = pivots,
        };
    }
}
