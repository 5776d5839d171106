using System.Buffers.Binary;
using System.Text;
using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.H5ad.Container;

/// <summary>Looks at the first bytes of a file before any HDF5 code does: is it HDF5, is all of it there, and if not HDF5, what is it?</summary>
/// <remarks>Ref: HDF5 File Format Specification 3.0, section II.A (superblock).</remarks>
internal static class FileSignature
{
    private const string AgainCure = "Copy or upload the file again.";

    private const string RCure = "Convert it in R: anndataR::write_h5ad(readRDS(\"FILE.rds\"), \"FILE.h5ad\"); of an .RData file, load(\"FILE.RData\") and write the object in it.";

    private const int TarMagicAt = 257;

    private static readonly byte[] Hdf5 = [0x89, (byte)'H', (byte)'D', (byte)'F', 0x0d, 0x0a, 0x1a, 0x0a];

    /// <returns>Offset of the superblock; above 0 behind a user block.</returns>
    /// <exception cref="DatasetFileException">The file is not HDF5, or shorter than it says it is.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static long Check(string path)
    {
        if (Directory.Exists(path))
            throw new DatasetFileException(path, "", "an .h5ad file", "a folder", "Name the file in it.");
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no file '{path}'.", path);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (stream.Length == 0)
            throw new DatasetFileException(path, "", "a file of cells and genes, such as .h5ad", "an empty file of 0 bytes", AgainCure);
        long start = Locate(stream);
        if (start < 0)
            throw NotHdf5(path, stream);
        long end = EndOfFile(stream, start);
        if (end > stream.Length)
            throw new DatasetFileException(path, "", "a complete file",
                end == long.MaxValue ? $"a truncated one of {NumberText.Grouped(stream.Length)} bytes" : $"a truncated one: it has {NumberText.Grouped(stream.Length)} of {NumberText.Grouped(end)} bytes", AgainCure);
        return start;
    }

    public static bool IsHdf5(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return Locate(stream) >= 0;
    }

    /// <summary>What to say of a file that nothing here reads.</summary>
    public static DatasetFileException Unknown(string path)
    {
        if (Directory.Exists(path))
            return new DatasetFileException(path, "", "a file of cells and genes", "a folder", "Name the file in it.");
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return stream.Length == 0 ? new DatasetFileException(path, "", "a file of cells and genes, such as .h5ad", "an empty file of 0 bytes", AgainCure) : NotHdf5(path, stream);
    }

    /// <summary>What to say of a file that R wrote, packed or not.</summary>
    public static DatasetFileException OfR(string path) => new(path, "", "a file of cells and genes, such as .h5ad", "an R data file", RCure);

    /// <summary>A serialised object or workspace of R, in its binary or text form.</summary>
    public static bool IsR(ReadOnlySpan<byte> head) =>
        head.StartsWith("RDX"u8) || head.StartsWith("RDA"u8) || head.StartsWith("X\n"u8) || head.StartsWith("A\n2\n"u8) || head.StartsWith("A\n3\n"u8);

    /// <summary>Offset of the signature: 0, or 512, 1024, 2048, … after a user block; -1 where there is none. The header of a tar archive is as long as the smallest user block: what follows it is the first of several files.</summary>
    private static long Locate(FileStream stream)
    {
        byte[] found = new byte[Hdf5.Length];
        stream.Position = TarMagicAt;
        if (stream.ReadAtLeast(found, found.Length, throwOnEndOfStream: false) == found.Length && found.AsSpan().StartsWith("ustar"u8))
            return -1;
        for (long offset = 0; offset + Hdf5.Length <= stream.Length; offset = offset == 0 ? 512 : offset * 2)
        {
            stream.Position = offset;
            stream.ReadExactly(found);
            if (found.AsSpan().SequenceEqual(Hdf5))
                return offset;
        }
        return -1;
    }

    /// <summary>The end-of-file address of the superblock; <see cref="long.MaxValue"/> when not even the superblock is whole.</summary>
    private static long EndOfFile(FileStream stream, long start)
    {
        byte[] block = new byte[96];
        stream.Position = start;
        int length = stream.ReadAtLeast(block, block.Length, throwOnEndOfStream: false);
        int version = block[8];
        int width = version <= 1 ? block[13] : block[9];
        int at = version switch { 0 => 24 + 2 * width, 1 => 28 + 2 * width, _ => 12 + 2 * width };
        if (width is not (4 or 8) || at + width > block.Length)
            return 0;
        if (at + width > length)
            return long.MaxValue;
        return width == 8 ? BinaryPrimitives.ReadInt64LittleEndian(block.AsSpan(at)) : BinaryPrimitives.ReadUInt32LittleEndian(block.AsSpan(at));
    }

    private static DatasetFileException NotHdf5(string path, FileStream stream)
    {
        byte[] head = new byte[512];
        stream.Position = 0;
        int length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        (string found, string cure) = Describe(head.AsSpan(0, length));
        return new DatasetFileException(path, "", "a file of cells and genes, such as .h5ad", found, cure);
    }

    private static (string Found, string Cure) Describe(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith<byte>([0x1f, 0x8b]))
            return ("a gzip archive", "Unpack it first: gunzip FILE.");
        if (head.StartsWith("PK\x03\x04"u8))
            return ("a zip archive", "Unpack it first; a zipped zarr store is read in Python with anndata.read_zarr and written with write_h5ad.");
        if (IsR(head))
            return ("an R data file", RCure);
        if (head.StartsWith("BZh"u8) || head.StartsWith<byte>([0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z']))
            return ("a compressed archive", "Unpack it first.");
        if (head.StartsWith("%PDF"u8))
            return ("a PDF document", "Choose the file with the data.");
        if (head.StartsWith<byte>([(byte)'7', (byte)'z', 0xbc, 0xaf, 0x27, 0x1c]) || head.StartsWith("Rar!\x1a\x07"u8))
            return ("a 7z or RAR archive", "Unpack it first.");
        if (head.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G']) || head.StartsWith<byte>([0xff, 0xd8, 0xff]))
            return ("a picture", "Choose the file with the data.");
        if (head.IndexOfAnyInRange((byte)0, (byte)8) >= 0)
            return ($"other binary data, beginning with the bytes {Convert.ToHexString(head[..Math.Min(8, head.Length)])}", "Check that this is the file you meant.");
        return DescribeText(Encoding.UTF8.GetString(head));
    }

    private static (string Found, string Cure) DescribeText(string text)
    {
        string trimmed = text.TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        if (trimmed.StartsWith("version https://git-lfs", StringComparison.Ordinal))
            return ("a Git LFS pointer instead of the file itself", "Fetch the content: git lfs pull.");
        if (trimmed.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || trimmed.StartsWith("<html", StringComparison.OrdinalIgnoreCase))
            return ("an HTML page, probably the error or login page of a download", "Download the file again.");
        if (trimmed.StartsWith("%%MatrixMarket", StringComparison.Ordinal))
            return ("a Matrix Market text file", "Read the folder in Python with scanpy.read_10x_mtx and write it with write_h5ad.");
        string firstLine = trimmed.Split('\n')[0].TrimEnd('\r');
        string shown = firstLine.Length > 60 ? firstLine[..60] + "…" : firstLine;
        string kind = trimmed.StartsWith('{') || trimmed.StartsWith('[') ? "a JSON text" : "a text file";
        return ($"{kind} beginning with “{shown}”", "Choose another file; a table has a line of heads and lines of numbers below it.");
    }
}
