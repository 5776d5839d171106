using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace CellDynamics.Cli.Benchmarks.Circuits;

/// <summary>Writes the part of MessagePack that a circuit speaks: nothing, truth, whole numbers, text, bytes and arrays. Ref: github.com/msgpack/msgpack/blob/master/spec.md.</summary>
internal sealed class PackWriter
{
    private readonly ArrayBufferWriter<byte> buffer = new(256);

    public ReadOnlySpan<byte> Written => buffer.WrittenSpan;

    /// <exception cref="ArgumentException">A value of a kind that a circuit does not take.</exception>
    public PackWriter Write(object? value)
    {
        switch (value)
        {
            case null: Put(0xc0); break;
            case bool truth: Put(truth ? (byte)0xc3 : (byte)0xc2); break;
            case int number: WriteNumber(number); break;
            case long number: WriteNumber(number); break;
            case string text: WriteText(text); break;
            case byte[] bytes: WriteBytes(bytes); break;
            case object?[] items: WriteItems(items); break;
            default: throw new ArgumentException($"A circuit takes no {value.GetType().Name}.", nameof(value));
        }
        return this;
    }

    public PackWriter WriteEmptyMap()
    {
        Put(0x80);
        return this;
    }

    public PackWriter WriteArrayHeader(int count)
    {
        if (count < 16)
            Put((byte)(0x90 | count));
        else
            PutWide(0xdc, (ushort)count);
        return this;
    }

    private void WriteItems(object?[] items)
    {
        WriteArrayHeader(items.Length);
        foreach (object? item in items)
            Write(item);
    }

    private void WriteNumber(long number)
    {
        if (number is >= 0 and < 128)
        {
            Put((byte)number);
            return;
        }
        Span<byte> span = buffer.GetSpan(9);
        span[0] = 0xd3;
        BinaryPrimitives.WriteInt64BigEndian(span[1..], number);
        buffer.Advance(9);
    }

    private void WriteText(string text)
    {
        int count = Encoding.UTF8.GetByteCount(text);
        switch (count)
        {
            case < 32: Put((byte)(0xa0 | count)); break;
            case < 1 << 8: Put(0xd9); Put((byte)count); break;
            case < 1 << 16: PutWide(0xda, (ushort)count); break;
            default: PutWider(0xdb, count); break;
        }
        Encoding.UTF8.GetBytes(text, buffer.GetSpan(Math.Max(1, count)));
        buffer.Advance(count);
    }

    private void WriteBytes(byte[] bytes)
    {
        PutWider(0xc6, bytes.Length);
        buffer.Write(bytes);
    }

    private void Put(byte one)
    {
        buffer.GetSpan(1)[0] = one;
        buffer.Advance(1);
    }

    private void PutWide(byte kind, ushort count)
    {
        Span<byte> span = buffer.GetSpan(3);
        span[0] = kind;
        BinaryPrimitives.WriteUInt16BigEndian(span[1..], count);
        buffer.Advance(3);
    }

    private void PutWider(byte kind, int count)
    {
        Span<byte> span = buffer.GetSpan(5);
        span[0] = kind;
        BinaryPrimitives.WriteInt32BigEndian(span[1..], count);
        buffer.Advance(5);
    }
}
