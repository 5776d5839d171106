using System.Runtime.InteropServices;

namespace CellDynamics.Runs.Storage;

/// <summary>Second names of files.</summary>
internal static class HardLink
{
    /// <summary>Gives a file a second name, in one step that succeeds for one caller only, on file systems of a network too; false where the name is taken or there are no such names.</summary>
    public static bool TryCreate(string existing, string name) => !OperatingSystem.IsWindows() && Link(existing, name) == 0;

    [DllImport("libc", EntryPoint = "link", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string existing, [MarshalAs(UnmanagedType.LPUTF8Str)] string name);
}
