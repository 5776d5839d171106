using System.Numerics.Tensors;
using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Transport.Exact;

/// <summary>A guess at the optimal potentials, and the pairs that it makes cheap.</summary>
internal static class RoughPotentials
{
    /// <summary>ε of each step as a fraction of the mean cost above the lowest; smaller ones would cost more than the pivots they save.</summary>
    private static readonly double[] Steps = [0.05, 0.05, 0.02, 0.02, 0.01, 0.01];

    /// <summary>Costs that differ by less on average count as equal: no ε is left to divide by.</summary>
    private const double SmallestSpread = 1e-290;

    private const int PairsPerSource = 24;

    /// <summary>Entropic steps of falling ε; u, and v of targets without weight, are then the largest feasible ones.</summary>
    public static (double[] U, double[] V) Find(DenseMatrix cost, double[] a, double[] b, CancellationToken cancellation)
    {
        double[] v = new double[cost.Columns];
        double spread = TensorPrimitives.Sum<double>(cost.Values) / cost.Values.Length - TensorPrimitives.Min<double>(cost.Values);
        foreach (double fraction in spread > SmallestSpread ? Steps : [])
        {
            var sinkhorn = new Sinkhorn(new SinkhornOptions { Epsilon = fraction * spread, MaxIterations = 2 });
            v = sinkhorn.Solve(cost, a, b, v, cancellation).TargetPotentials;
        }
        double[] u = FullPricing.RowMinima(cost, v);
        for (int j = 0; j < v.Length; j++)
        {
            if (double.IsNegativeInfinity(v[j]))
                v[j] = Enumerable.Range(0, u.Length).Min(i => cost[i, j] - u[i]);
        }
        return (u, v);
    }

    /// <summary>About <see cref="PairsPerSource"/> pairs per source, below one reduced cost for all.</summary>
    public static ArcShortlist Shortlist(DenseMatrix cost, double[] u, double[] v)
    {
        double slack = Slack(cost, u, v);
        double[] limits = Array.ConvertAll(u, value => value + slack);
        var shortlist = new ArcShortlist(cost.Rows);
        shortlist.Add(FullPricing.Below(cost, limits, v, 2 * PairsPerSource));
        return shortlist;
    }

    private static double Slack(DenseMatrix cost, double[] u, double[] v)
    {
        int step = Math.Max(1, cost.Rows / 64);
        var sample = new List<double>();
        int rows = 0;
        for (int i = 0; i < cost.Rows; i += step, rows++)
        {
            for (int j = 0; j < cost.Columns; j++)
                sample.Add(cost[i, j] - u[i] - v[j]);
        }
        sample.Sort();
        return sample[Math.Min(sample.Count - 1, PairsPerSource * rows)];
    }
}
