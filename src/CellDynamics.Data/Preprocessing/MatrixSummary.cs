using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.Preprocessing;

/// <summary>What one pass over a matrix tells.</summary>
/// <param name="Nonzero">Values other than zero, NaN included.</param>
/// <param name="Sum">Of the stored values, NaN and infinities left out.</param>
/// <param name="Min">Smallest finite stored value; implicit zeros of sparse matrices do not count; NaN for an empty matrix.</param>
/// <param name="Max">Largest finite stored value.</param>
/// <param name="NotFinite">NaN and infinities.</param>
/// <param name="Fractional">Finite values that are not whole numbers.</param>
/// <param name="Negative">Values below zero.</param>
/// <param name="GenesPerCell">Genes with a value other than zero, <c>[cells]</c>.</param>
/// <param name="TotalPerCell">Sum of the finite values, <c>[cells]</c>.</param>
public sealed record MatrixSummary(
    long Nonzero, double Sum, double Min, double Max, long NotFinite, long Fractional, long Negative, int[] GenesPerCell, double[] TotalPerCell)
{
    public int Rows => GenesPerCell.Length;

    public int Columns { get; init; }

    /// <summary>Sum of the finite values of the marked genes, <c>[cells]</c>; null where none was asked for.</summary>
    public double[]? MarkedPerCell { get; init; }

    public static MatrixSummary Of(ICellMatrix matrix, CancellationToken cancellationToken = default) => Of(matrix, null, cancellationToken);

    /// <param name="matrix">Read once, in blocks of rows.</param>
    /// <param name="marked">Genes to be summed by themselves, <c>[genes]</c>; null for none.</param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    public static MatrixSummary Of(ICellMatrix matrix, bool[]? marked, CancellationToken cancellationToken = default)
    {
        int[] genes = new int[matrix.Rows];
        double[] totals = new double[matrix.Rows];
        double[]? parts = marked is null ? null : new double[matrix.Rows];
        long stored = 0, nonzero = 0, notFinite = 0, fractional = 0, negative = 0;
        double min = double.PositiveInfinity, max = double.NegativeInfinity;
        foreach (SparseRows block in matrix.ReadRowBlocks(cancellationToken: cancellationToken))
        {
            stored += block.Values.Length;
            for (int row = 0; row < block.Rows; row++)
            {
                for (int i = block.Pointers[row]; i < block.Pointers[row + 1]; i++)
                {
                    double value = block.Values[i];
                    if (value == 0)
                        continue;
                    genes[block.FirstRow + row]++;
                    if (!double.IsFinite(value))
                    {
                        notFinite++;
                        continue;
                    }
                    (min, max) = (Math.Min(min, value), Math.Max(max, value));
                    totals[block.FirstRow + row] += value;
                    if (parts is not null && marked![block.Indices[i]])
                        parts[block.FirstRow + row] += value;
                    fractional += value == Math.Floor(value) ? 0 : 1;
                    negative += value < 0 ? 1 : 0;
                }
                nonzero += genes[block.FirstRow + row];
            }
        }
        // Zeros count where they are stored: all of them in a dense matrix, explicit ones in a sparse matrix.
        long places = matrix.Kind == "dense" ? (long)matrix.Rows * matrix.Columns : stored;
        if (places > nonzero)
            (min, max) = (Math.Min(min, 0), Math.Max(max, 0));
        bool isEmpty = min > max;
        return new MatrixSummary(nonzero, totals.Sum(), isEmpty ? double.NaN : min, isEmpty ? double.NaN : max, notFinite, fractional, negative, genes, totals) { Columns = matrix.Columns, MarkedPerCell = parts };
    }
}
