using System.Security.Cryptography;

namespace CellDynamics.Runs.Keeping;

/// <summary>Copies that are on the disk when they return, with the checksum of what was copied.</summary>
internal static class FileCopy
{
    private const int BufferBytes = 1 << 20;

    /// <returns>Bytes and SHA-256, lower-case hexadecimal.</returns>
    /// <remarks>A file that is replaced by rename meanwhile is copied as it was when it was opened.</remarks>
    public static async Task<(long Bytes, string Sha256)> CopyAsync(string source, string target, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        await using (FileStream from = OpenRead(source))
        await using (var to = new FileStream(target, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferBytes, useAsync: true))
        {
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            byte[] buffer = new byte[BufferBytes];
            long bytes = 0;
            int read;
            while ((read = await from.ReadAsync(buffer, cancellationToken)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                bytes += read;
            }
            await to.FlushAsync(cancellationToken);
            to.Flush(flushToDisk: true);
            // Keys are for their owner only, wherever they stand.
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(to.SafeFileHandle, File.GetUnixFileMode(from.SafeFileHandle));
            return (bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
    }

    public static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using FileStream content = OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
    }

    public static void WriteDurably(string path, byte[] content)
    {
        using FileStream file = File.Create(path);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    private static FileStream OpenRead(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferBytes, useAsync: true);
}
