using CellDynamics.Data.Annotated;
using PureHDF;
using PureHDF.Filters;
using PureHDF.VOL.Native;

namespace CellDynamics.Data.H5ad.Layout;

/// <summary>Encoded HDF5 objects as anndata 0.8 names them.</summary>
internal static class H5Layout
{
    private const int CompressFrom = 16 << 10;
    private const int ChunkBytes = 1 << 20;

    /// <summary>Large heap collections: 47,000 gene names in 32 blocks instead of 500.</summary>
    public static H5WriteOptions Options { get; } = new(MinimumGlobalHeapCollectionSize: 64 << 10);

    /// <summary>h5py's booleans are an enumeration of these two names.</summary>
    public enum Flag : byte { FALSE = 0, TRUE = 1 }

    public static H5Group Group(string encoding, string version, IEnumerable<(string Name, H5Object Child)> children)
    {
        var group = new H5Group { Attributes = { ["encoding-type"] = encoding, ["encoding-version"] = version } };
        foreach ((string name, H5Object child) in children)
            group[name] = child;
        return group;
    }

    public static H5Dataset Texts(string[] values) => Encoded(new H5Dataset(values), "string-array");

    public static H5Dataset Text(string value) => Encoded(new H5Dataset(value), "string");

    public static H5Dataset Scalar(object value) => Encoded(new H5Dataset(value), "numeric-scalar");

    public static H5Dataset Flags(bool[] values) => Array(Flagged(values));

    /// <summary>A one-dimensional array.</summary>
    public static H5Dataset Array(Array values) => Array(values, [values.Length]);

    /// <summary>An array of any rank, compressed when large.</summary>
    public static H5Dataset Array(Array values, int[] shape) => Encoded(Plain(values, shape), "array");

    /// <summary>As <see cref="Array(Array, int[])"/>, without the attributes: the inner arrays of sparse matrices carry none.</summary>
    public static H5Dataset Plain(Array values, int[] shape)
    {
        ulong[] extents = System.Array.ConvertAll(shape, extent => (ulong)extent);
        int width = values is double[] or long[] ? 8 : values is float[] or int[] ? 4 : 1;
        if (values.LongLength * width < CompressFrom)
            return new H5Dataset(values, fileDims: extents);
        return new H5Dataset(values, chunks: Chunks(shape, width), fileDims: extents, datasetCreation: Compressed(width, null));
    }

    public static H5Dataset Embedding(DenseMatrix matrix)
    {
        int[] shape = [matrix.Rows, matrix.Columns];
        bool isExact = System.Array.TrueForAll(matrix.Values, v => (float)v == v || double.IsNaN(v));
        return isExact ? Array(System.Array.ConvertAll(matrix.Values, v => (float)v), shape) : Array(matrix.Values, shape);
    }

    public static Flag[] Flagged(bool[] values) => System.Array.ConvertAll(values, v => v ? Flag.TRUE : Flag.FALSE);

    /// <summary>Whole slices of the leading axis, about one megabyte; part of a slice where one slice is larger.</summary>
    public static uint[] Chunks(int[] shape, int width)
    {
        uint[] chunks = System.Array.ConvertAll(shape, extent => (uint)Math.Max(1, extent));
        for (int axis = 0; axis < chunks.Length; axis++)
        {
            long rest = chunks.Skip(axis + 1).Aggregate((long)width, (bytes, extent) => bytes * extent);
            chunks[axis] = (uint)Math.Clamp(ChunkBytes / Math.Max(1, rest), 1, chunks[axis]);
            if (chunks[axis] > 1 || rest <= ChunkBytes)
                break;
        }
        return chunks;
    }

    /// <summary>Shuffle and gzip, the only compression every reader has.</summary>
    public static H5DatasetCreation Compressed(int width, IWritingChunkCache? cache) =>
        new(ChunkCache: cache, Filters: width > 1 ? [ShuffleFilter.Id, DeflateFilter.Id] : [DeflateFilter.Id]);

    public static H5Dataset Encoded(H5Dataset dataset, string encoding)
    {
        dataset.Attributes["encoding-type"] = encoding;
        dataset.Attributes["encoding-version"] = "0.2.0";
        return dataset;
    }
}
