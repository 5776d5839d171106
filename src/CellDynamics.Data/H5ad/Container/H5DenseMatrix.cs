using CellDynamics.Data.Annotated;
using PureHDF;
using PureHDF.Selections;
using PureHDF.VOL.Native;

namespace CellDynamics.Data.H5ad.Container;

/// <summary>A dense matrix on disk, read in bands of rows that follow its chunks.</summary>
internal sealed class H5DenseMatrix(H5Store store, IH5Dataset dataset, string place) : ICellMatrix
{
    private const int MaxEntries = 4 << 20;
    private const ulong MaxCacheBytes = 512UL << 20;

    public int Rows { get; } = H5Store.Shape(dataset)[0];

    public int Columns { get; } = H5Store.Shape(dataset)[1];

    public string Kind => "dense";

    public string DType { get; } = H5Numbers.TypeName(dataset.Type) ?? "object";

    public IEnumerable<SparseRows> ReadRowBlocks(int maxRows = 2048, CancellationToken cancellationToken = default)
    {
        int height = BlockHeight(maxRows);
        IReadingChunkCache cache = BandCache();
        for (int first = 0; first < Rows; first += height)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(height, Rows - first);
            yield return SparseRows.OfDense(first, Columns, Columns == 0 ? [] : Part(first, 0, count, Columns, cache), count);
        }
    }

    public double[] ReadColumn(int column)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, Columns);
        return Rows == 0 ? [] : Part(0, column, Rows, 1, null);
    }

    /// <summary>The whole matrix, <c>[rows, columns]</c>.</summary>
    public DenseMatrix ReadAll() => new(Rows, Columns, store.Read(place, "a dense matrix", () => H5Numbers.ReadDoubles(dataset)));

    private double[] Part(int row, int column, int rows, int columns, IReadingChunkCache? cache)
    {
        var part = new HyperslabSelection(2, [(ulong)row, (ulong)column], [(ulong)rows, (ulong)columns]);
        return store.Read(place, "a dense matrix", () => H5Numbers.ReadDoubles(dataset, part, cache));
    }

    /// <summary>As many rows as memory allows, whole chunks where possible.</summary>
    private int BlockHeight(int maxRows)
    {
        int height = Math.Clamp(MaxEntries / Math.Max(1, Columns), 1, Math.Max(1, maxRows));
        int chunk = dataset.Layout.Class == H5DataLayoutClass.Chunked ? (int)dataset.Layout.Chunks[0] : 1;
        return height > chunk ? height - height % chunk : height;
    }

    /// <summary>Holds one band of chunks, so that a chunk taller than a block is decompressed once.</summary>
    private SimpleReadingChunkCache BandCache()
    {
        ulong bandRows = dataset.Layout.Class == H5DataLayoutClass.Chunked ? dataset.Layout.Chunks[0] : 1;
        ulong bytes = 2 * bandRows * (ulong)(Columns + 1) * (ulong)dataset.Type.Size;
        return new SimpleReadingChunkCache(chunkSlotCount: 16381, byteCount: Math.Clamp(bytes, 1UL << 20, MaxCacheBytes));
    }
}
