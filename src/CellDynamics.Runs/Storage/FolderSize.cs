namespace CellDynamics.Runs.Storage;

/// <summary>What folders take on the disk.</summary>
internal static class FolderSize
{
    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None };

    /// <summary>Bytes of all files in it and below; what is not there, goes meanwhile or may not be read takes none.</summary>
    public static long Of(string folder)
    {
        long bytes = 0;
        try
        {
            foreach (FileInfo file in new DirectoryInfo(folder).EnumerateFiles("*", Everything))
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
