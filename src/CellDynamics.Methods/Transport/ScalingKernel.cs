using System.Numerics.Tensors;
using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Transport;

/// <summary>exp((f + g − C)/ε) for potentials that were absorbed last, and the sweeps over it.</summary>
/// <remarks>The kernel is rebuilt from the potentials before a scaling can leave the range in which an entry lost to underflow could matter,
/// so the iterates are those of the log domain. Ref: Schmitzer 2019, SIAM J. Sci. Comput. 41, Alg. 2 (absorption).</remarks>
internal sealed class ScalingKernel(DenseMatrix cost, double epsilon)
{
    private readonly DenseMatrix _kernel = new(cost.Rows, cost.Columns, GC.AllocateUninitializedArray<double>(cost.Values.Length));
    private readonly int _blocks = RowBlocks.Count(cost.Rows, cost.Columns);

    /// <summary>f ← row update of g in the log domain; the kernel absorbs (f, g).</summary>
    /// <returns>Column sums of the kernel, <c>[targets]</c>.</returns>
    public double[] AbsorbRows(double[] g, double[] f, Marginal source)
    {
        double[] scaled = Divide(g);
        double[][] sums = NewSums(0);
        RowBlocks.ForEach(cost.Rows, cost.Columns, (block, first, end) =>
        {
            for (int i = first; i < end; i++)
            {
                Span<double> row = _kernel.Row(i);
                TensorPrimitives.MultiplyAdd(cost.Row(i), -1 / epsilon, scaled, row);
                double largest = TensorPrimitives.Max<double>(row);
                TensorPrimitives.Subtract(row, largest, row);
                TensorPrimitives.Exp<double>(row, row);
                double sum = TensorPrimitives.Sum<double>(row);
                f[i] = epsilon * source.LogScaling(i, largest, sum);
                TensorPrimitives.Multiply(row, source.RowFactor(i, largest, sum), row);
                TensorPrimitives.Add(row, sums[block], sums[block]);
            }
        });
        return Total(sums);
    }

    /// <summary>g ← column update of f in the log domain; the kernel is left alone.</summary>
    public void UpdateColumns(double[] f, double[] g, Marginal target)
    {
        double[] scaled = Divide(f);
        double[][] largest = NewSums(double.NegativeInfinity);
        SweepRows((row, i, block) =>
        {
            TensorPrimitives.Add(row, scaled[i], row);
            TensorPrimitives.Max<double>(row, largest[block], largest[block]);
        });
        for (int block = 1; block < _blocks; block++)
            TensorPrimitives.Max<double>(largest[0], largest[block], largest[0]);
        double[][] sums = NewSums(0);
        SweepRows((row, i, block) =>
        {
            TensorPrimitives.Add(row, scaled[i], row);
            TensorPrimitives.Subtract(row, largest[0], row);
            TensorPrimitives.Exp<double>(row, row);
            TensorPrimitives.Add(row, sums[block], sums[block]);
        });
        double[] total = Total(sums);
        for (int j = 0; j < g.Length; j++)
            g[j] = epsilon * target.LogScaling(j, largest[0][j], total[j]);
    }

    /// <summary>u ← row update of v, and the column sums of diag(u)·K, in one pass over the kernel.</summary>
    /// <returns>Column sums <c>[targets]</c>; null when a scaling left its range and the step has to be taken in the log domain.</returns>
    public double[]? Sweep(double[] v, double[] u, double[] absorbed, Marginal source)
    {
        double[][] sums = NewSums(0);
        bool[] left = new bool[_blocks];
        RowBlocks.ForEach(cost.Rows, cost.Columns, (block, first, end) =>
        {
            for (int i = first; i < end; i++)
            {
                ReadOnlySpan<double> row = _kernel.Row(i);
                u[i] = source.Scaling(i, TensorPrimitives.Dot(row, v), absorbed[i] / epsilon);
                left[block] |= !source.IsInRange(i, u[i]);
                TensorPrimitives.MultiplyAdd(row, u[i], sums[block], sums[block]);
            }
        });
        return left.Contains(true) ? null : Total(sums);
    }

    private delegate void RowAction(Span<double> row, int i, int block);

    /// <summary>Visits every row of −C/ε in a buffer of the block.</summary>
    private void SweepRows(RowAction action) => RowBlocks.ForEach(cost.Rows, cost.Columns, (block, first, end) =>
    {
        double[] buffer = new double[cost.Columns];
        for (int i = first; i < end; i++)
        {
            TensorPrimitives.Multiply(cost.Row(i), -1 / epsilon, buffer);
            action(buffer, i, block);
        }
    });

    private double[] Divide(double[] potentials) => Array.ConvertAll(potentials, p => p / epsilon);

    private double[][] NewSums(double value)
    {
        double[][] sums = new double[_blocks][];
        for (int block = 0; block < _blocks; block++)
        {
            sums[block] = new double[cost.Columns];
            Array.Fill(sums[block], value);
        }
        return sums;
    }

    private static double[] Total(double[][] sums)
    {
        for (int block = 1; block < sums.Length; block++)
            TensorPrimitives.Add(sums[0], sums[block], sums[0]);
        return sums[0];
    }
}
