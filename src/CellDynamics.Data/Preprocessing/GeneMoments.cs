using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.Preprocessing;

/// <summary>Mean and variance of every gene over some cells, in one pass that never subtracts large sums.</summary>
/// <param name="Means"><c>[genes]</c>.</param>
/// <param name="Variances">With divisor n − 1, <c>[genes]</c>.</param>
/// <param name="CellCount">Cells taken.</param>
public sealed record GeneMoments(double[] Means, double[] Variances, int CellCount)
{
    /// <param name="matrix">The matrix as stored.</param>
    /// <param name="scale">Its scale: values are taken as <see cref="Normalization.BeforeLogarithm"/> gives them.</param>
    /// <param name="isTaken">Cells to take, <c>[cells]</c>; null for all.</param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    /// <remarks>Welford's update over the stored values, merged with the zeros at the end. Ref: Chan, Golub, LeVeque 1983, Eq. 2.1.</remarks>
    public static GeneMoments Of(ICellMatrix matrix, MatrixScale scale, bool[]? isTaken, CancellationToken cancellationToken = default)
    {
        double[] means = new double[matrix.Columns];
        double[] squares = new double[matrix.Columns];
        int[] counts = new int[matrix.Columns];
        int cells = 0;
        foreach (SparseRows block in matrix.ReadRowBlocks(cancellationToken: cancellationToken))
        {
            for (int row = 0; row < block.Rows; row++)
            {
                if (isTaken is not null && !isTaken[block.FirstRow + row])
                    continue;
                cells++;
                double factor = Normalization.SizeFactor(block.Values.AsSpan(block.Pointers[row]..block.Pointers[row + 1]), scale);
                for (int i = block.Pointers[row]; i < block.Pointers[row + 1]; i++)
                {
                    double value = Normalization.BeforeLogarithm(block.Values[i], factor, scale);
                    int gene = block.Indices[i];
                    double difference = value - means[gene];
                    means[gene] += difference / ++counts[gene];
                    squares[gene] += difference * (value - means[gene]);
                }
            }
        }
        for (int gene = 0; gene < means.Length; gene++)
        {
            squares[gene] += means[gene] * means[gene] * counts[gene] * (cells - (double)counts[gene]) / Math.Max(1, cells);
            squares[gene] /= Math.Max(1, cells - 1);
            means[gene] *= (double)counts[gene] / Math.Max(1, cells);
        }
        return new GeneMoments(means, squares, cells);
    }
}
