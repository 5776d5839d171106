using CellDynamics.Data.Annotated;
using CellDynamics.Data.Formats.Scratch;
using CellDynamics.Data.H5ad.Container;

namespace CellDynamics.Data.Formats.Packed;

/// <summary>A dataset within gzip, bzip2, zip or tar: unpacked into a scratch folder, then opened as any other file. Zarr stores and files of R are named.</summary>
internal sealed class PackedFormat(UnpackLimits limits) : IDatasetFormat
{
    private const int MostNested = 2;
    private const int TarMark = 257;

    private static readonly string[] REndings = [".rds", ".rdata", ".rda"];

    public bool Recognises(FileProbe file) => file.IsFolder
        ? Directory.EnumerateFiles(file.Path).Any(ArchiveContent.IsZarrMark)
        : PackedStream.IsGzip(file.Head) || PackedStream.IsBzip2(file.Head) || IsZip(file.Head) || IsTar(file.Head) || IsXz(file.Head);

    public AnnotatedData Open(FileProbe file, OpenChoices choices)
    {
        if (file.IsFolder)
            throw ArchiveContent.Zarr(file.Path);
        bool isOfR = FileSignature.IsR(file.UnpackedHead) || ((IsXz(file.Head) || PackedStream.IsBzip2(file.Head)) && REndings.Contains(Path.GetExtension(file.Path).ToLowerInvariant()));
        if (isOfR)
            throw FileSignature.OfR(file.Path);
        if (IsXz(file.Head))
            throw FileSignature.Unknown(file.Path);
        if (file.Nesting >= MostNested)
            throw new DatasetFileException(file.Path, "", $"a file within at most {MostNested} archives", "a further archive in it", "Unpack it yourself and open the file you meant.");
        var scratch = new ScratchSpace();
        try
        {
            using FileProbe inner = FileProbe.Open(PackedStream.Reading(file.Path, () => Unpack(file, scratch)), file.Nesting + 1);
            return DatasetFile.Open(inner, choices).UnpackedFrom(file.Path, scratch);
        }
        catch
        {
            scratch.Dispose();
            throw;
        }
    }

    private string Unpack(FileProbe file, ScratchSpace scratch)
    {
        var unpacker = new Unpacker(file.Path, scratch, limits);
        return IsZip(file.Head) ? unpacker.Zip() : IsTar(file.Head) || IsTar(BeginningOf(file)) ? unpacker.Tar() : unpacker.Single();
    }

    private byte[] BeginningOf(FileProbe file)
    {
        byte[] head = new byte[TarMark + 5];
        using Stream unpacked = PackedStream.Open(file.Path, limits);
        return head[..unpacked.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
    }

    private static bool IsZip(ReadOnlySpan<byte> head) => head.StartsWith("PK\x03\x04"u8) || head.StartsWith("PK\x05\x06"u8);

    private static bool IsTar(ReadOnlySpan<byte> head) => head.Length >= TarMark + 5 && head.Slice(TarMark, 5).SequenceEqual("ustar"u8);

    private static bool IsXz(ReadOnlySpan<byte> head) => head.StartsWith<byte>([0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z']);
}
