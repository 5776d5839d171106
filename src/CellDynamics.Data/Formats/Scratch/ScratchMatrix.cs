using CellDynamics.Data.Annotated;
using Microsoft.Win32.SafeHandles;

namespace CellDynamics.Data.Formats.Scratch;

/// <summary>Compressed rows in two scratch files, int32 columns and float64 values; only the row pointers are in memory. Safe from several threads.</summary>
internal sealed class ScratchMatrix(int columns, string kind, string dtype, long[] pointers, SafeFileHandle indices, SafeFileHandle values) : ICellMatrix
{
    private const long MaxEntries = 1 << 20;

    public int Rows => pointers.Length - 1;

    public int Columns => columns;

    public string Kind => kind;

    public string DType => dtype;

    public IEnumerable<SparseRows> ReadRowBlocks(int maxRows = 2048, CancellationToken cancellationToken = default)
    {
        for (int first = 0; first < Rows;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int last = first + 1;
            long limit = Math.Min(Rows, (long)first + Math.Max(1, maxRows));
            while (last < limit && pointers[last + 1] - pointers[first] <= MaxEntries)
                last++;
            yield return Block(first, last);
            first = last;
        }
    }

    public double[] ReadColumn(int column)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, Columns);
        double[] found = new double[Rows];
        foreach (SparseRows block in ReadRowBlocks())
            for (int row = 0; row < block.Rows; row++)
            {
                int at = Array.BinarySearch(block.Indices, block.Pointers[row], block.Pointers[row + 1] - block.Pointers[row], column);
                if (at >= 0)
                    found[block.FirstRow + row] = block.Values[at];
            }
        return found;
    }

    private SparseRows Block(int first, int last)
    {
        int count = checked((int)(pointers[last] - pointers[first]));
        int[] starts = new int[last - first + 1];
        for (int i = 0; i < starts.Length; i++)
            starts[i] = (int)(pointers[first + i] - pointers[first]);
        return new SparseRows(first, columns, starts, ScratchFile.Read<int>(indices, pointers[first], count), ScratchFile.Read<double>(values, pointers[first], count));
    }
}
