using System.IO.Compression;
using PureHDF.Filters;

namespace CellDynamics.Data.H5ad.Container;

/// <summary>The compression filters that PureHDF lacks or treats differently; registered once per process.</summary>
internal static class H5Filters
{
    private static readonly Lock Gate = new();
    private static bool isRegistered;

    public static void Register()
    {
        lock (Gate)
        {
            if (isRegistered)
                return;
            H5Filter.Register(new LenientShuffle());
            H5Filter.Register(new Lzf());
            H5Filter.Register(new Deflate());
            isRegistered = true;
        }
    }

    /// <summary>Shuffle whose parameters may be missing: so are chunks of variable-length strings written, by R for one, and they are not shuffled.</summary>
    private sealed class LenientShuffle : IH5Filter
    {
        private readonly ShuffleFilter shuffle = new();

        public ushort FilterId => ShuffleFilter.Id;

        public string Name => "shuffle";

        public Memory<byte> Filter(FilterInfo info) => info.Parameters.Length == 0 ? info.Buffer : shuffle.Filter(info);

        public uint[] GetParameters(uint[] chunkDimensions, uint typeSize, Dictionary<string, object>? options) =>
            shuffle.GetParameters(chunkDimensions, typeSize, options);
    }

    /// <summary>Deflate at level 4, which the library's own filter does not offer.</summary>
    private sealed class Deflate : IH5Filter
    {
        private const int Level = 4;

        public ushort FilterId => DeflateFilter.Id;

        public string Name => "deflate";

        public Memory<byte> Filter(FilterInfo info)
        {
            using var output = new MemoryStream(Math.Max(info.ChunkSize, 256));
            if (info.Flags.HasFlag(H5FilterFlags.Decompress))
            {
                using var input = new MemoryStream(info.Buffer.ToArray());
                using var inflate = new ZLibStream(input, CompressionMode.Decompress);
                inflate.CopyTo(output);
            }
            else
            {
                using var deflate = new ZLibStream(output, new ZLibCompressionOptions { CompressionLevel = Level }, leaveOpen: true);
                deflate.Write(info.Buffer.Span);
            }
            return output.GetBuffer().AsMemory(0, (int)output.Length);
        }

        public uint[] GetParameters(uint[] chunkDimensions, uint typeSize, Dictionary<string, object>? options) => [Level];
    }

    /// <summary>LZF, the fast filter built into h5py (decompression only).</summary>
    /// <remarks>Format: control byte below 32 = that many + 1 literals; else a match, length in its high three bits (7 = one more byte), distance in 13 bits.</remarks>
    private sealed class Lzf : IH5Filter
    {
        public ushort FilterId => 32000;

        public string Name => "lzf";

        public Memory<byte> Filter(FilterInfo info)
        {
            if (!info.Flags.HasFlag(H5FilterFlags.Decompress))
                throw new NotSupportedException("LZF is read, not written.");
            int size = info.Parameters.Length > 2 && info.Parameters[2] > 0 ? checked((int)info.Parameters[2]) : info.ChunkSize;
            // A chunk that would not shrink is stored as it is; the library overlooks the mark of that for a single filter.
            return info.Buffer.Length == size ? info.Buffer.ToArray() : Decompress(info.Buffer.Span, size);
        }

        public uint[] GetParameters(uint[] chunkDimensions, uint typeSize, Dictionary<string, object>? options) =>
            throw new NotSupportedException("LZF is read, not written.");

        private static byte[] Decompress(ReadOnlySpan<byte> input, int size)
        {
            byte[] output = new byte[size];
            int written = 0;
            for (int i = 0; i < input.Length;)
            {
                int control = input[i++];
                if (control < 32)
                {
                    input.Slice(i, control + 1).CopyTo(output.AsSpan(written));
                    i += control + 1;
                    written += control + 1;
                    continue;
                }
                int length = control >> 5;
                if (length == 7)
                    length += input[i++];
                int from = written - ((control & 31) << 8) - input[i++] - 1;
                if (from < 0 || written + length + 2 > size)
                    throw new InvalidDataException("The LZF data is damaged.");
                for (int end = written + length + 2; written < end; written++)
                    output[written] = output[from++];
            }
            return output;
        }
    }
}
