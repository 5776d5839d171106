using CellDynamics.Data.Annotated;
using CellDynamics.Data.Formats.Scratch;
using PureHDF;
using PureHDF.Selections;
using PureHDF.VOL.Native;

namespace CellDynamics.Data.H5ad.Container;

/// <summary>A sparse matrix on disk: CSR is read row by row, CSC is sorted by row once, in scratch files. Rows come out sorted, duplicates summed.</summary>
internal sealed class H5SparseMatrix : ICellMatrix
{
    private const int MaxEntries = 1 << 20;

    private readonly H5Store store;
    private readonly IH5Group group;
    private readonly string place;
    private readonly IH5Dataset data;
    private readonly IH5Dataset indices;
    private readonly long[] pointers;
    private readonly Lazy<ScratchMatrix> byRows;

    /// <exception cref="DatasetFileException">Parts are missing or their lengths disagree.</exception>
    public H5SparseMatrix(H5Store store, IH5Group group, string place, string kind)
        : this(store, group, place, kind, H5Store.Numbers(group, "shape") ?? H5Store.Numbers(group, "h5sparse_shape") ?? [])
    {
    }

    /// <param name="store">The open file.</param>
    /// <param name="group">Holds <c>data</c>, <c>indices</c> and <c>indptr</c>.</param>
    /// <param name="place">Path of the group.</param>
    /// <param name="kind"><c>csr</c> or <c>csc</c>.</param>
    /// <param name="shape">Rows and columns.</param>
    /// <exception cref="DatasetFileException">Parts are missing or their lengths disagree.</exception>
    public H5SparseMatrix(H5Store store, IH5Group group, string place, string kind, long[] shape)
    {
        (this.store, this.group, this.place, Kind) = (store, group, place, kind);
        if (shape.Length != 2)
            throw store.Error(place, "a shape of two numbers", shape.Length == 0 ? "no shape" : $"{shape.Length}", "Write the file again with anndata.");
        (Rows, Columns) = (checked((int)shape[0]), checked((int)shape[1]));
        data = Part(group, "data");
        indices = Part(group, "indices");
        store.RequirePlausible(data, place + "/data");
        store.RequirePlausible(indices, place + "/indices");
        DType = H5Numbers.TypeName(data.Type) ?? "object";
        pointers = H5Numbers.ReadLongs(Part(group, "indptr"));
        CheckPointers();
        byRows = new Lazy<ScratchMatrix>(SortedByRows);
    }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary><c>csr</c> or <c>csc</c>.</summary>
    public string Kind { get; }

    public string DType { get; }

    public ICellMatrix? Transposed => Kind == "csc" ? new H5SparseMatrix(store, group, place, "csr", [Columns, Rows]) : null;

    /// <summary>Number of stored values, explicit zeros and duplicates included.</summary>
    public long StoredCount => pointers[^1];

    public IEnumerable<SparseRows> ReadRowBlocks(int maxRows = 2048, CancellationToken cancellationToken = default)
    {
        if (Kind == "csc")
        {
            foreach (SparseRows block in byRows.Value.ReadRowBlocks(maxRows, cancellationToken))
                yield return block;
            yield break;
        }
        var caches = (Data: EntryBands.NewCache(data), Indices: EntryBands.NewCache(indices));
        for (int first = 0; first < Rows;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int last = BlockEnd(first, Math.Max(1, maxRows));
            yield return ReadBlock(first, last, caches.Data, caches.Indices);
            first = last;
        }
    }

    public void ForEachBlock(RowValues look, CancellationToken cancellationToken = default)
    {
        if (Kind == "csr")
        {
            new EntryBands(store, place, data, indices, pointers, Columns).ForEach(look, cancellationToken);
            return;
        }
        foreach (SparseRows block in ReadRowBlocks(cancellationToken: cancellationToken))
            look(block.FirstRow, block.Pointers, block.Values);
    }

