using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CellDynamics.Data.H5ad.Container;
using CellDynamics.Data.H5ad.Layout;
using PureHDF;
using PureHDF.Selections;
using PureHDF.VOL.Native;

namespace CellDynamics.Data.H5ad.Copying;

/// <summary>Copies arrays of numbers in their own type with the lowest byte first: small ones now, large ones piece by piece when the file is written.</summary>
internal sealed class NumberCopy(H5Store store, List<Action<H5NativeWriter>> streams)
{
    private const ulong Small = 16 << 10, Piece = 4 << 20, MostCached = 256 << 20;

    /// <summary>h5py's booleans as R extends them by its missing.</summary>
    private enum FlagOrMissing : byte { FALSE = 0, TRUE = 1, NA = 2 }

    /// <param name="source">Numbers of any width and rank, or an enumeration of one byte.</param>
    /// <param name="place">Its path.</param>
    /// <param name="element">Path of what is left out where the values cannot be read.</param>
    /// <exception cref="NotSupportedException">It holds no numbers.</exception>
    public H5Dataset Of(IH5Dataset source, string place, string element) => H5Numbers.TypeName(source.Type) switch
    {
        "float64" => Plan(source, place, element, values => (double[])values),
        "float32" => Plan(source, place, element, values => (float[])values),
        "float16" => Plan(source, place, element, values => (Half[])values),
        "int64" => Plan(source, place, element, values => (long[])values),
        "int32" => Plan(source, place, element, values => (int[])values),
        "int16" => Plan(source, place, element, values => (short[])values),
        "int8" => Plan(source, place, element, values => (sbyte[])values),
        "uint64" => Plan(source, place, element, values => (ulong[])values),
        "uint32" => Plan(source, place, element, values => (uint[])values),
        "uint16" => Plan(source, place, element, values => (ushort[])values),
        "uint8" => Plan(source, place, element, values => (byte[])values),
        "bool" => Enumeration(source, place, element),
        _ => throw new NotSupportedException($"it holds values of type {source.Type.Class} ({source.Type.Size} bytes)"),
    };

    /// <summary>Positions within a sparse matrix: signed, because readers stumble over unsigned ones.</summary>
    public H5Dataset Positions(IH5Dataset source, string place, string element, bool areLong) => areLong
        ? Plan(source, place, element, H5Numbers.ToLongs)
        : Plan(source, place, element, values => H5Numbers.ElementType(values) == TypeCode.Int32 ? (int[])values : Array.ConvertAll(H5Numbers.ToLongs(values), value => checked((int)value)));

    private H5Dataset Enumeration(IH5Dataset source, string place, string element)
    {
        string[] names = [.. source.Type.Enumeration.GetMembers<byte>().Keys.Order(StringComparer.Ordinal)];
        return names switch
        {
            ["FALSE", "TRUE"] => Plan(source, place, element, Same<H5Layout.Flag>),
            ["FALSE", "NA", "TRUE"] => Plan(source, place, element, Same<FlagOrMissing>),
            _ => Plan(source, place, element, Same<byte>),
        };
    }

    /// <summary>An array of its own type: of one that is merely looked at as another, the library would write the former.</summary>
    private static T[] Same<T>(Array values) where T : unmanaged => MemoryMarshal.Cast<byte, T>((byte[])values).ToArray();

    private H5Dataset Plan<T>(IH5Dataset source, string place, string element, Func<Array, T[]> typed) where T : unmanaged
    {
        ulong[] extents = source.Space.Dimensions;
        if (source.Space.Type == H5DataspaceType.Null)
            return new H5Dataset<T[]>(opaqueInfo: null);
        if (source.Space.Type == H5DataspaceType.Scalar)
            return new H5Dataset(typed(H5Numbers.Read(source))[0]);
        ulong rowBytes = (ulong)Unsafe.SizeOf<T>() * extents.Skip(1).Aggregate(1UL, (product, extent) => checked(product * extent));
        if (checked(rowBytes * extents[0]) < Small)
            return new H5Dataset(typed(H5Numbers.Read(source)), fileDims: extents);
        store.RequirePlausible(source, place);
        H5Numbers.RequireChunks(source);
        uint[] chunks = H5Layout.Chunks(Array.ConvertAll(extents, extent => (int)Math.Min(extent, int.MaxValue)), Unsafe.SizeOf<T>());
        int bandSize = extents.Skip(1).Zip(chunks.Skip(1)).Aggregate(1, (count, axis) => checked(count * (int)((axis.First + axis.Second - 1) / axis.Second)));
        var open = new StreamingChunkCache(bandSize);
        var target = new H5Dataset<T[]>(extents, chunks, H5Layout.Compressed(Unsafe.SizeOf<T>(), open));
        streams.Add(writer =>
        {
            foreach ((ulong first, ulong count, Array values) in Pieces(source, element, rowBytes))
                writer.Write(target, typed(values), new HyperslabSelection(0, (ulong)values.LongLength), Rows(extents, first, count));
            // The library would keep the last chunks of every dataset until the file is closed.
            open.Finish();
        });
        return target;
    }

    private static IEnumerable<(ulong First, ulong Count, Array Values)> Pieces(IH5Dataset source, string element, ulong rowBytes)
    {
        ulong[] extents = source.Space.Dimensions;
        IReadingChunkCache? cache = BandCache(source);
        ulong height = Math.Max(1, Piece / rowBytes);
        for (ulong first = 0; first < extents[0]; first += height)
        {
            ulong count = Math.Min(height, extents[0] - first);
            yield return (first, count, Read(source, element, Rows(extents, first, count), cache));
        }
    }

    private static Array Read(IH5Dataset source, string element, HyperslabSelection part, IReadingChunkCache? cache)
    {
        try
        {
            return H5Numbers.Read(source, part, cache);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            throw new UnreadableElementException(element, $"it cannot be read: {H5Store.Reason(error)}", error);
        }
    }

    private static HyperslabSelection Rows(ulong[] extents, ulong first, ulong count) =>
        new(extents.Length, [first, .. Enumerable.Repeat(0UL, extents.Length - 1)], [count, .. extents[1..]]);

    /// <summary>Holds one band of the source's chunks, so that each is unpacked once.</summary>
    private static SimpleReadingChunkCache? BandCache(IH5Dataset source)
    {
        if (source.Layout.Class != H5DataLayoutClass.Chunked)
            return null;
        ulong band = source.Layout.Chunks[0] * (ulong)source.Type.Size;
        for (int axis = 1; axis < source.Space.Dimensions.Length; axis++)
            band *= source.Space.Dimensions[axis] + source.Layout.Chunks[axis];
        return new SimpleReadingChunkCache(chunkSlotCount: 16381, byteCount: Math.Clamp(2 * band, 1UL << 20, MostCached));
    }
}
