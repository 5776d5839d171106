using System.Text;
using CellDynamics.Data.Formats.Packed;
using CellDynamics.Data.H5ad.Container;

namespace CellDynamics.Data.Formats;

/// <summary>What is needed to recognise a file: its first bytes and, where it is HDF5, its groups.</summary>
internal sealed class FileProbe : IDisposable
{
    private const int HeadBytes = 64 << 10;

    private H5Store? hdf5;

    private FileProbe(string path, bool isFolder, byte[] head, H5Store? hdf5) => (Path, IsFolder, Head, this.hdf5) = (path, isFolder, head, hdf5);

    public string Path { get; }

    public bool IsFolder { get; }

    /// <summary>The first 64 KiB; empty for a folder.</summary>
    public byte[] Head { get; }

    /// <summary>The beginning of a text file; garbage where it is not text.</summary>
    public string HeadText => Encoding.UTF8.GetString(Head);

    /// <summary>The beginning of what is packed in a gzip file; empty for other files.</summary>
    public byte[] UnpackedHead => PackedStream.Beginning(Head);

    /// <summary>Out of how many archives the file was taken.</summary>
    public int Nesting { get; private init; }

    /// <summary>The open file where it is HDF5, else null.</summary>
    public H5Store? Hdf5 => hdf5;

    /// <exception cref="FileNotFoundException">There is neither a file nor a folder of this name.</exception>
    /// <exception cref="Annotated.DatasetFileException">Empty, truncated, or damaged HDF5.</exception>
    public static FileProbe Open(string path, int nesting = 0)
    {
        if (Directory.Exists(path))
            return new FileProbe(path, isFolder: true, [], null) { Nesting = nesting };
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no file '{path}'.", path);
        if (!RegularFile.Is(path))
            throw new Annotated.DatasetFileException(path, "", "a file", "a pipe or a device", "Write what comes from it into a file first.");
        byte[] head = new byte[HeadBytes];
        using (var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
            head = head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        return new FileProbe(path, isFolder: false, head, FileSignature.IsHdf5(path) ? H5Store.Open(path) : null) { Nesting = nesting };
    }

    /// <summary>Hands the open file over: whoever takes it closes it.</summary>
    public H5Store TakeHdf5()
    {
        H5Store taken = hdf5 ?? throw new InvalidOperationException("The file is not HDF5, or was taken before.");
        hdf5 = null;
        return taken;
    }

    public void Dispose() => hdf5?.Dispose();
}
