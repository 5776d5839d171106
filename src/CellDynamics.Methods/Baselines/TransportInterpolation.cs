using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Transport;

namespace CellDynamics.Methods.Baselines;

/// <summary>Cells have moved along straight lines to where exact optimal transport sends them. Ref: McCann 1997, displacement interpolation; Schiebinger et al. 2019 use it to test held-out times.</summary>
public sealed class TransportInterpolation : IBaseline
{
    public string Id => "optimal-transport";

    public DenseMatrix Predict(DenseMatrix before, DenseMatrix after, double share, CancellationToken cancellation)
    {
        DenseMatrix cost = CostMatrix.SquaredEuclidean(before, after);
        TransportPlan plan = ExactTransport.Solve(cost, TransportWeights.Uniform(before.Rows), TransportWeights.Uniform(after.Rows), cancellation);
        // Pairs carry unequal mass when the sizes differ. Taking them at even steps of the mass makes cells of equal weight without chance.
        int count = Math.Max(before.Rows, after.Rows);
        var moved = new DenseMatrix(count, before.Columns);
        double passed = 0;
        int taken = 0;
        foreach (PlanEntry entry in plan.Entries)
        {
            passed += entry.Mass;
            for (; taken < count && (taken + 0.5) / count <= passed + 1e-12; taken++)
                Between(before.Row(entry.Source), after.Row(entry.Target), share, moved.Row(taken));
        }
        return moved;
    }

    private static void Between(ReadOnlySpan<double> from, ReadOnlySpan<double> to, double share, Span<double> moved)
    {
        for (int k = 0; k < moved.Length; k++)
            moved[k] = from[k] + share * (to[k] - from[k]);
    }
}
