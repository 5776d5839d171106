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
