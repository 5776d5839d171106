using CellDynamics.Data.Annotated;
using CellDynamics.Data.Preprocessing;

namespace CellDynamics.Runs.Results;

/// <summary>The scale genes are shown on, in words and as a calculation.</summary>
public static class GeneScale
{
    /// <summary>For the axis of a figure.</summary>
    public static string Unit(MatrixScale scale) => scale switch
    {
        MatrixScale.Counts => "ln(counts per 10,000 + 1)",
        MatrixScale.Linear => "ln(value + 1)",
        MatrixScale.Log => "log expression",
        MatrixScale.Cytometry => "asinh(intensity / 5)",
        _ => "value",
    };

    /// <summary>One gene in all cells, <c>[cells]</c>.</summary>
    /// <param name="matrix">As stored.</param>
    /// <param name="column">The gene.</param>
    /// <param name="scale">Of the stored values.</param>
    /// <param name="totals">Sum over all genes of every cell, <c>[cells]</c>; only counts need it.</param>
    public static float[] Read(ICellMatrix matrix, int column, MatrixScale scale, Func<double[]> totals)
    {
        double[] values = matrix.ReadColumn(column);
        if (scale == MatrixScale.Counts)
        {
            double[] sums = totals();
            for (int i = 0; i < values.Length; i++)
                values[i] = sums[i] > 0 ? values[i] * Normalization.CountsPerCell / sums[i] : 0;
            scale = MatrixScale.Linear;
        }
        var all = new SparseRows(0, values.Length, [0, values.Length], [.. Enumerable.Range(0, values.Length)], values);
        return Array.ConvertAll(Normalization.Apply(all, scale).Values, x => (float)x);
    }

    /// <summary>Sum over all genes of every cell, <c>[cells]</c>.</summary>
    public static double[] Totals(ICellMatrix matrix, CancellationToken cancellationToken)
    {
        double[] totals = new double[matrix.Rows];
        foreach (SparseRows block in matrix.ReadRowBlocks(cancellationToken: cancellationToken))
        {
            for (int row = 0; row < block.Rows; row++)
            {
                for (int i = block.Pointers[row]; i < block.Pointers[row + 1]; i++)
                    totals[block.FirstRow + row] += block.Values[i];
            }
        }
        return totals;
    }
}
