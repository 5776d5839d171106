using System.Buffers.Binary;
using K4os.Compression.LZ4;

namespace CellDynamics.Data.H5ad.Filters;

/// <summary>Bitshuffle, alone or with LZ4 or Zstandard. Ref: HDF5 registered filter 32008; Masui et al. 2015, arXiv 1503.00638.</summary>
/// <remarks>Compressed, big-endian: 8 bytes of whole size, 4 of block size in bytes, then of every block 4 bytes of its stored size and that much; elements beyond a multiple of eight stand at the end as they are.</remarks>
internal sealed class Bitshuffle : ReadFilter
{
    private const int UsualBlockBytes = 8192, LeastElements = 128, Group = 8;

    public override ushort FilterId => 32008;

    public override string Name => "Bitshuffle";

    protected override byte[] Decode(ReadOnlySpan<byte> input, int most, uint[] parameters)
    {
        int size = parameters.Length > 2 && parameters[2] is > 0 and < 256 ? (int)parameters[2] : throw Damaged();
        uint codec = parameters.Length > 4 ? parameters[4] : 0;
        if (codec == 0)
            return Join(input, size, (int)Math.Min(parameters.Length > 3 ? parameters[3] : 0, int.MaxValue / (uint)size));
        const int head = 12;
        if (input.Length < head)
            throw Damaged();
        ulong whole = BinaryPrimitives.ReadUInt64BigEndian(input);
        uint block = BinaryPrimitives.ReadUInt32BigEndian(input[8..]);
        if (whole > (ulong)most || block == 0 || block % (uint)(size * Group) != 0)
            throw Damaged();
        byte[] output = new byte[(int)whole];
        int at = head, written = 0, grouped = output.Length / (size * Group) * size * Group;
        while (written < grouped)
        {
            int length = (int)Math.Min(block, (uint)(grouped - written)), stored = at <= input.Length - 4 ? BinaryPrimitives.ReadInt32BigEndian(input[at..]) : -1;
            at += 4;
            if (stored < 0 || stored > input.Length - at)
                throw Damaged();
            BitPlanes.JoinBits(Unfold(codec, input.Slice(at, stored), length), output.AsSpan(written, length), size);
            at += stored;
            written += length;
        }
        if (input.Length - at < output.Length - written)
            throw Damaged();
        input.Slice(at, output.Length - written).CopyTo(output.AsSpan(written));
        return output;
    }

    private byte[] Unfold(uint codec, ReadOnlySpan<byte> stored, int length)
    {
        byte[] planes = new byte[length];
        return codec switch
        {
            2 when LZ4Codec.Decode(stored, planes) == length => planes,
            3 when Zstd.Unfold(stored, length) is { } unfolded && unfolded.Length == length => unfolded,
            _ => throw Damaged(),
        };
    }

    private static byte[] Join(ReadOnlySpan<byte> input, int size, int blockElements)
    {
        int block = blockElements > 0 ? blockElements : Math.Max(LeastElements, UsualBlockBytes / size / Group * Group);
        byte[] output = input.ToArray();
        int grouped = input.Length / (size * Group) * size * Group;
        for (int from = 0; from < grouped; from += block * size)
        {
            int length = Math.Min(block * size, grouped - from);
            BitPlanes.JoinBits(input.Slice(from, length), output.AsSpan(from, length), size);
        }
        return output;
    }
}
