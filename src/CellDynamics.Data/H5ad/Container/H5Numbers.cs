using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using CellDynamics.Data.Annotated;
using PureHDF;
using PureHDF.Selections;
using PureHDF.VOL.Native;

namespace CellDynamics.Data.H5ad.Container;

/// <summary>Numeric datasets of any stored type as the one type asked for.</summary>
internal static class H5Numbers
{
    /// <summary>Bytes of one array read whole, or of one chunk: far more than real annotations and chunks need, far less than a server has.</summary>
    private const long MostAtOnce = 1L << 30;

    /// <summary>NumPy name of a stored type; null for types that hold no plain number (text, compound, …).</summary>
    public static string? TypeName(IH5DataType type) => type.Class switch
    {
        H5DataTypeClass.FloatingPoint when type.Size is 2 or 4 or 8 => $"float{type.Size * 8}",
        H5DataTypeClass.FixedPoint when type.Size is 1 or 2 or 4 or 8 => $"{(type.FixedPoint.IsSigned ? "int" : "uint")}{type.Size * 8}",
        H5DataTypeClass.Enumerated when type.Size == 1 => "bool",
        H5DataTypeClass.BitField when type.Size == 1 => "uint8",
        _ => null,
    };

    /// <summary>Values in the stored type: <c>double[]</c>, <c>float[]</c>, <c>Half[]</c>, <c>sbyte[]</c> … <c>ulong[]</c>; enums as <c>byte[]</c>.</summary>
    public static Array Read(IH5Dataset dataset, Selection? part = null, IReadingChunkCache? cache = null) => TypeName(dataset.Type) switch
    {
        "float64" => Raw<double>(dataset, part, cache),
        "float32" => Raw<float>(dataset, part, cache),
        "float16" => Raw<Half>(dataset, part, cache),
        "int64" => Raw<long>(dataset, part, cache),
        "int32" => Raw<int>(dataset, part, cache),
        "int16" => Raw<short>(dataset, part, cache),
        "int8" => Raw<sbyte>(dataset, part, cache),
        "uint64" => Raw<ulong>(dataset, part, cache),
        "uint32" => Raw<uint>(dataset, part, cache),
        "uint16" => Raw<ushort>(dataset, part, cache),
        "uint8" or "bool" => Raw<byte>(dataset, part, cache),
        _ => throw new NotSupportedException($"values of type {dataset.Type.Class} ({dataset.Type.Size} bytes) are not numbers"),
    };

    /// <summary>The values of an attribute, see <see cref="Read"/>; one of a scalar.</summary>
    /// <exception cref="NotSupportedException">It holds no numbers.</exception>
    public static Array OfAttribute(IH5Attribute attribute) => OfBytes(H5ByteOrder.BytesOf(attribute), attribute.Type);

    /// <summary>The values that bytes of a stored type hold; see <see cref="Read"/>.</summary>
    /// <exception cref="NotSupportedException">The type holds no numbers.</exception>
    public static Array OfBytes(byte[] bytes, IH5DataType type)
    {
        string name = TypeName(type) ?? throw new NotSupportedException($"values of type {type.Class} ({type.Size} bytes) are not numbers");
        if (H5ByteOrder.IsBigEndian(type))
            H5ByteOrder.Reverse(bytes, type.Size);
        return name switch
        {
            "float64" => Cast<double>(bytes),
            "float32" => Cast<float>(bytes),
            "float16" => Cast<Half>(bytes),
            "int64" => Cast<long>(bytes),
            "int32" => Cast<int>(bytes),
            "int16" => Cast<short>(bytes),
            "int8" => Cast<sbyte>(bytes),
            "uint64" => Cast<ulong>(bytes),
            "uint32" => Cast<uint>(bytes),
            "uint16" => Cast<ushort>(bytes),
            _ => bytes,
        };
    }

    public static double[] ReadDoubles(IH5Dataset dataset, Selection? part = null, IReadingChunkCache? cache = null) => ToDoubles(Read(dataset, part, cache));

    public static long[] ReadLongs(IH5Dataset dataset, Selection? part = null, IReadingChunkCache? cache = null) => ToLongs(Read(dataset, part, cache));

    public static int[] ReadInts(IH5Dataset dataset, Selection? part = null, IReadingChunkCache? cache = null)
    {
        Array values = Read(dataset, part, cache);
        return ElementType(values) == TypeCode.Int32 ? (int[])values : Array.ConvertAll(ToLongs(values), x => checked((int)x));
    }

    /// <summary>The array itself where it holds doubles.</summary>
    public static double[] ToDoubles(Array values) => ElementType(values) switch
    {
        TypeCode.Double => (double[])values,
        TypeCode.Single => ToDoubles((float[])values),
        TypeCode.UInt64 => Array.ConvertAll((ulong[])values, x => (double)x),
        TypeCode.Object => Array.ConvertAll((Half[])values, x => (double)x),
        _ => Array.ConvertAll(ToLongs(values), x => (double)x),
    };

    private static double[] ToDoubles(float[] values)
    {
        double[] wide = GC.AllocateUninitializedArray<double>(values.Length);
        Widen(values, wide);
        return wide;
    }

    /// <summary>Compiled at its best from the first call: the tensor package is not compiled beforehand, and reading a file is over before the runtime would turn to it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Widen(ReadOnlySpan<float> values, Span<double> wide)
    {
        ReadOnlySpan<Vector256<float>> eights = MemoryMarshal.Cast<float, Vector256<float>>(values);
        Span<Vector256<double>> fours = MemoryMarshal.Cast<double, Vector256<double>>(wide);
        for (int i = 0; i < eights.Length; i++)
            (fours[2 * i], fours[2 * i + 1]) = Vector256.Widen(eights[i]);
        for (int i = Vector256<float>.Count * eights.Length; i < values.Length; i++)
            wide[i] = values[i];
    }

