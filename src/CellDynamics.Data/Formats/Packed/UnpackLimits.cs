using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.Formats.Packed;

/// <summary>How much a packed file may hold: a few kilobytes can unfold to more than any disk.</summary>
/// <param name="Ratio">Unpacked bytes for each packed byte; tables of zeros reach 100.</param>
/// <param name="AlwaysAllowed">Bytes that any file may unfold to.</param>
/// <param name="Entries">Files in one archive.</param>
/// <param name="Spared">Bytes of the disk that stay free.</param>
internal sealed record UnpackLimits(long Ratio = 200, long AlwaysAllowed = 64 << 20, int Entries = 10_000, long Spared = 1L << 30)
{
    /// <summary>Bytes that a file may unfold to.</summary>
    public long BytesOf(string packed) => Math.Max(AlwaysAllowed, Ratio * new FileInfo(packed).Length);

    /// <summary>Bytes that may be written to the scratch folder beside what is there.</summary>
    public long BytesFree(string folder) => new DriveInfo(folder).AvailableFreeSpace - Spared;

    public static DatasetFileException TooLarge(string file, long bytes) => new(file, "", $"a file that unfolds to at most {NumberText.Grouped(bytes)} bytes", "more",
        "It is damaged or made to fill the disk; if you trust it, unpack it yourself and open what was in it.");

    public static DatasetFileException DiskTooSmall(string file, long bytes) => new(file, "", "content that fits on the disk", $"more than the {NumberText.Grouped(Math.Max(0, bytes))} bytes that may be used",
        "Free some space, or choose a larger disk for temporary files by the environment variable TMPDIR.");

    public static DatasetFileException TooMany(string file, int entries) => new(file, "", $"an archive of at most {NumberText.Grouped(entries)} files", "more",
        "Unpack it yourself and open the one file you meant.");
}
