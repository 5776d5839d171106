using System.Reflection;
using PureHDF;

namespace CellDynamics.Data.H5ad.Container;

/// <summary>Numbers with the highest byte first, which PureHDF 2.2 describes but does not convert.</summary>
internal static class H5ByteOrder
{
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <remarks>The order is in no public property of the library; a test with big-endian files notices when it moves.</remarks>
    public static bool IsBigEndian(IH5DataType type) => type.Size > 1 && type.Class is H5DataTypeClass.FixedPoint or H5DataTypeClass.FloatingPoint or H5DataTypeClass.BitField
        && type.GetType().GetField("_dataType", Hidden)?.GetValue(type) is { } message
        && message.GetType().GetProperty("BitField", Hidden)?.GetValue(message) is { } bits
        && bits.GetType().GetProperty("ByteOrder", Hidden)?.GetValue(bits)?.ToString() == "BigEndian";

    /// <summary>A copy of the bytes of an attribute as they stand in the file: unlike those of a dataset the library gives them out only as numbers, and refuses where the highest comes first.</summary>
    /// <exception cref="NotSupportedException">The library keeps them elsewhere by now; the same test notices.</exception>
    public static byte[] BytesOf(IH5Attribute attribute) =>
        attribute.GetType().GetProperty("Message", Hidden)?.GetValue(attribute) is { } message && message.GetType().GetProperty("InputData", Hidden)?.GetValue(message) is Memory<byte> bytes
            ? bytes.ToArray() : throw new NotSupportedException("its bytes are not where they were in PureHDF 2.2");

    /// <summary>Reverses the bytes of every number, in place.</summary>
    public static void Reverse(byte[] bytes, int size)
    {
        for (int at = 0; at + size <= bytes.Length; at += size)
            bytes.AsSpan(at, size).Reverse();
    }
}
