using System.Numerics.Tensors;
using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.MultiMarginalBridge;

/// <summary>The units a bridge works in: states around their mean by one common spread, times by the mean gap; so that one default of the noise fits all data.</summary>
/// <param name="Centre">Origin, data units, <c>[dims]</c>.</param>
/// <param name="Spread">One factor for all dimensions, so that distances keep their proportions.</param>
/// <param name="Start">First time, data units.</param>
/// <param name="Gap">Length of a time unit of the bridge, data units.</param>
internal sealed record BridgeUnits(double[] Centre, double Spread, double Start, double Gap)
{
    /// <summary>The data's own units, as named systems need them.</summary>
    public static BridgeUnits Unscaled(int dimensions) => new(new double[dimensions], 1, 0, 1);

    /// <param name="snapshots">Cells of each time, <c>[cells, dims]</c> each.</param>
    /// <param name="times">Of the snapshots, ascending.</param>
    public static BridgeUnits Of(IReadOnlyList<DenseMatrix> snapshots, IReadOnlyList<double> times)
    {
        int d = snapshots[0].Columns, count = snapshots.Sum(s => s.Rows);
        double[] mean = new double[d], squares = new double[d];
        foreach (DenseMatrix snapshot in snapshots)
        {
            for (int i = 0; i < snapshot.Rows; i++)
                TensorPrimitives.Add(mean, snapshot.Row(i), mean);
        }
        TensorPrimitives.Divide(mean, count, mean);
        foreach (DenseMatrix snapshot in snapshots)
        {
            for (int i = 0; i < snapshot.Rows; i++)
            {
                for (int k = 0; k < d; k++)
                    squares[k] += (snapshot[i, k] - mean[k]) * (snapshot[i, k] - mean[k]);
            }
        }
        double spread = squares.Average(s => Math.Sqrt(s / count));
        return new BridgeUnits(mean, spread > 0 ? spread : 1, times[0], (times[^1] - times[0]) / (times.Count - 1));
    }

    public DenseMatrix ToBridge(DenseMatrix states)
    {
        var scaled = new DenseMatrix(states.Rows, states.Columns);
        for (int i = 0; i < states.Rows; i++)
        {
            TensorPrimitives.Subtract(states.Row(i), Centre, scaled.Row(i));
            TensorPrimitives.Divide(scaled.Row(i), Spread, scaled.Row(i));
        }
        return scaled;
    }

    public void ToData(ReadOnlySpan<double> state, Span<double> target) => TensorPrimitives.MultiplyAdd(state, Spread, Centre, target);

    public double ToBridge(double time) => (time - Start) / Gap;

    public double ToData(double time) => Start + time * Gap;
}
