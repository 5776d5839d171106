using System.IO.Compression;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad.Container;
using ICSharpCode.SharpZipLib.BZip2;

namespace CellDynamics.Data.Formats.Packed;

/// <summary>A file read through its compression, gzip or bzip2, recognised by its first bytes.</summary>
internal static class PackedStream
{
    public static bool IsGzip(ReadOnlySpan<byte> head) => head.StartsWith<byte>([0x1f, 0x8b]);

    public static bool IsBzip2(ReadOnlySpan<byte> head) => head.StartsWith("BZh"u8);

    /// <summary>The content of a file, unpacked where it is packed.</summary>
    /// <exception cref="DatasetFileException">While reading: it unfolds to more than allowed, see <see cref="UnpackLimits"/>.</exception>
    public static Stream Open(string path, UnpackLimits limits)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.SequentialScan);
        Span<byte> head = stackalloc byte[3];
        head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        file.Position = 0;
        Stream? unpacked = IsGzip(head) ? new GZipStream(file, CompressionMode.Decompress) : IsBzip2(head) ? new BZip2InputStream(file) : null;
        long limit = limits.BytesOf(path);
        return unpacked is null ? file : new BoundedStream(unpacked, limit, () => UnpackLimits.TooLarge(path, limit));
    }

    /// <summary>The beginning of what is packed in a gzip file, from the file's own beginning; empty where it is no gzip.</summary>
    public static byte[] Beginning(byte[] head)
    {
        if (!IsGzip(head))
            return [];
        byte[] unpacked = new byte[head.Length];
        int count = 0;
        try
        {
            using var gzip = new GZipStream(new MemoryStream(head), CompressionMode.Decompress);
            for (int read; count < unpacked.Length && (read = gzip.Read(unpacked, count, Math.Min(512, unpacked.Length - count))) > 0;)
                count += read;
        }
        catch (InvalidDataException)
        {
            // The head ends within the packed data, or the data is damaged, which the whole reading will say.
        }
        return unpacked[..count];
    }

    /// <summary>Runs a reading of packed data and says of damage what it is.</summary>
    public static T Reading<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or ICSharpCode.SharpZipLib.SharpZipBaseException)
        {
            throw new DatasetFileException(path, "", "packed data that can be unpacked", $"damaged or truncated data ({H5Store.FirstLine(error)})", "Copy or upload the file again.", error);
        }
    }
}
