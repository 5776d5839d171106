using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CellDynamics.Data.Formats.Scratch;

/// <summary>Arrays in a file of their own, by position.</summary>
internal static class ScratchFile
{
    public static SafeFileHandle Create(ScratchSpace scratch, string name) =>
        scratch.Holding(File.OpenHandle(scratch.File(name), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None));

    public static void Write<T>(SafeFileHandle file, long position, ReadOnlySpan<T> values) where T : unmanaged =>
        RandomAccess.Write(file, MemoryMarshal.AsBytes(values), position * Unsafe.SizeOf<T>());

    public static T[] Read<T>(SafeFileHandle file, long position, int count) where T : unmanaged
    {
        var values = new T[count];
        Span<byte> rest = MemoryMarshal.AsBytes(values.AsSpan());
        long at = position * Unsafe.SizeOf<T>();
        while (rest.Length > 0)
        {
            int read = RandomAccess.Read(file, rest, at);
            if (read == 0)
                throw new EndOfStreamException("A scratch file was cut short while it was in use.");
            rest = rest[read..];
            at += read;
        }
        return values;
    }
}
