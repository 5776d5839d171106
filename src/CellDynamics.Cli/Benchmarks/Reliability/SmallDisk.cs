namespace CellDynamics.Cli.Benchmarks.Reliability;

/// <summary>A disk of a few megabytes in memory, which can be filled in a moment.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    /// <summary>Null where this user may not mount one.</summary>
    public static SmallDisk? TryMount()
    {
        string path = Directory.CreateTempSubdirectory("celldynamics-disk-").FullName;
        if (OperatingSystem.IsLinux() && Shell.TryRun(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", path]))
            return new SmallDisk(path);
        Directory.Delete(path);
        return null;
    }

    public void Dispose()
    {
        Shell.TryRun(["umount", Path]);
        Directory.Delete(Path);
    }
}
