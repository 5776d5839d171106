using System.Numerics.Tensors;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Preprocessing.Spectral;

namespace CellDynamics.Data.Preprocessing;

/// <summary>Principal components of centred, unscaled values, exact: eigenvectors of the genes' covariance, or of the cells' Gram matrix where cells are fewer.</summary>
/// <param name="Mean">Subtracted before projecting, <c>[genes]</c>.</param>
/// <param name="Loadings">Orthonormal columns; of each the entry of largest size is positive, <c>[genes, dims]</c>.</param>
/// <param name="Variances">Along each component, with divisor n − 1, descending, <c>[dims]</c>.</param>
/// <param name="TotalVariance">Over all genes.</param>
/// <remarks>One pass and memory for one genes × genes matrix, whatever the number of cells.</remarks>
public sealed record PrincipalComponents(double[] Mean, DenseMatrix Loadings, double[] Variances, double TotalVariance)
{
    /// <summary>Share of the total variance along each component, <c>[dims]</c>.</summary>
    public double[] VarianceRatio => Array.ConvertAll(Variances, v => TotalVariance > 0 ? v / TotalVariance : 0);

    internal static PrincipalComponents Fit(GeneSubset genes, int geneCount, int dims, bool[]? isTaken, int cellCount, CancellationToken cancellationToken = default)
    {
        IEnumerable<SparseRows> blocks = genes.Blocks(isTaken, cancellationToken);
        return cellCount <= geneCount ? FitByCells(blocks, geneCount, dims, cellCount) : FitByGenes(blocks, geneCount, dims, cellCount);
    }

    private static PrincipalComponents FitByGenes(IEnumerable<SparseRows> blocks, int genes, int dims, int cells)
    {
        var gram = new GramMatrix(genes);
        double[] mean = new double[genes];
        foreach (SparseRows block in blocks)
        {
            gram.Add(block);
            for (int i = 0; i < block.Values.Length; i++)
                mean[block.Indices[i]] += block.Values[i];
        }
        TensorPrimitives.Divide(mean, cells, mean);
        double[] covariance = gram.Complete();
        double total = 0;
        for (int i = 0; i < genes; i++)
        {
            Span<double> row = covariance.AsSpan(i * genes, genes);
            TensorPrimitives.MultiplyAdd(mean, -cells * mean[i], row, row);
            TensorPrimitives.Divide(row, cells - 1, row);
            total += row[i];
        }
        (double[] variances, double[] vectors) = SymmetricEigen.Largest(covariance, genes, dims);
        return new PrincipalComponents(mean, Columns(vectors, genes, dims), Array.ConvertAll(variances, v => Math.Max(0, v)), total);
    }

    private static PrincipalComponents FitByCells(IEnumerable<SparseRows> blocks, int genes, int dims, int cells)
    {
        DenseMatrix centred = Densify(blocks, cells, genes);
        double[] mean = new double[genes];
        for (int row = 0; row < cells; row++)
            TensorPrimitives.Add(mean, centred.Row(row), mean);
        TensorPrimitives.Divide(mean, cells, mean);
        for (int row = 0; row < cells; row++)
            TensorPrimitives.Subtract(centred.Row(row), mean, centred.Row(row));
        var gram = new GramMatrix(cells);
        gram.AddDense(centred.Values, genes);
        double[] products = gram.Complete();
        double total = 0;
        for (int i = 0; i < cells; i++)
            total += products[i * cells + i];
        (double[] squares, double[] vectors) = SymmetricEigen.Largest(products, cells, dims);
        double[] axes = new double[dims * genes];
        for (int k = 0; k < dims; k++)
        {
            Span<double> axis = axes.AsSpan(k * genes, genes);
            for (int row = 0; row < cells; row++)
                TensorPrimitives.MultiplyAdd(centred.Row(row), vectors[k * cells + row], axis, axis);
            double norm = TensorPrimitives.Norm<double>(axis);
            if (norm > 0)
                TensorPrimitives.Divide(axis, norm, axis);
        }
        return new PrincipalComponents(mean, Columns(axes, genes, dims), Array.ConvertAll(squares, s => Math.Max(0, s) / (cells - 1)), total / (cells - 1));
    }

    private static DenseMatrix Densify(IEnumerable<SparseRows> blocks, int cells, int genes)
    {
        var dense = new DenseMatrix(cells, genes);
        int first = 0;
        foreach (SparseRows block in blocks)
        {
            for (int row = 0; row < block.Rows; row++)
                for (int i = block.Pointers[row]; i < block.Pointers[row + 1]; i++)
                    dense[first + row, block.Indices[i]] = block.Values[i];
            first += block.Rows;
        }
        return dense;
    }

    /// <summary>Turns rows into columns and fixes the sign that eigenvectors leave open.</summary>
    private static DenseMatrix Columns(double[] rows, int length, int count)
    {
        var columns = new DenseMatrix(length, count);
        for (int k = 0; k < count; k++)
        {
            ReadOnlySpan<double> row = rows.AsSpan(k * length, length);
            double sign = row[TensorPrimitives.IndexOfMaxMagnitude(row)] < 0 ? -1 : 1;
            for (int i = 0; i < length; i++)
                columns[i, k] = sign * row[i];
        }
        return columns;
    }
}
