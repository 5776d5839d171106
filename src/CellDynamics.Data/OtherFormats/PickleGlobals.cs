using System.Buffers.Binary;
using System.Text;

namespace CellDynamics.Data.OtherFormats;

/// <summary>The few functions that a pickle of NumPy arrays calls, written anew: nothing of Python is run. Every other name is refused.</summary>
internal static class PickleGlobals
{
    /// <summary>A name that a pickle may use.</summary>
    public enum Callable { Reconstruct, NdArray, FromBuffer, Scalar, DType, Encode, Bytes }

    /// <summary>A number type of NumPy: kind <c>i</c>, <c>u</c>, <c>b</c> or <c>f</c>, and bytes per value.</summary>
    public sealed class NumberType(char kind, int size)
    {
        public char Kind => kind;

        public int Size => size;
    }

    public static Callable? Find(string module, string name) => (module, name) switch
    {
        ("numpy.core.multiarray" or "numpy._core.multiarray", "_reconstruct") => Callable.Reconstruct,
        ("numpy.core.multiarray" or "numpy._core.multiarray", "scalar") => Callable.Scalar,
        ("numpy.core.numeric" or "numpy._core.numeric", "_frombuffer") => Callable.FromBuffer,
        ("numpy", "ndarray") => Callable.NdArray,
        ("numpy", "dtype") => Callable.DType,
        ("_codecs", "encode") => Callable.Encode,
        ("builtins" or "__builtin__", "bytes") => Callable.Bytes,
        _ => null,
    };

    /// <exception cref="PickleProblem">The arguments are not those of a pickled array.</exception>
    public static object Call(Callable callable, IReadOnlyList<object?> arguments) => (callable, arguments) switch
    {
        (Callable.Reconstruct, [Callable.NdArray, PickleList, _]) => new PickleArray(),
        (Callable.FromBuffer, [byte[] bytes, NumberType type, PickleList shape, "C"]) => Fill(new PickleArray(), shape, type, bytes),
        (Callable.Scalar, [NumberType type, byte[] bytes]) when bytes.Length == type.Size => Number(type, bytes),
        (Callable.DType, [string name, ..]) => TypeOf(name),
        // Protocol 2 has no bytes: Python writes them as text in Latin-1.
        (Callable.Encode, [string text, "latin1"]) => Encoding.Latin1.GetBytes(text),
        (Callable.Bytes, []) => Array.Empty<byte>(),
        _ => throw new PickleProblem("functions called as NumPy calls them", $"{callable} with other arguments"),
    };

    /// <summary>Sets what was made by <see cref="Call"/>, as <c>__setstate__</c> would.</summary>
    /// <exception cref="PickleProblem">The state is not one of NumPy.</exception>
    public static void Build(object? target, object? state)
    {
        switch (target, state)
        {
            case (PickleArray array, PickleList { Items: [1L, PickleList shape, NumberType type, bool isFortran, byte[] bytes] }):
                if (isFortran && shape.Items.Count > 1)
                    throw new PickleProblem("arrays in C order", "one in Fortran order");
                Fill(array, shape, type, bytes);
                break;
            case (NumberType type, PickleList { Items: [long, string order, ..] }):
                if (order is not ("<" or "|"))
                    throw new PickleProblem("little-endian numbers", $"order '{order}'");
                break;
            default:
                throw new PickleProblem("the state of a NumPy array or number type", "another object's");
        }
    }

    private static NumberType TypeOf(string name) => name.TrimStart('<', '|') switch
    {
        ['i' or 'u' or 'b' or 'f', '1' or '2' or '4' or '8'] and var type when (type[0], type[1]) is not ('b', not '1') and not ('f', '1' or '2') => new NumberType(type[0], type[1] - '0'),
        _ => throw new PickleProblem("arrays of whole numbers", $"type {name}"),
    };

    private static PickleArray Fill(PickleArray array, PickleList shape, NumberType type, byte[] bytes)
    {
        if (type.Kind == 'f')
            throw new PickleProblem("arrays of whole numbers", $"type f{type.Size}");
        long[] extents = [.. shape.Items.Select(item => item is long and >= 0 and <= int.MaxValue ? (long)item : throw new PickleProblem("a shape of whole numbers", $"{item ?? "nothing"}"))];
        if (extents.Aggregate(UInt128.One, (product, extent) => product > uint.MaxValue ? product : product * (UInt128)extent) * (UInt128)type.Size != (UInt128)bytes.Length)
            throw new PickleProblem($"as many bytes as an array of shape ({string.Join(", ", extents)}) holds", $"{bytes.Length}");
        long[] values = new long[bytes.Length / type.Size];
        for (int i = 0; i < values.Length; i++)
            values[i] = Whole(type, bytes.AsSpan(i * type.Size, type.Size));
        (array.Shape, array.Values) = (extents, values);
        return array;
    }

    private static object Number(NumberType type, byte[] bytes) => type.Kind switch
    {
        'f' => type.Size == 8 ? BinaryPrimitives.ReadDoubleLittleEndian(bytes) : (double)BinaryPrimitives.ReadSingleLittleEndian(bytes),
        'b' => bytes[0] != 0,
        _ => Whole(type, bytes),
    };

    private static long Whole(NumberType type, ReadOnlySpan<byte> bytes) => (type.Kind, type.Size) switch
    {
        ('i', 1) => (sbyte)bytes[0],
        (_, 1) => bytes[0],
        ('i', 2) => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        (_, 2) => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        ('i', 4) => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        (_, 4) => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        ('i', _) => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        _ => BinaryPrimitives.ReadUInt64LittleEndian(bytes) is <= long.MaxValue and var value ? (long)value : throw new PickleProblem("whole numbers below 2⁶³", "a larger one"),
    };
}

/// <summary>What a pickle should hold and what it holds; <see cref="PickleReader"/> adds where.</summary>
internal sealed class PickleProblem(string expected, string found) : Exception($"expected {expected}, found {found}")
{
    public string Expected => expected;

    public string Found => found;
}
