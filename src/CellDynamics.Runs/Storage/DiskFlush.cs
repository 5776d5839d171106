using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CellDynamics.Runs.Storage;

/// <summary>Makes sure that what was written, renamed or linked survives a power cut.</summary>
internal static class DiskFlush
{
    /// <summary>The content of a file.</summary>
    public static void File(string path)
    {
        // Windows flushes only what may be written; elsewhere reading is enough.
        using SafeFileHandle file = System.IO.File.OpenHandle(path, FileMode.Open, OperatingSystem.IsWindows() ? FileAccess.ReadWrite : FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>The content of all files of a folder and below, and their names.</summary>
    public static void Tree(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder))
            File(file);
        foreach (string below in Directory.EnumerateDirectories(folder))
            Tree(below);
        Names(folder);
    }

    /// <summary>The names in a folder, as far as the system can do that: a rename that is lost is made again by whoever looks next.</summary>
    public static void Names(string folder)
    {
        if (OperatingSystem.IsWindows() || Open(folder, flags: 0) is not (>= 0 and var handle))
            return;
        _ = Sync(handle);
        _ = Close(handle);
    }

    [DllImport("libc", EntryPoint = "open")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(int handle);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int handle);
}
