using System.IO.Compression;
using PureHDF.Filters;

namespace CellDynamics.Data.H5ad.Filters;

/// <summary>Deflate, written at level 4, which the library's own filter does not offer, and read no further than a chunk may be: a few kilobytes can unfold to gigabytes.</summary>
internal sealed class Deflate : IH5Filter
{
    private const int Level = 4, Checksum = 4;

    public ushort FilterId => DeflateFilter.Id;

    public string Name => "deflate";

    public Memory<byte> Filter(FilterInfo info)
    {
        if (info.Flags.HasFlag(H5FilterFlags.Decompress))
            return Inflate(info.Buffer.Span, checked(info.ChunkSize + Checksum), Name);
        using var output = new MemoryStream(Math.Max(info.ChunkSize, 256));
        using (var deflate = new ZLibStream(output, new ZLibCompressionOptions { CompressionLevel = Level }, leaveOpen: true))
            deflate.Write(info.Buffer.Span);
        return output.GetBuffer().AsMemory(0, (int)output.Length);
    }

    public uint[] GetParameters(uint[] chunkDimensions, uint typeSize, Dictionary<string, object>? options) => [Level];

    /// <exception cref="InvalidDataException">It is no zlib stream, or unfolds to more than <paramref name="most"/> bytes.</exception>
    internal static byte[] Inflate(ReadOnlySpan<byte> input, int most, string name)
    {
        byte[] output;
        bool isMore;
        try
        {
            using var stored = new MemoryStream(input.ToArray());
            using var inflate = new ZLibStream(stored, CompressionMode.Decompress);
            (output, isMore) = Read(inflate, most);
        }
        catch (Exception error) when (error is IOException or InvalidDataException)
        {
            // What the framework throws at some damage is not public, and at other damage it speaks of archives; nothing else is read from memory.
            throw new InvalidDataException($"The {name} data is damaged.");
        }
        return isMore ? throw TooMuch(name, most) : output;
    }

    /// <exception cref="InvalidDataException">There is more.</exception>
    internal static byte[] ReadAll(Stream stream, int most, string name)
    {
        (byte[] output, bool isMore) = Read(stream, most);
        return isMore ? throw TooMuch(name, most) : output;
    }

    private static (byte[] Bytes, bool IsMore) Read(Stream stream, int most)
    {
        byte[] output = new byte[most];
        int read = stream.ReadAtLeast(output, most, throwOnEndOfStream: false);
        return (read == most ? output : output[..read], read == most && stream.ReadByte() >= 0);
    }

    private static InvalidDataException TooMuch(string name, int most) => new($"The {name} data unfolds to more than its chunk of {most} bytes may hold.");
}
