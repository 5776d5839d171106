using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using TorchSharp;

namespace CellDynamics.Methods.Contract;

/// <summary>Loads libtorch, also on distributions whose libstdc++ is older than the one TorchSharp was linked against.</summary>
/// <remarks>
/// <c>libLibTorchSharp.so</c> 0.107 names <c>GLIBCXX_3.4.32</c> among its needs although no symbol it relocates carries that version, so the
/// loader of Debian 12 or Ubuntu 22.04 refuses a library that would run. Marking that one need as weak (<c>VER_FLG_WEAK</c>) in a copy lets it
/// load; the shipped file is never changed. Everything else is left to TorchSharp.
/// </remarks>
public static class TorchRuntime
{
    private const string LibraryName = "libLibTorchSharp.so";
    private const uint SectionGnuVersionNeeds = 0x6ffffffe;
    private const ushort WeakFlag = 0x2;

    // Order matters: each needs the ones before it.
    private static readonly string[] Dependencies = ["libgomp-98b21ff3.so.1", "libc10.so", "libtorch_cpu.so", "libtorch.so"];

    private static readonly Lazy<bool> Loaded = new(LoadOnce);

    /// <summary>Loads the native libraries before the first use of <c>torch</c>. Cheap after the first call; safe from any thread.</summary>
    /// <exception cref="DllNotFoundException">The libraries are missing or need something this system lacks; the message names it.</exception>
    public static void Load() => _ = Loaded.Value;

    /// <summary>Makes sure that a device can be computed on; asks libtorch only about devices that not every machine has.</summary>
    /// <param name="device"><c>cpu</c> or <c>cuda</c>.</param>
    /// <exception cref="PlatformNotSupportedException">It cannot; the message says what to do.</exception>
    public static void RequireDevice(string device)
    {
        if (device == "cpu")
            return;
        if (device != "cuda")
            throw new PlatformNotSupportedException($"device: expected cpu or cuda, found \"{device}\". Choose one of the two.");
        Load();
        if (!torch.cuda.is_available())
            throw new PlatformNotSupportedException("device: cuda expected a graphics card with CUDA and a build that uses it, found none. Compute on the processor (--device cpu), or build with -p:Torch=cuda (not tested).");
    }

    private static bool LoadOnce()
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux))
            return true;
        string directory = NativeDirectory();
        foreach (string name in Dependencies.Where(name => File.Exists(Path.Combine(directory, name))))
            NativeLibrary.Load(Path.Combine(directory, name));
        string library = Path.Combine(directory, LibraryName);
        try
        {
            NativeLibrary.Load(library);
        }
        catch (DllNotFoundException failure) when (MissingVersion(failure.Message) is { } version)
        {
            NativeLibrary.Load(PatchedCopy(library, version, CacheDirectory()));
        }
        return true;
    }

    /// <summary>The libstdc++ version that the loader's message says is missing, or null when it failed for another reason.</summary>
    internal static string? MissingVersion(string loaderMessage)
    {
        const string opening = "version `GLIBCXX_";
        int start = loaderMessage.IndexOf(opening, StringComparison.Ordinal);
        if (start < 0)
            return null;
        start += "version `".Length;
        int end = loaderMessage.IndexOf('\'', start);
        return end < 0 ? null : loaderMessage[start..end];
    }

    /// <summary>A copy of the library in which the need for <paramref name="version"/> is weak; made once per content and swapped in by rename.</summary>
    internal static string PatchedCopy(string library, string version, string cacheDirectory)
    {
        byte[] image = File.ReadAllBytes(library);
        string folder = Path.Combine(cacheDirectory, Convert.ToHexStringLower(SHA256.HashData(image))[..16]);
        string copy = Path.Combine(folder, LibraryName);
        if (File.Exists(copy) && new FileInfo(copy).Length == image.Length)
            return copy;
        if (!WeakenVersionNeed(image, version))
            throw new DllNotFoundException($"{library}: expected a need for {version} in its version table, found none. Install a libstdc++ that has {version}.");
        Directory.CreateDirectory(folder);
        string unfinished = Path.Combine(folder, Guid.NewGuid().ToString("N"));
        File.WriteAllBytes(unfinished, image);
        File.Move(unfinished, copy, overwrite: true);
        return copy;
    }

    /// <summary>Sets <c>VER_FLG_WEAK</c> on one entry of the <c>SHT_GNU_verneed</c> section of a 64-bit little-endian ELF image.</summary>
    /// <remarks>Ref: ELF-64 object file format 1.5, figures 2 and 8; Linux Standard Base 5.0, section 10.7.</remarks>
    /// <returns>Whether the version was among the needs.</returns>
    internal static bool WeakenVersionNeed(Span<byte> image, string version)
    {
        if (image.Length < 64 || !image[..6].SequenceEqual("\u007fELF\u0002\u0001"u8))
            return false;
        long sections = BinaryPrimitives.ReadInt64LittleEndian(image[0x28..]);
        int entrySize = BinaryPrimitives.ReadUInt16LittleEndian(image[0x3A..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(image[0x3C..]);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> section = image.Slice((int)(sections + (long)i * entrySize), entrySize);
            if (BinaryPrimitives.ReadUInt32LittleEndian(section[4..]) != SectionGnuVersionNeeds)
                continue;
            int link = BinaryPrimitives.ReadInt32LittleEndian(section[0x28..]);
            int needs = (int)BinaryPrimitives.ReadInt64LittleEndian(section[0x18..]);
            int strings = (int)BinaryPrimitives.ReadInt64LittleEndian(image.Slice((int)(sections + (long)link * entrySize), entrySize)[0x18..]);
            return WeakenInTable(image, needs, strings, version);
        }
        return false;
    }

    private static bool WeakenInTable(Span<byte> image, int need, int strings, string version)
    {
        byte[] name = Encoding.ASCII.GetBytes(version + "\0");
        while (true)
        {
            int entries = BinaryPrimitives.ReadUInt16LittleEndian(image[(need + 2)..]);
            int entry = need + BinaryPrimitives.ReadInt32LittleEndian(image[(need + 8)..]);
            for (int i = 0; i < entries; i++)
            {
                int text = strings + BinaryPrimitives.ReadInt32LittleEndian(image[(entry + 8)..]);
                if (image[text..].StartsWith(name))
                {
                    image[entry + 4] |= (byte)WeakFlag;
                    return true;
                }
                entry += BinaryPrimitives.ReadInt32LittleEndian(image[(entry + 12)..]);
            }
            int next = BinaryPrimitives.ReadInt32LittleEndian(image[(need + 12)..]);
            if (next == 0)
                return false;
            need += next;
        }
    }

    private static string NativeDirectory()
    {
        string searched = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        string[] directories = [.. searched.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries), AppContext.BaseDirectory];
        return directories.FirstOrDefault(directory => File.Exists(Path.Combine(directory, LibraryName)))
            ?? throw new DllNotFoundException($"{LibraryName}: expected in one of {string.Join(", ", directories)}, found in none. Build or install again.");
    }

    private static string CacheDirectory()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        return home.Length > 0 ? Path.Combine(home, "CellDynamics", "native") : Directory.CreateTempSubdirectory("celldynamics-native-").FullName;
    }
}