    public double[] ReadColumn(int column)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, Columns);
        double[] values = new double[Rows];
        if (Kind == "csc")
        {
            (int[] rows, double[] stored) = ReadRange(pointers[column], pointers[column + 1], null, null);
            for (int i = 0; i < rows.Length; i++)
                values[rows[i]] += stored[i];
            return values;
        }
        foreach (SparseRows block in ReadRowBlocks())
            for (int row = 0; row < block.Rows; row++)
            {
                int at = Array.BinarySearch(block.Indices, block.Pointers[row], block.Pointers[row + 1] - block.Pointers[row], column);
                if (at >= 0)
                    values[block.FirstRow + row] = block.Values[at];
            }
        return values;
    }

    internal static DatasetFileException Outside(H5Store store, string place, int limit) =>
        store.Error(place + "/indices", $"numbers from 0 to {limit - 1}", "one outside", "The matrix is damaged: write the file again with anndata.");

    private IH5Dataset Part(IH5Group group, string name) =>
        H5Store.FindBelow(group, name) as IH5Dataset
        ?? throw store.Error($"{place}/{name}", "a dataset", "nothing", "The sparse matrix is incomplete: write the file again with anndata.");

    private void CheckPointers()
    {
        int expected = (Kind == "csr" ? Rows : Columns) + 1;
        if (pointers.Length != expected)
            throw store.Error(place + "/indptr", $"{expected} entries for a {Rows} × {Columns} {Kind} matrix", $"{pointers.Length}", "The matrix is damaged or transposed: write the file again with anndata.");
        long length = (long)UInt128.Min(H5Numbers.Claimed(data), H5Numbers.Claimed(indices));
        for (int i = 1; i < pointers.Length; i++)
            if (pointers[i] < pointers[i - 1])
                throw store.Error(place + "/indptr", "numbers that never fall", $"{pointers[i]} after {pointers[i - 1]}", "The matrix is damaged: write the file again with anndata.");
        if (pointers[0] != 0 || pointers[^1] > length)
            throw store.Error(place + "/data", $"{pointers[^1]} values, as indptr says", $"{length}", "The matrix is damaged: copy the file again.");
    }

    private int BlockEnd(int first, int maxRows)
    {
        int last = first + 1;
        int limit = (int)Math.Min(Rows, (long)first + maxRows);
        while (last < limit && pointers[last + 1] - pointers[first] <= MaxEntries)
            last++;
        return last;
    }

    private SparseRows ReadBlock(int first, int last, IReadingChunkCache dataCache, IReadingChunkCache indexCache)
    {
        (int[] columns, double[] values) = ReadRange(pointers[first], pointers[last], dataCache, indexCache);
        int[] starts = new int[last - first + 1];
        for (int i = 0; i < starts.Length; i++)
            starts[i] = checked((int)(pointers[first + i] - pointers[first]));
        return CompressedRows.Canonical(new SparseRows(first, Columns, starts, columns, values));
    }

    private (int[] Indices, double[] Values) ReadRange(long from, long to, IReadingChunkCache? dataCache, IReadingChunkCache? indexCache)
    {
        if (from == to)
            return ([], []);
        var part = new HyperslabSelection((ulong)from, (ulong)(to - from));
        int[] found = store.Read(place + "/indices", "whole numbers", () => H5Numbers.ReadInts(indices, part, indexCache));
        int limit = Kind == "csr" ? Columns : Rows;
        if (found.AsSpan().ContainsAnyExceptInRange(0, limit - 1))
            throw Outside(store, place, limit);
        return (found, store.Read(place + "/data", "numbers", () => H5Numbers.ReadDoubles(data, part, dataCache)));
    }

    /// <summary>Memory does not grow with the matrix; the scratch files go when the file is closed.</summary>
    private ScratchMatrix SortedByRows()
    {
        ScratchSpace scratch = store.Holding(new ScratchSpace());
        var entries = new EntrySorter(scratch);
        var caches = (Data: EntryBands.NewCache(data), Indices: EntryBands.NewCache(indices));
        int column = 0;
        for (long from = 0; from < StoredCount; from += MaxEntries)
        {
            (int[] rows, double[] values) = ReadRange(from, Math.Min(StoredCount, from + MaxEntries), caches.Data, caches.Indices);
            for (int i = 0; i < rows.Length; i++)
            {
                while (pointers[column + 1] <= from + i)
                    column++;
                entries.Add(rows[i], column, values[i]);
            }
        }
        return entries.ToMatrix(Rows, Columns, Kind, DType);
    }
}
