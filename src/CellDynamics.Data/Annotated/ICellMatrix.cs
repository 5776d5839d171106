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

    /// <summary>The matrix from top to bottom in blocks of at most <paramref name="maxRows"/> rows; memory stays bounded by one block (a CSC matrix is sorted once, in scratch files).</summary>
    IEnumerable<SparseRows> ReadRowBlocks(int maxRows = 2048, CancellationToken cancellationToken = default);

    /// <summary>The stored values of all rows without the columns they stand in. Blocks come in any order, from several threads at once.</summary>
    void ForEachBlock(RowValues look, CancellationToken cancellationToken = default)
    {
        foreach (SparseRows block in ReadRowBlocks(cancellationToken: cancellationToken))
            look(block.FirstRow, block.Pointers, block.Values);
    }

    /// <summary>The same values with columns as rows, where the matrix is stored so (<c>csc</c>), else null: what can do without the order of rows is spared the sorting.</summary>
    ICellMatrix? Transposed => null;

    /// <summary>One column, <c>[rows]</c>: the values of one gene in all cells.</summary>
    double[] ReadColumn(int column);
}

/// <summary>The stored values of some rows, which are there during the call only.</summary>
/// <param name="firstRow">Index of the first row in the whole matrix.</param>
/// <param name="pointers">Start of each row in the values, <c>[rows + 1]</c>.</param>
/// <param name="values">Stored values; those of the same place are summed.</param>
public delegate void RowValues(int firstRow, ReadOnlySpan<int> pointers, ReadOnlySpan<double> values);
