using ZstdSharp;

namespace CellDynamics.Data.H5ad.Filters;

/// <summary>Zstandard, one frame per chunk. Ref: HDF5 registered filter 32015; RFC 8878.</summary>
internal sealed class Zstd : ReadFilter
{
    public override ushort FilterId => 32015;

    public override string Name => "Zstandard";

    protected override bool IsEncoded(ReadOnlySpan<byte> input) => input.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]);

    protected override byte[] Decode(ReadOnlySpan<byte> input, int most, uint[] parameters) => Unfold(input, most) ?? throw Damaged();

    /// <summary>Null where it is no frame of at most so many bytes.</summary>
    internal static byte[]? Unfold(ReadOnlySpan<byte> input, int most)
    {
        try
        {
            using var frame = new Decompressor();
            byte[] output = new byte[most];
            int written = frame.Unwrap(input, output);
            return output[..written];
        }
        catch (ZstdException)
        {
            return null;
        }
    }
}
