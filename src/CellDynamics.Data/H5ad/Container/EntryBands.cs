using System.Runtime.ExceptionServices;
using CellDynamics.Data.Annotated;
using PureHDF;
using PureHDF.Selections;
using PureHDF.VOL.Native;

namespace CellDynamics.Data.H5ad.Container;

/// <summary>Goes through the values of a CSR matrix in small bands of rows, with memory that is used again: one thread reads while others look at what was read.</summary>
/// <remarks>A band fits the second cache of a processor and a piece of it, as doubles, the first, so that most of the work never waits for memory.</remarks>
internal sealed class EntryBands(H5Store store, string place, IH5Dataset data, IH5Dataset indices, long[] pointers, int columns)
{
    private const int BandEntries = 128 << 10, PieceEntries = 4 << 10;

    private readonly H5Store store = store;
    private readonly string place = place;
    private readonly IH5Dataset data = data, indices = indices;
    private readonly long[] pointers = pointers;
    private readonly int columns = columns;
    private readonly SimpleReadingChunkCache dataCache = NewCache(data), indexCache = NewCache(indices);
    private readonly bool areSingles = H5Numbers.IsStoredAs(data, "float32"), areDoubles = H5Numbers.IsStoredAs(data, "float64"), areInts = H5Numbers.IsStoredAs(indices, "int32");
    private int next;

    /// <summary>Calls <paramref name="look"/> for every row once.</summary>
    /// <exception cref="DatasetFileException">A part cannot be read, or names a column that is not there.</exception>
    public void ForEach(RowValues look, CancellationToken cancellationToken)
    {
        try
        {
            Parallel.For(0, Environment.ProcessorCount, _ => new Worker(this).Run(look, cancellationToken));
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
    }

    public static SimpleReadingChunkCache NewCache(IH5Dataset dataset)
    {
        ulong chunk = dataset.Layout.Class == H5DataLayoutClass.Chunked ? dataset.Layout.Chunks[0] * (ulong)dataset.Type.Size : 0;
        return new SimpleReadingChunkCache(byteCount: Math.Clamp(4 * chunk, 1UL << 20, 256UL << 20));
    }

    private sealed class Worker(EntryBands all)
    {
        private int[] columns = new int[BandEntries], starts = [], pieceStarts = [];
        private float[] singles = all.areSingles ? new float[BandEntries] : [];
        private double[] values = new double[all.areSingles ? PieceEntries : BandEntries];
        private int first, last;

        public void Run(RowValues look, CancellationToken cancellationToken)
        {
            while (all.store.Read(all.place, "sparse rows", TakeNext))
            {
                cancellationToken.ThrowIfCancellationRequested();
                for (int row = 0, end; row < starts.Length - 1; row = end)
                {
                    end = row + 1;
                    while (end < starts.Length - 1 && starts[end + 1] - starts[row] <= PieceEntries)
                        end++;
                    LookAt(row, end, look);
                }
            }
        }

        private void LookAt(int row, int end, RowValues look)
        {
            (int from, int count) = (starts[row], starts[end] - starts[row]);
            Span<int> pointers = Room(ref pieceStarts, end - row + 1);
            for (int i = 0; i < pointers.Length; i++)
                pointers[i] = starts[row + i] - from;
            Span<double> piece = all.areSingles ? Room(ref values, count) : values.AsSpan(from, count);
            if (all.areSingles)
                H5Numbers.Widen(singles.AsSpan(from, count), piece);
            ReadOnlySpan<int> found = columns.AsSpan(from, count);
            if (IsCanonical(pointers, found))
                look(first + row, pointers, piece);
            else
                LookAtCanonical(new SparseRows(first + row, all.columns, pointers.ToArray(), found.ToArray(), piece.ToArray()), look);
        }

        /// <summary>Reads the next rows; no when there are none. Bands are taken in order, so that chunks of the file are unpacked once.</summary>
        private bool TakeNext()
        {
            long[] pointers = all.pointers;
            if (all.next >= pointers.Length - 1)
                return false;
            (first, last) = (all.next, all.next + 1);
            while (last < pointers.Length - 1 && pointers[last + 1] - pointers[first] <= BandEntries)
                last++;
            all.next = last;
            starts = new int[last - first + 1];
            for (int i = 0; i < starts.Length; i++)
                starts[i] = checked((int)(pointers[first + i] - pointers[first]));
            if (starts[^1] > 0)
                Fill(new HyperslabSelection((ulong)pointers[first], (ulong)starts[^1]), starts[^1]);
            return true;
        }

        private void Fill(HyperslabSelection part, int count)
        {
            if (all.areInts)
                H5Numbers.ReadInto(all.indices, part, all.indexCache, Room(ref columns, count));
            else
                columns = H5Numbers.ReadInts(all.indices, part, all.indexCache);
            if (all.areSingles)
                H5Numbers.ReadInto(all.data, part, all.dataCache, Room(ref singles, count));
            else if (all.areDoubles)
                H5Numbers.ReadInto(all.data, part, all.dataCache, Room(ref values, count));
            else
                values = H5Numbers.ReadDoubles(all.data, part, all.dataCache);
        }

        private static Span<T> Room<T>(ref T[] array, int count)
        {
            if (array.Length < count)
                array = new T[count];
            return array.AsSpan(0, count);
        }

        /// <summary>Columns ascend within every row, so that the first and the last say whether all are there.</summary>
        private bool IsCanonical(ReadOnlySpan<int> pointers, ReadOnlySpan<int> found)
        {
            for (int row = 0; row < pointers.Length - 1; row++)
            {
                ReadOnlySpan<int> cell = found[pointers[row]..pointers[row + 1]];
                if (cell.Length > 0 && (cell[0] < 0 || cell[^1] >= all.columns || !CompressedRows.IsAscending(cell)))
                    return false;
            }
            return true;
        }

        private void LookAtCanonical(SparseRows rows, RowValues look)
        {
            if (rows.Indices.AsSpan().ContainsAnyExceptInRange(0, all.columns - 1))
                throw H5SparseMatrix.Outside(all.store, all.place, all.columns);
            rows = CompressedRows.Canonical(rows);
            look(rows.FirstRow, rows.Pointers, rows.Values);
        }
    }
}
