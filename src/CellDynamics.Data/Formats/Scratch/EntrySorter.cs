using System.Runtime.InteropServices;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad.Container;
using Microsoft.Win32.SafeHandles;

namespace CellDynamics.Data.Formats.Scratch;

/// <summary>Collects the entries of a matrix in any order and gives them back by rows; memory stays bounded however many there are.</summary>
/// <remarks>
/// A bucket sort on disk. The entries are written down as they come and counted by row, so that afterwards every bucket, a range of rows with
/// at most <see cref="BucketEntries"/> entries, has its known place in a second file. Entries that come row by row stand in their places already.
/// </remarks>
internal sealed class EntrySorter(ScratchSpace scratch, int bucketEntries = EntrySorter.BucketEntries)
{
    private const int BucketEntries = 1 << 20;
    private const int BufferEntries = 4096;

    private readonly SafeFileHandle raw = ScratchFile.Create(scratch, "entries");
    private readonly Entry[] buffer = new Entry[BufferEntries];
    private readonly List<long> countOfRow = [];
    private int buffered;
    private int lastRow;
    private long written;
    private bool isSorted = true;

    public void Add(int row, int column, double value)
    {
        if (row >= countOfRow.Count)
            CollectionsMarshal.SetCount(countOfRow, row + 1);
        countOfRow[row]++;
        isSorted &= row >= lastRow;
        lastRow = row;
        buffer[buffered++] = new Entry(row, column, value);
        if (buffered == BufferEntries)
            Flush();
    }

    /// <summary>The sorted matrix; entries of the same place are summed. Nothing can be added afterwards.</summary>
    /// <param name="rows">Number of cells.</param>
    /// <param name="columns">Number of genes.</param>
    /// <param name="kind">See <see cref="ICellMatrix.Kind"/>.</param>
    /// <param name="dtype">See <see cref="ICellMatrix.DType"/>.</param>
    public ScratchMatrix ToMatrix(int rows, int columns, string kind, string dtype)
    {
        Flush();
        CollectionsMarshal.SetCount(countOfRow, rows);
        (int[] firstRows, long[] starts) = Buckets();
        SafeFileHandle sorted = isSorted ? raw : Distributed(firstRows, starts);
        SafeFileHandle indices = ScratchFile.Create(scratch, "indices"), values = ScratchFile.Create(scratch, "values");
        long[] pointers = new long[rows + 1];
        for (int bucket = 0; bucket < firstRows.Length - 1; bucket++)
        {
            Entry[] entries = ScratchFile.Read<Entry>(sorted, starts[bucket], checked((int)(starts[bucket + 1] - starts[bucket])));
            SparseRows block = ByRows(entries, firstRows[bucket], firstRows[bucket + 1], columns);
            long at = pointers[block.FirstRow];
            ScratchFile.Write<int>(indices, at, block.Indices);
            ScratchFile.Write<double>(values, at, block.Values);
            for (int row = 0; row < block.Rows; row++)
                pointers[block.FirstRow + row + 1] = at + block.Pointers[row + 1];
        }
        Remove(sorted, isSorted ? "entries" : "buckets");
        return new ScratchMatrix(columns, kind, dtype, pointers, indices, values);
    }

    private void Flush()
    {
        ScratchFile.Write<Entry>(raw, written, buffer.AsSpan(0, buffered));
        written += buffered;
        buffered = 0;
    }

    /// <summary>First rows and first entries of the buckets, each with the end as one more.</summary>
    private (int[] FirstRows, long[] Starts) Buckets()
    {
        List<int> firstRows = [0];
        List<long> starts = [0];
        long end = 0;
        for (int row = 0; row < countOfRow.Count; row++)
        {
            if (end > starts[^1] && end + countOfRow[row] - starts[^1] > bucketEntries)
            {
                firstRows.Add(row);
                starts.Add(end);
            }
            end += countOfRow[row];
        }
        return ([.. firstRows, countOfRow.Count], [.. starts, end]);
    }

    private SafeFileHandle Distributed(int[] firstRows, long[] starts)
    {
        SafeFileHandle sorted = ScratchFile.Create(scratch, "buckets");
        long[] next = starts[..^1];
        var waiting = new List<Entry>[next.Length];
        for (int bucket = 0; bucket < waiting.Length; bucket++)
            waiting[bucket] = new List<Entry>(BufferEntries);
        for (long position = 0; position < written; position += BufferEntries)
            foreach (Entry entry in ScratchFile.Read<Entry>(raw, position, (int)Math.Min(BufferEntries, written - position)))
            {
                int found = Array.BinarySearch(firstRows, 0, next.Length, entry.Row);
                int bucket = found >= 0 ? found : ~found - 1;
                waiting[bucket].Add(entry);
                if (waiting[bucket].Count == BufferEntries)
                    Put(bucket);
            }
        for (int bucket = 0; bucket < waiting.Length; bucket++)
            Put(bucket);
        Remove(raw, "entries");
        return sorted;

        void Put(int bucket)
        {
            ScratchFile.Write<Entry>(sorted, next[bucket], CollectionsMarshal.AsSpan(waiting[bucket]));
            next[bucket] += waiting[bucket].Count;
            waiting[bucket].Clear();
        }
    }

    /// <summary>Counting sort by row; the canonical form sorts within rows and sums duplicates.</summary>
    private SparseRows ByRows(Entry[] entries, int firstRow, int endRow, int columns)
    {
        int[] pointers = new int[endRow - firstRow + 1];
        for (int row = firstRow; row < endRow; row++)
            pointers[row - firstRow + 1] = pointers[row - firstRow] + (int)countOfRow[row];
        int[] next = pointers[..^1];
        int[] indices = new int[entries.Length];
        double[] values = new double[entries.Length];
        foreach (Entry entry in entries)
        {
            int at = next[entry.Row - firstRow]++;
            (indices[at], values[at]) = (entry.Column, entry.Value);
        }
        return CompressedRows.Canonical(new SparseRows(firstRow, columns, pointers, indices, values));
    }

    private void Remove(SafeFileHandle file, string name)
    {
        file.Dispose();
        File.Delete(scratch.File(name));
    }

    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private readonly record struct Entry(int Row, int Column, double Value);
}
