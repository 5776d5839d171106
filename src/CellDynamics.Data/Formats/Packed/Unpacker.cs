using System.Formats.Tar;
using System.IO.Compression;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Formats.Scratch;

namespace CellDynamics.Data.Formats.Packed;

/// <summary>Unpacks what is meant of a packed file into a scratch folder: flat, under names without folders, no links followed, within limits.</summary>
/// <param name="path">The packed file.</param>
/// <param name="scratch">Where to.</param>
/// <param name="limits">All files together.</param>
internal sealed class Unpacker(string path, ScratchSpace scratch, UnpackLimits limits)
{
    private readonly long allowed = limits.BytesOf(path);
    private readonly long free = limits.BytesFree(scratch.Folder);
    private long written;

    /// <summary>The one file of a gzip or bzip2 file.</summary>
    /// <returns>Path of what was unpacked.</returns>
    public string Single()
    {
        using Stream packed = PackedStream.Open(path, limits);
        Write(packed, Named);
        return Named;
    }

    /// <returns>Path of the one file that was in it, or of a folder with what belongs together.</returns>
    public string Zip()
    {
        using ZipArchive archive = ZipFile.OpenRead(path);
        if (archive.Entries.Count > limits.Entries)
            throw UnpackLimits.TooMany(path, limits.Entries);
        ArchiveContent content = ArchiveContent.Find(path, [.. archive.Entries.Select(entry => entry.FullName)]);
        foreach (ZipArchiveEntry entry in archive.Entries.Where(entry => content.Names.Contains(entry.FullName)))
        {
            if (entry.IsEncrypted)
                throw new DatasetFileException(path, "", "an archive that anybody can unpack", "one with a password", "Unpack it yourself and open the file in it.");
            using Stream packed = entry.Open();
            Write(packed, Target(content, entry.FullName));
        }
        return Named;
    }

    /// <summary>As <see cref="Zip"/>, of a tar file, packed or not: once through for the names, once more for the content.</summary>
    public string Tar()
    {
        List<string> names = [];
        ForEachFile(entry =>
        {
            names.Add(entry.Name);
            if (names.Count > limits.Entries)
                throw UnpackLimits.TooMany(path, limits.Entries);
        });
        ArchiveContent content = ArchiveContent.Find(path, names);
        ForEachFile(entry =>
        {
            if (content.Names.Contains(entry.Name))
                Write(entry.DataStream ?? Stream.Null, Target(content, entry.Name));
        });
        return Named;
    }

    private void ForEachFile(Action<TarEntry> act)
    {
        using Stream unpacked = PackedStream.Open(path, limits);
        using var tar = new TarReader(unpacked);
        while (tar.GetNextEntry() is { } entry)
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile)
                act(entry);
    }

    /// <summary>What comes out has the name of the packed file, so that messages name the file a person knows; what belongs together keeps its names in a folder of that name.</summary>
    private string Named => scratch.File(Path.GetFileName(path));

    private string Target(ArchiveContent content, string entry)
    {
        if (!content.IsFolder)
            return Named;
        // Samples of several folders may have files of the same names: then folders tell them apart.
        string flat = string.Join('_', entry[content.CommonFolder.Length..].Split([.. Path.GetInvalidFileNameChars(), '/', '\\']));
        return Path.Combine(Directory.CreateDirectory(Named).FullName, flat);
    }

    private void Write(Stream packed, string target)
    {
        using var file = new FileStream(target, FileMode.Create, FileAccess.Write, FileShare.None);
        byte[] buffer = new byte[1 << 16];
        for (int read; (read = packed.Read(buffer)) > 0;)
        {
            written += read;
            if (written > allowed)
                throw UnpackLimits.TooLarge(path, allowed);
            if (written > free)
                throw UnpackLimits.DiskTooSmall(path, free);
            file.Write(buffer, 0, read);
        }
    }
}
