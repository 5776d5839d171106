namespace CellDynamics.Data.Annotated;

/// <summary>A cells × genes matrix that stays on disk and is read in blocks of rows.</summary>
public interface ICellMatrix
{
    int Rows { get; }

    int Columns { get; }

    /// <summary><c>csr</c>, <c>csc</c> or <c>dense</c>, as stored.</summary>
    string Kind { get; }

    /// <summary>NumPy name of the stored type, such as <c>float32</c>.</summary>
    string DType { get; }

    /// <summary>The matrix from top to bottom in blocks of at most <paramref name="maxRows"/> rows; memory stays bounded by one block (a CSC matrix is transposed once, in memory).</summary>
    IEnumerable<SparseRows> ReadRowBlocks(int maxRows = 2048, CancellationToken cancellationToken = default);

    /// <summary>One column, <c>[rows]</c>: the values of one gene in all cells.</summary>
    double[] ReadColumn(int column);
}

/// <summary>A block of rows in compressed form, also when the stored matrix is dense. Indices are sorted and unique within a row.</summary>
/// <param name="FirstRow">Index of the first row of the block in the whole matrix.</param>
/// <param name="Columns">Number of columns of the whole matrix.</param>
/// <param name="Pointers">Start of each row in the two other arrays, <c>[rows + 1]</c>.</param>
/// <param name="Indices">Column of each stored value.</param>
/// <param name="Values">Stored values.</param>
public sealed record SparseRows(int FirstRow, int Columns, int[] Pointers, int[] Indices, double[] Values)
{
    public int Rows => Pointers.Length - 1;
}
