namespace CellDynamics.Runs.Storage;

/// <summary>What folders take on the disk.</summary>
internal static class FolderSize
{
    /// <summary>Bytes of all files in it and below; what is not there, or goes meanwhile, takes none.</summary>
    public static long Of(string folder)
    {
        long bytes = 0;
        try
        {
            foreach (FileInfo file in new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories))
                bytes += Of(file);
        }
        catch (IOException)
        {
            // A folder that is being deleted: what was seen of it counts.
        }
        return bytes;
    }

    public static long Of(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
