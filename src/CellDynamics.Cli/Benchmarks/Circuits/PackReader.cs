using System.Buffers.Binary;
using System.Text;

namespace CellDynamics.Cli.Benchmarks.Circuits;

/// <summary>Reads MessagePack: numbers as <see cref="long"/> or <see cref="double"/>, bytes as a part of what is read, arrays and maps as arrays (of a map the keys and values in turn).</summary>
internal struct PackReader(ReadOnlyMemory<byte> packed)
{
    private readonly ReadOnlyMemory<byte> bytes = packed;
    private int at;

    /// <exception cref="InvalidDataException">The bytes end early, or hold a kind that MessagePack does not have.</exception>
    public object? Read()
    {
        byte kind = Take(1)[0];
        return kind switch
        {
            < 0x80 => (long)kind,
            < 0x90 => ReadItems(2 * (kind & 0x0f)),
            < 0xa0 => ReadItems(kind & 0x0f),
            < 0xc0 => ReadText(kind & 0x1f),
            0xc0 => null,
            0xc2 => false,
            0xc3 => true,
            0xc4 => ReadBytes(ReadLength(1)),
            0xc5 => ReadBytes(ReadLength(2)),
            0xc6 => ReadBytes(ReadLength(4)),
            0xca => (double)BinaryPrimitives.ReadSingleBigEndian(Take(4)),
            0xcb => BinaryPrimitives.ReadDoubleBigEndian(Take(8)),
            0xcc => (long)Take(1)[0],
            0xcd => (long)BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
            0xce => (long)BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
            0xcf => (long)BinaryPrimitives.ReadUInt64BigEndian(Take(8)),
            0xd0 => (long)(sbyte)Take(1)[0],
            0xd1 => (long)BinaryPrimitives.ReadInt16BigEndian(Take(2)),
            0xd2 => (long)BinaryPrimitives.ReadInt32BigEndian(Take(4)),
            0xd3 => BinaryPrimitives.ReadInt64BigEndian(Take(8)),
            0xd9 => ReadText(ReadLength(1)),
            0xda => ReadText(ReadLength(2)),
            0xdb => ReadText(ReadLength(4)),
            0xdc => ReadItems(ReadLength(2)),
            0xdd => ReadItems(ReadLength(4)),
            0xde => ReadItems(2 * ReadLength(2)),
            0xdf => ReadItems(2 * ReadLength(4)),
            >= 0xe0 => (long)(sbyte)kind,
            _ => throw new InvalidDataException($"Expected a value of a circuit, found the kind 0x{kind:x2}."),
        };
    }

    private object?[] ReadItems(int count)
    {
        object?[] items = new object?[count];
        for (int i = 0; i < count; i++)
            items[i] = Read();
        return items;
    }

    private string ReadText(int count) => Encoding.UTF8.GetString(Take(count));

    private ReadOnlyMemory<byte> ReadBytes(int count)
    {
        Take(count);
        return bytes.Slice(at - count, count);
    }

    private int ReadLength(int width)
    {
        ReadOnlySpan<byte> span = Take(width);
        return width switch { 1 => span[0], 2 => BinaryPrimitives.ReadUInt16BigEndian(span), _ => BinaryPrimitives.ReadInt32BigEndian(span) };
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > bytes.Length - at)
            throw new InvalidDataException($"Expected {count} more bytes, found {bytes.Length - at}.");
        at += count;
        return bytes.Span.Slice(at - count, count);
    }
}
