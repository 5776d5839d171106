namespace CellDynamics.Runs.Storage;

/// <summary>Deletes folders in two steps: gone from sight by rename, then from the disk.</summary>
internal sealed class Trash(RunsOptions options)
{
    /// <summary>Absent folders are no error: somebody else was faster.</summary>
    public void Delete(string folder)
    {
        string doomed = Path.Combine(options.Trash, Guid.CreateVersion7().ToString("N"));
        try
        {
            Directory.CreateDirectory(options.Trash);
            Directory.Move(folder, doomed);
        }
        catch (DirectoryNotFoundException)
        {
            return;
        }
        Remove(doomed);
    }

    /// <summary>What a server that died left half deleted.</summary>
    public void Empty()
    {
        if (!Directory.Exists(options.Trash))
            return;
        foreach (string doomed in Directory.EnumerateDirectories(options.Trash))
            Remove(doomed);
    }

    private static void Remove(string doomed)
    {
        try
        {
            Directory.Delete(doomed, recursive: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A child that is being stopped still writes there, or something of it may not be deleted; the next start tries the rest again.
        }
    }
}
