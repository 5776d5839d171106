using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.Formats.Samples;

/// <summary>The rows of several matrices of the same columns, one matrix after the other.</summary>
internal sealed class StackedRows(IReadOnlyList<ICellMatrix> parts) : ICellMatrix
{
    public int Rows => parts.Sum(part => part.Rows);

    public int Columns => parts[0].Columns;

    public string Kind => parts[0].Kind;

    public string DType => parts.All(part => part.DType == parts[0].DType) ? parts[0].DType : "float64";

    public IEnumerable<SparseRows> ReadRowBlocks(int maxRows = 2048, CancellationToken cancellationToken = default)
    {
        int first = 0;
        foreach (ICellMatrix part in parts)
        {
            foreach (SparseRows block in part.ReadRowBlocks(maxRows, cancellationToken))
                yield return block with { FirstRow = first + block.FirstRow };
            first += part.Rows;
        }
    }

    public double[] ReadColumn(int column) => [.. parts.SelectMany(part => part.ReadColumn(column))];
}
