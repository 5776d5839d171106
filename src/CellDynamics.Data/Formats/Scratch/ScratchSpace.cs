namespace CellDynamics.Data.Formats.Scratch;

/// <summary>A private folder for what a file is unpacked or sorted into; its files are closed and removed with it.</summary>
internal sealed class ScratchSpace : IDisposable
{
    /// <summary>How the folders of this process begin, so that one left by a killed process can be told.</summary>
    internal static readonly string Prefix = $"celldynamics-scratch-{Environment.ProcessId}-";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory(Prefix);
    private readonly List<IDisposable> open = [];

    public string Folder => folder.FullName;

    /// <param name="name">A file name without folders.</param>
    public string File(string name) => Path.Combine(folder.FullName, Path.GetFileName(name));

    /// <summary>Something that holds a file of this folder open; it is closed before the folder is removed.</summary>
    public T Holding<T>(T resource) where T : IDisposable
    {
        open.Add(resource);
        return resource;
    }

    public void Dispose()
    {
        foreach (IDisposable resource in open)
            resource.Dispose();
        open.Clear();
        if (Directory.Exists(folder.FullName))
            folder.Delete(recursive: true);
    }
}
