namespace CellDynamics.Data.Annotated;

/// <summary>A dense matrix in memory behind the face of one on disk, <c>[cells, genes]</c>.</summary>
public sealed class MemoryMatrix(DenseMatrix matrix) : ICellMatrix
{
    public int Rows => matrix.Rows;

    public int Columns => matrix.Columns;

    public string Kind => "dense";

    public string DType => "float64";

    public IEnumerable<SparseRows> ReadRowBlocks(int maxRows = 2048, CancellationToken cancellationToken = default)
    {
        for (int first = 0; first < Rows; first += maxRows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return SparseRows.OfDense(first, Columns, matrix.Values.AsSpan(first * Columns, Math.Min(maxRows, Rows - first) * Columns), Math.Min(maxRows, Rows - first));
        }
    }

    public double[] ReadColumn(int column) => matrix.Column(column);
}
