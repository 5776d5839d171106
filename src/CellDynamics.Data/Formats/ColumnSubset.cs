using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.Formats;

/// <summary>Some columns of a matrix, in its order.</summary>
internal sealed class ColumnSubset : ICellMatrix
{
    private readonly ICellMatrix whole;
    private readonly int[] kept;
    private readonly int[] place;

    /// <param name="whole">The matrix, <c>[cells, genes]</c>.</param>
    /// <param name="kept">Ascending.</param>
    public ColumnSubset(ICellMatrix whole, int[] kept)
    {
        (this.whole, this.kept) = (whole, kept);
        place = new int[whole.Columns];
        Array.Fill(place, -1);
        for (int i = 0; i < kept.Length; i++)
            place[kept[i]] = i;
    }

    public int Rows => whole.Rows;

    public int Columns => kept.Length;

    public string Kind => whole.Kind;

    public string DType => whole.DType;

    public IEnumerable<SparseRows> ReadRowBlocks(int maxRows = 2048, CancellationToken cancellationToken = default) => whole.ReadRowBlocks(maxRows, cancellationToken).Select(Narrow);

    public double[] ReadColumn(int column) => whole.ReadColumn(kept[column]);

    private SparseRows Narrow(SparseRows block)
    {
        int[] pointers = new int[block.Rows + 1];
        var indices = new List<int>(block.Indices.Length);
        var values = new List<double>(block.Indices.Length);
        for (int row = 0; row < block.Rows; row++)
        {
            for (int i = block.Pointers[row]; i < block.Pointers[row + 1]; i++)
                if (place[block.Indices[i]] is >= 0 and int column)
                {
                    indices.Add(column);
                    values.Add(block.Values[i]);
                }
            pointers[row + 1] = indices.Count;
        }
        return new SparseRows(block.FirstRow, kept.Length, pointers, [.. indices], [.. values]);
    }
}
