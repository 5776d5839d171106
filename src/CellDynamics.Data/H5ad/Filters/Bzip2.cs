using ICSharpCode.SharpZipLib;
using ICSharpCode.SharpZipLib.BZip2;

namespace CellDynamics.Data.H5ad.Filters;

/// <summary>bzip2, one stream per chunk. Ref: HDF5 registered filter 307.</summary>
internal sealed class Bzip2 : ReadFilter
{
    public override ushort FilterId => 307;

    public override string Name => "bzip2";

    protected override bool IsEncoded(ReadOnlySpan<byte> input) => input.StartsWith("BZh"u8);

    protected override byte[] Decode(ReadOnlySpan<byte> input, int most, uint[] parameters)
    {
        try
        {
            using var stored = new MemoryStream(input.ToArray());
            using var stream = new BZip2InputStream(stored);
            return Deflate.ReadAll(stream, most, Name);
        }
        catch (Exception cut) when (cut is SharpZipBaseException or EndOfStreamException or IndexOutOfRangeException)
        {
            // The package runs out of its tables where a stream is noise.
            throw Damaged();
        }
    }
}
