using System.Buffers.Binary;
using K4os.Compression.LZ4;

namespace CellDynamics.Data.H5ad.Filters;

/// <summary>LZ4 in blocks. Ref: HDF5 registered filter 32004, HDF5_LZ4 of the HDF Group.</summary>
/// <remarks>Format, big-endian: 8 bytes of whole size, 4 of block size, then of every block 4 bytes of its stored size and that much; a block that did not shrink is stored as it is.</remarks>
internal sealed class Lz4 : ReadFilter
{
    public override ushort FilterId => 32004;

    public override string Name => "LZ4";

    protected override byte[] Decode(ReadOnlySpan<byte> input, int most, uint[] parameters)
    {
        const int head = 12;
        if (input.Length < head)
            throw Damaged();
        ulong size = BinaryPrimitives.ReadUInt64BigEndian(input);
        uint block = BinaryPrimitives.ReadUInt32BigEndian(input[8..]);
        if (size > (ulong)most || block == 0)
            throw Damaged();
        byte[] output = new byte[(int)size];
        int at = head;
        for (int written = 0; written < output.Length;)
        {
            Span<byte> target = output.AsSpan(written, (int)Math.Min(block, (uint)(output.Length - written)));
            ReadOnlySpan<byte> stored = Part(input, ref at);
            if (stored.Length == target.Length)
                stored.CopyTo(target);
            else if (LZ4Codec.Decode(stored, target) != target.Length)
                throw Damaged();
            written += target.Length;
        }
        return output;
    }

    private ReadOnlySpan<byte> Part(ReadOnlySpan<byte> input, ref int at)
    {
        if (input.Length - at < 4)
            throw Damaged();
        uint length = BinaryPrimitives.ReadUInt32BigEndian(input[at..]);
        at += 4;
        if (length > input.Length - at)
            throw Damaged();
        at += (int)length;
        return input.Slice(at - (int)length, (int)length);
    }
}
