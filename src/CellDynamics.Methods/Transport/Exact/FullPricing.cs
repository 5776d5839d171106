using System.Numerics;
using System.Runtime.InteropServices;
using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Transport.Exact;

/// <summary>One look at every pair of the cost matrix: reads it once, at the speed of memory.</summary>
internal static class FullPricing
{
    /// <summary>The pairs of every source whose reduced cost lies below a limit, at most <paramref name="most"/> of the lowest.</summary>
    /// <param name="cost">Costs <c>[sources, targets]</c>.</param>
    /// <param name="u">Source potentials; the limit of source i is C − v &lt; u[i].</param>
    /// <param name="v">Target potentials.</param>
    /// <param name="most">Per source.</param>
    public static List<(int Target, double Cost)>[] Below(DenseMatrix cost, double[] u, double[] v, int most)
    {
        var found = new List<(int Target, double Cost)>[cost.Rows];
        RowBlocks.ForEach(cost.Rows, cost.Columns, (_, first, end) =>
        {
            var hits = new List<(double Reduced, int Target)>();
            for (int i = first; i < end; i++)
            {
                int row = i * cost.Columns;
                hits.Clear();
                Scan(cost.Row(i), v, u[i], hits);
                if (hits.Count > most)
                {
                    hits.Sort();
                    hits.RemoveRange(most, hits.Count - most);
                }
                found[i] = hits.ConvertAll(hit => (hit.Target, cost.Values[row + hit.Target]));
            }
        });
        return found;
    }

    /// <summary>min over targets of C − v, the largest feasible u, <c>[sources]</c>.</summary>
    public static double[] RowMinima(DenseMatrix cost, double[] v)
    {
        double[] minima = new double[cost.Rows];
        RowBlocks.ForEach(cost.Rows, cost.Columns, (_, first, end) =>
        {
            for (int i = first; i < end; i++)
                minima[i] = Minimum(cost.Row(i), v);
        });
        return minima;
    }

    private static void Scan(ReadOnlySpan<double> row, double[] v, double limit, List<(double, int)> hits)
    {
        ReadOnlySpan<Vector<double>> costs = MemoryMarshal.Cast<double, Vector<double>>(row);
        ReadOnlySpan<Vector<double>> potentials = MemoryMarshal.Cast<double, Vector<double>>(v);
        var limits = new Vector<double>(limit);
        for (int k = 0; k < costs.Length; k++)
        {
            if (!Vector.LessThanAny(costs[k] - potentials[k], limits))
                continue;
            for (int j = k * Vector<double>.Count; j < (k + 1) * Vector<double>.Count; j++)
                Take(row[j] - v[j], limit, j, hits);
        }
        for (int j = costs.Length * Vector<double>.Count; j < row.Length; j++)
            Take(row[j] - v[j], limit, j, hits);
    }

    private static void Take(double reduced, double limit, int target, List<(double, int)> hits)
    {
        if (reduced < limit)
            hits.Add((reduced, target));
    }

    private static double Minimum(ReadOnlySpan<double> row, double[] v)
    {
        ReadOnlySpan<Vector<double>> costs = MemoryMarshal.Cast<double, Vector<double>>(row);
        ReadOnlySpan<Vector<double>> potentials = MemoryMarshal.Cast<double, Vector<double>>(v);
        var lowest = new Vector<double>(double.PositiveInfinity);
        for (int k = 0; k < costs.Length; k++)
            lowest = Vector.Min(lowest, costs[k] - potentials[k]);
        double least = double.PositiveInfinity;
        for (int k = 0; k < Vector<double>.Count; k++)
            least = Math.Min(least, lowest[k]);
        for (int j = costs.Length * Vector<double>.Count; j < row.Length; j++)
            least = Math.Min(least, row[j] - v[j]);
        return least;
    }
}
