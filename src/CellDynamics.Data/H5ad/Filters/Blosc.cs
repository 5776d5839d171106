using System.Buffers.Binary;
using K4os.Compression.LZ4;

namespace CellDynamics.Data.H5ad.Filters;

/// <summary>Blosc 1: blocks, shuffled by bytes or bits, in one of several codecs. Ref: HDF5 registered filter 32001; README_CHUNK_FORMAT of c-blosc 1.21.</summary>
internal sealed class Blosc : ReadFilter
{
    private const int Head = 16, MostSplits = 16, LeastPartOfSplit = 128;

    public override ushort FilterId => 32001;

    public override string Name => "Blosc";

    protected override bool IsEncoded(ReadOnlySpan<byte> input) => input.Length >= Head && BinaryPrimitives.ReadInt32LittleEndian(input[12..]) == input.Length;

    protected override byte[] Decode(ReadOnlySpan<byte> input, int most, uint[] parameters)
    {
        if (input.Length < Head)
            throw Damaged();
        var chunk = new Chunk((Flag)(input[2] & 0x1F), input[2] >> 5, input[3], BinaryPrimitives.ReadInt32LittleEndian(input[8..]));
        int size = BinaryPrimitives.ReadInt32LittleEndian(input[4..]);
        if (size < 0 || size > most || chunk.BlockSize <= 0 || chunk.TypeSize == 0)
            throw Damaged();
        byte[] output = new byte[size];
        if (chunk.Flags.HasFlag(Flag.Copied))
        {
            if (input.Length - Head < size)
                throw Damaged();
            input.Slice(Head, size).CopyTo(output);
            return output;
        }
        byte[] shuffled = new byte[Math.Min(chunk.BlockSize, size)];
        for (int block = 0, from = 0; from < size; block++, from += chunk.BlockSize)
        {
            int start = Number(input, Head + 4 * block), length = Math.Min(chunk.BlockSize, size - from);
            Span<byte> target = output.AsSpan(from, length), planes = shuffled.AsSpan(0, length);
            Unfold(input, start, chunk, planes, isWhole: length == chunk.BlockSize);
            Unshuffle(chunk, planes, target);
        }
        return output;
    }

    /// <summary>A block, whole or split into the planes of its bytes.</summary>
    private void Unfold(ReadOnlySpan<byte> input, int at, Chunk chunk, Span<byte> planes, bool isWhole)
    {
        bool isSplit = !chunk.Flags.HasFlag(Flag.NotSplit) && isWhole && chunk.TypeSize <= MostSplits && chunk.BlockSize / chunk.TypeSize >= LeastPartOfSplit;
        int parts = isSplit ? chunk.TypeSize : 1, each = planes.Length / parts;
        for (int part = 0; part < parts; part++)
        {
            int length = Number(input, at);
            at += 4;
            if (length < 0 || length > input.Length - at)
                throw Damaged();
            ReadOnlySpan<byte> stored = input.Slice(at, length);
            Span<byte> target = planes.Slice(part * each, each);
            if (length == each)
                stored.CopyTo(target);
            else if (!TryUnfold(chunk.Codec, stored, target))
                throw Damaged();
            at += length;
        }
    }

    private static bool TryUnfold(int codec, ReadOnlySpan<byte> stored, Span<byte> target) => codec switch
    {
        0 => BloscLz.TryUnfold(stored, target),
        1 => LZ4Codec.Decode(stored, target) == target.Length,
        2 => throw new NotSupportedException("Snappy inside Blosc is not read. Write the file again with another codec of Blosc, or with gzip."),
        3 => IsFilled(Deflate.Inflate(stored, target.Length, "Blosc"), target),
        4 => Zstd.Unfold(stored, target.Length) is { } unfolded && IsFilled(unfolded, target),
        _ => false,
    };

    private static bool IsFilled(byte[] unfolded, Span<byte> target) => unfolded.Length == target.Length && unfolded.AsSpan().TryCopyTo(target);

    private static void Unshuffle(Chunk chunk, ReadOnlySpan<byte> planes, Span<byte> target)
    {
        if (chunk.Flags.HasFlag(Flag.Bytes) && chunk.TypeSize > 1)
            BitPlanes.JoinBytes(planes, target, chunk.TypeSize);
        else if (chunk.Flags.HasFlag(Flag.Bits) && planes.Length >= chunk.TypeSize && planes.Length / chunk.TypeSize % 8 == 0)
        {
            int whole = planes.Length / chunk.TypeSize * chunk.TypeSize;
            BitPlanes.JoinBits(planes[..whole], target, chunk.TypeSize);
            planes[whole..].CopyTo(target[whole..]);
        }
        else
            planes.CopyTo(target);
    }

    private int Number(ReadOnlySpan<byte> input, int at) => at >= 0 && at <= input.Length - 4 ? BinaryPrimitives.ReadInt32LittleEndian(input[at..]) : throw Damaged();

    [Flags]
    private enum Flag
    {
        None = 0,
        Bytes = 1,
        Copied = 2,
        Bits = 4,
        NotSplit = 16,
    }

    private readonly record struct Chunk(Flag Flags, int Codec, int TypeSize, int BlockSize);
}