    /// <summary>Part of a dataset of one dimension into memory that is there, without an array of its own where the stored type is that of the target.</summary>
    public static void ReadInto<T>(IH5Dataset dataset, HyperslabSelection part, IReadingChunkCache cache, Span<T> target) where T : unmanaged
    {
        RequireChunks(dataset);
        ((NativeDataset)dataset).Read(new H5DatasetAccess(ChunkCache: cache), target, fileSelection: part);
    }

    /// <summary>Whether values stand in the file as they do in memory under a NumPy name.</summary>
    public static bool IsStoredAs(IH5Dataset dataset, string type) =>
        dataset is NativeDataset { Space.Type: H5DataspaceType.Simple } && TypeName(dataset.Type) == type && !H5ByteOrder.IsBigEndian(dataset.Type);

    /// <summary>The array itself where it holds 64-bit integers.</summary>
    public static long[] ToLongs(Array values) => ElementType(values) switch
    {
        TypeCode.Int64 => (long[])values,
        TypeCode.Int32 => Array.ConvertAll((int[])values, x => (long)x),
        TypeCode.Int16 => Array.ConvertAll((short[])values, x => (long)x),
        TypeCode.SByte => Array.ConvertAll((sbyte[])values, x => (long)x),
        TypeCode.UInt64 => Array.ConvertAll((ulong[])values, x => checked((long)x)),
        TypeCode.UInt32 => Array.ConvertAll((uint[])values, x => (long)x),
        TypeCode.UInt16 => Array.ConvertAll((ushort[])values, x => (long)x),
        TypeCode.Byte => Array.ConvertAll((byte[])values, x => (long)x),
        var other => throw new NotSupportedException($"whole numbers are needed here, not {other}"),
    };

    /// <summary>Each value as a person sees it.</summary>
    public static string[] ToLabels(Array values, bool areBooleans) => ElementType(values) switch
    {
        TypeCode.Double => Array.ConvertAll((double[])values, NumberText.Of),
        TypeCode.Single => Array.ConvertAll((float[])values, NumberText.Of),
        TypeCode.Object => Array.ConvertAll((Half[])values, x => NumberText.Of((float)x)),
        TypeCode.UInt64 => Array.ConvertAll((ulong[])values, NumberText.Of),
        TypeCode.Byte when areBooleans => Array.ConvertAll((byte[])values, x => NumberText.Of(x != 0)),
        _ => Array.ConvertAll(ToLongs(values), NumberText.Of),
    };

    /// <summary>The exact type: a pattern such as <c>is ulong[]</c> also matches <c>long[]</c>. <see cref="Half"/> counts as an object.</summary>
    public static TypeCode ElementType(Array values) => Type.GetTypeCode(values.GetType().GetElementType());

    private static T[] Raw<T>(IH5Dataset dataset, Selection? part, IReadingChunkCache? cache)
    {
        if (dataset.Space.Type == H5DataspaceType.Null || (part is null && ElementCount(dataset) == 0) || part?.TotalElementCount == 0)
            return [];
        RequireChunks(dataset);
        if (dataset.Space.Type == H5DataspaceType.Scalar)
            return H5ByteOrder.IsBigEndian(dataset.Type) ? (T[])OfBytes(dataset.Read<byte[]>(), dataset.Type) : [dataset.Read<T>()];
        if (H5ByteOrder.IsBigEndian(dataset.Type))
            return (T[])OfBytes(Whole<byte>(dataset, part, cache), dataset.Type);
        return Whole<T>(dataset, part, cache);
    }

    private static T[] Cast<T>(byte[] bytes) where T : unmanaged => MemoryMarshal.Cast<byte, T>(bytes).ToArray();

    private static T[] Whole<T>(IH5Dataset dataset, Selection? part, IReadingChunkCache? cache) => cache is null || dataset is not NativeDataset native
        ? dataset.Read<T[]>(fileSelection: part)
        : native.Read<T[]>(new H5DatasetAccess(ChunkCache: cache), fileSelection: part);

    /// <summary>Number of values of a dataset that is to be read whole.</summary>
    /// <exception cref="NotSupportedException">It claims more than is ever read at once, or chunks that are.</exception>
    public static long ElementCount(IH5Dataset dataset)
    {
        UInt128 count = Claimed(dataset);
        if (count * (UInt128)Math.Max(1, dataset.Type.Size) > MostAtOnce)
            throw new NotSupportedException($"it claims {string.Join(" × ", dataset.Space.Dimensions)} values, more than are read at once");
        RequireChunks(dataset);
        return (long)count;
    }

    /// <summary>What the extents say, believed or not.</summary>
    public static UInt128 Claimed(IH5Dataset dataset)
    {
        UInt128 count = 1;
        foreach (ulong extent in dataset.Space.Dimensions)
            count = extent == 0 ? 0 : count > UInt128.MaxValue / extent ? UInt128.MaxValue / 1024 : count * extent;
        return count;
    }

    /// <exception cref="NotSupportedException">Its chunks are larger than is ever read at once, or hold nothing.</exception>
    public static void RequireChunks(IH5Dataset dataset)
    {
        if (dataset.Layout.Class != H5DataLayoutClass.Chunked)
            return;
        UInt128 bytes = (UInt128)Math.Max(1, dataset.Type.Size);
        foreach (ulong extent in dataset.Layout.Chunks)
            bytes = extent != 0 && bytes > UInt128.MaxValue / extent ? UInt128.MaxValue : bytes * extent;
        if (bytes > MostAtOnce || bytes == 0)
            throw new NotSupportedException($"it claims chunks of {string.Join(" × ", dataset.Layout.Chunks)} values, none or more than are read at once");
    }
}
