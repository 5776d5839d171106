using System.Numerics.Tensors;
using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.Preprocessing.Spectral;

/// <summary>Expression as a linear function of the coordinates of an embedding that came with the file, by least squares.</summary>
/// <remarks>For a PCA of the same matrix this gives its loadings back; for others the best linear guess.</remarks>
internal static class LinearDecoder
{
    private const double Ridge = 1e-9;

    /// <param name="genes">Chosen genes of the matrix, normalised.</param>
    /// <param name="geneCount">Their number.</param>
    /// <param name="states">Coordinates of all cells, <c>[cells, dims]</c>.</param>
    /// <param name="isTaken">Cells to fit on; null for all.</param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    /// <returns>Value of each gene at the origin <c>[genes]</c>, and its slopes <c>[genes, dims]</c>.</returns>
    public static (double[] Origin, DenseMatrix Slopes) Fit(GeneSubset genes, int geneCount, DenseMatrix states, bool[]? isTaken, CancellationToken cancellationToken)
    {
        int dims = states.Columns;
        int[] cells = [.. Enumerable.Range(0, states.Rows).Where(i => isTaken?[i] ?? true)];
        double[] centre = new double[dims];
        foreach (int cell in cells)
            TensorPrimitives.Add(centre, states.Row(cell), centre);
        TensorPrimitives.Divide(centre, cells.Length, centre);
        double[] products = new double[dims * dims];
        var slopes = new DenseMatrix(geneCount, dims);
        double[] sums = new double[geneCount];
        int next = 0;
        double[] state = new double[dims];
        foreach (SparseRows block in genes.Blocks(isTaken, cancellationToken))
            for (int row = 0; row < block.Rows; row++)
            {
                TensorPrimitives.Subtract(states.Row(cells[next++]), centre, state);
                for (int k = 0; k < dims; k++)
                    TensorPrimitives.MultiplyAdd(state, state[k], products.AsSpan(k * dims, dims), products.AsSpan(k * dims, dims));
                for (int i = block.Pointers[row]; i < block.Pointers[row + 1]; i++)
                {
                    sums[block.Indices[i]] += block.Values[i];
                    TensorPrimitives.MultiplyAdd(state, block.Values[i], slopes.Row(block.Indices[i]), slopes.Row(block.Indices[i]));
                }
            }
        double[] factor = Cholesky(products, dims);
        for (int gene = 0; gene < geneCount; gene++)
        {
            Solve(factor, slopes.Row(gene));
            sums[gene] = sums[gene] / cells.Length - TensorPrimitives.Dot<double>(slopes.Row(gene), centre);
        }
        return (sums, slopes);
    }

    /// <summary>Lower factor of the matrix with a ridge relative to its diagonal, so that constant coordinates do no harm.</summary>
    private static double[] Cholesky(double[] matrix, int size)
    {
        double ridge = Ridge * Enumerable.Range(0, size).Max(i => matrix[i * size + i]);
        double[] lower = new double[size * size];
        for (int i = 0; i < size; i++)
            for (int j = 0; j <= i; j++)
            {
                double rest = matrix[i * size + j] - TensorPrimitives.Dot<double>(lower.AsSpan(i * size, j), lower.AsSpan(j * size, j));
                lower[i * size + j] = i == j ? Math.Sqrt(Math.Max(rest + ridge, double.Epsilon)) : rest / lower[j * size + j];
            }
        return lower;
    }

    /// <summary>Forward and backward substitution in place.</summary>
    private static void Solve(double[] lower, Span<double> right)
    {
        int size = right.Length;
        for (int i = 0; i < size; i++)
            right[i] = (right[i] - TensorPrimitives.Dot<double>(lower.AsSpan(i * size, i), right[..i])) / lower[i * size + i];
        for (int i = size - 1; i >= 0; i--)
        {
            for (int k = i + 1; k < size; k++)
                right[i] -= lower[k * size + i] * right[k];
            right[i] /= lower[i * size + i];
        }
    }
}
