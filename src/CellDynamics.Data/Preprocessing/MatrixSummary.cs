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
        var all = new ValueTally();
        if (matrix.Transposed is { } byGenes)
            AddGenes(byGenes, genes, totals, marked, parts, ref all, cancellationToken);
        else
            AddCells(matrix, genes, totals, marked, parts, ref all, cancellationToken);
        // Zeros count where they are stored: all of them in a dense matrix, explicit ones in a sparse matrix.
        (double min, double max) = matrix.Kind == "dense" && (long)matrix.Rows * matrix.Columns > all.Nonzero ? (Math.Min(all.Min, 0), Math.Max(all.Max, 0)) : (all.Min, all.Max);
        bool isEmpty = min > max;
        return new MatrixSummary(all.Nonzero, totals.Sum(), isEmpty ? double.NaN : min, isEmpty ? double.NaN : max, all.NotFinite, all.Fractional, all.Negative, genes, totals) { Columns = matrix.Columns, MarkedPerCell = parts };
    }

    private static void AddCells(ICellMatrix matrix, int[] genes, double[] totals, bool[]? marked, double[]? parts, ref ValueTally sum, CancellationToken cancellationToken)
    {
        var all = new ValueTally();
        var gate = new Lock();
        void Look(int firstRow, ReadOnlySpan<int> pointers, ReadOnlySpan<double> values)
        {
            var block = new ValueTally();
            for (int row = 0; row < pointers.Length - 1; row++)
            {
                ValueTally cell = ValueTally.Of(values[pointers[row]..pointers[row + 1]]);
                genes[firstRow + row] = (int)cell.Nonzero;
                totals[firstRow + row] = cell.Sum;
                block.Add(cell);
            }
            lock (gate)
                all.Add(block);
        }
        if (parts is null)
            matrix.ForEachBlock(Look, cancellationToken);
        else
            foreach (SparseRows block in matrix.ReadRowBlocks(cancellationToken: cancellationToken))
            {
                Look(block.FirstRow, block.Pointers, block.Values);
                AddMarked(block, marked!, parts);
            }
        sum.Add(all);
    }

    /// <summary>Gene by gene: what is told of a cell is a sum, so the cells need not come in order.</summary>
    private static void AddGenes(ICellMatrix byGenes, int[] genes, double[] totals, bool[]? marked, double[]? parts, ref ValueTally all, CancellationToken cancellationToken)
    {
        foreach (SparseRows block in byGenes.ReadRowBlocks(cancellationToken: cancellationToken))
        {
            all.Add(ValueTally.Of(block.Values));
            for (int gene = 0; gene < block.Rows; gene++)
                for (int i = block.Pointers[gene]; i < block.Pointers[gene + 1]; i++)
                {
                    (int cell, double value) = (block.Indices[i], block.Values[i]);
                    genes[cell] += value == 0 ? 0 : 1;
                    if (!double.IsFinite(value))
                        continue;
                    totals[cell] += value;
                    if (parts is not null && marked![block.FirstRow + gene])
                        parts[cell] += value;
                }
        }
    }

    private static void AddMarked(SparseRows block, bool[] marked, double[] parts)
    {
        for (int row = 0; row < block.Rows; row++)
            for (int i = block.Pointers[row]; i < block.Pointers[row + 1]; i++)
                if (marked[block.Indices[i]] && double.IsFinite(block.Values[i]))
                    parts[block.FirstRow + row] += block.Values[i];
    }
}
