namespace CellDynamics.Data.Annotated;

/// <summary>A block of rows in compressed form, also when the stored matrix is dense. Indices are sorted and unique within a row.</summary>
/// <param name="FirstRow">Index of the first row of the block in the whole matrix.</param>
/// <param name="Columns">Number of columns of the whole matrix.</param>
/// <param name="Pointers">Start of each row in the two other arrays, <c>[rows + 1]</c>.</param>
/// <param name="Indices">Column of each stored value.</param>
/// <param name="Values">Stored values.</param>
public sealed record SparseRows(int FirstRow, int Columns, int[] Pointers, int[] Indices, double[] Values)
{
    public int Rows => Pointers.Length - 1;

    /// <summary>The values other than zero (NaN included) of dense rows.</summary>
    /// <param name="firstRow">Index of the first row in the whole matrix.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="values">Row-major, <c>[rows * columns]</c>.</param>
    /// <param name="rows">Number of rows.</param>
    public static SparseRows OfDense(int firstRow, int columns, ReadOnlySpan<double> values, int rows)
    {
        int[] pointers = new int[rows + 1];
        int stored = values.Length - values.Count(0.0);
        int[] indices = new int[stored];
        double[] kept = new double[stored];
        int at = 0;
        for (int i = 0; i < rows; i++)
        {
            ReadOnlySpan<double> row = values.Slice(i * columns, columns);
            for (int j = 0; j < row.Length; j++)
                if (row[j] != 0)
                    (indices[at], kept[at++]) = (j, row[j]);
            pointers[i + 1] = at;
        }
        return new SparseRows(firstRow, columns, pointers, indices, kept);
    }
}
