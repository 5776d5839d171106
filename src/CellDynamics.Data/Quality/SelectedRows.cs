using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.Quality;

/// <summary>Some rows of a matrix on disk, read in the same blocks.</summary>
/// <param name="matrix">The whole.</param>
/// <param name="rows">Rows to keep, ascending.</param>
internal sealed class SelectedRows(ICellMatrix matrix, int[] rows) : ICellMatrix
{
    public int Rows => rows.Length;

    public int Columns => matrix.Columns;

    public string Kind => matrix.Kind;

    public string DType => matrix.DType;

    public IEnumerable<SparseRows> ReadRowBlocks(int maxRows = 2048, CancellationToken cancellationToken = default)
    {
        int first = 0;
        foreach (SparseRows block in matrix.ReadRowBlocks(maxRows, cancellationToken))
        {
            int last = first;
            while (last < rows.Length && rows[last] < block.FirstRow + block.Rows)
                last++;
            if (last > first)
                yield return Pick(block, first, last);
            first = last;
        }
    }

    public double[] ReadColumn(int column)
    {
        double[] all = matrix.ReadColumn(column);
        return Array.ConvertAll(rows, row => all[row]);
    }

    private SparseRows Pick(SparseRows block, int first, int last)
    {
        int[] pointers = new int[last - first + 1];
        for (int i = first; i < last; i++)
            pointers[i - first + 1] = pointers[i - first] + block.Pointers[rows[i] - block.FirstRow + 1] - block.Pointers[rows[i] - block.FirstRow];
        int[] indices = new int[pointers[^1]];
        double[] values = new double[pointers[^1]];
        for (int i = first; i < last; i++)
        {
            int from = block.Pointers[rows[i] - block.FirstRow], count = pointers[i - first + 1] - pointers[i - first];
            Array.Copy(block.Indices, from, indices, pointers[i - first], count);
            Array.Copy(block.Values, from, values, pointers[i - first], count);
        }
        return new SparseRows(first, block.Columns, pointers, indices, values);
    }
}
