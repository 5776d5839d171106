using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace CellDynamics.Data.Formats;

/// <summary>Tells files from pipes and devices, which must not even be opened: a pipe waits for someone to write.</summary>
internal static class RegularFile
{
    private const int AtCurrentFolder = -100, TypeAndMode = 1, ModeOffset = 28, StatxBytes = 256, TypeMask = 0xF000, Regular = 0x8000;

    /// <summary>Yes where the system does not tell.</summary>
    public static bool Is(string path)
    {
        if (!OperatingSystem.IsLinux())
            return true;
        byte[] facts = new byte[StatxBytes];
        try
        {
            return Statx(AtCurrentFolder, path, 0, TypeAndMode, facts) != 0 || (BinaryPrimitives.ReadUInt16LittleEndian(facts.AsSpan(ModeOffset)) & TypeMask) == Regular;
        }
        catch (EntryPointNotFoundException)
        {
            return true;
        }
    }

    [DllImport("libc", EntryPoint = "statx")]
    private static extern int Statx(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, byte[] facts);
}
