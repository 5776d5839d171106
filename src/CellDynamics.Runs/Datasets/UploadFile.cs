using System.Buffers;
using System.Security.Cryptography;

namespace CellDynamics.Runs.Datasets;

/// <summary>The bytes of one upload that have arrived.</summary>
/// <param name="Root">Path without ending.</param>
internal sealed record UploadFile(string Root)
{
    private const int BufferBytes = 1 << 18, HashBytes = 1 << 20;

    // One file after the other: side by side they would only take the disk from each other.
    private static readonly SemaphoreSlim Hashing = new(1, 1);

    public string Content => Root + ".part";

    // Names the offset that was true before a piece with a checksum began: should the server die inside the piece, its bytes do not count.
    private string Unverified => Root + ".unverified";

    /// <summary>Bytes that count, or null when there is no such upload.</summary>
    public long? Offset
    {
        get
        {
            var content = new FileInfo(Content);
            if (!content.Exists)
                return null;
            try
            {
                return long.TryParse(File.ReadAllText(Unverified), out long verified) ? Math.Min(verified, content.Length) : content.Length;
            }
            catch (FileNotFoundException)
            {
                return content.Length;
            }
        }
    }

    public DateTime? LastWriteUtc => File.Exists(Content) ? File.GetLastWriteTimeUtc(Content) : null;

    public async Task CreateAsync(CancellationToken cancellationToken) => await File.WriteAllBytesAsync(Content, [], cancellationToken);

    /// <summary>Opens for writing; while it is open nobody else can.</summary>
    /// <exception cref="UploadException">Another connection writes, or there is no such upload.</exception>
    public FileStream Open()
    {
        try
        {
            return new FileStream(Content, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0, Options = FileOptions.Asynchronous });
        }
        catch (FileNotFoundException)
        {
            throw new UploadException(UploadProblem.NotFound, "This upload does not exist (any more). Start it again.");
        }
        catch (IOException)
        {
            throw Busy();
        }
    }

    public static UploadException Busy() => new(UploadProblem.OffsetConflict, "Expected to be the only connection that sends this file, found another one. Close the other window, or wait a moment and try again.");

    /// <summary>Writes the piece at the offset; on a wrong checksum or too many bytes the file is cut back to it.</summary>
    /// <param name="whole">Sees every byte that is written; of no use any more where this fails.</param>
    public async Task AppendAsync(FileStream content, UploadState upload, long offset, Stream piece, (string Algorithm, string Digest)? checksum, ArrivingHash? whole, CancellationToken cancellationToken)
    {
        using IncrementalHash? hash = checksum is null ? null : IncrementalHash.CreateHash(AlgorithmOf(checksum.Value.Algorithm));
        content.SetLength(offset);
        content.Position = offset;
        if (hash is not null)
            await WriteMarkAsync(upload, offset, cancellationToken);
        else
            File.Delete(Unverified); // of a piece in which a server died: its bytes are cut off by now
        try
        {
            await CopyAsync(content, upload, piece, hash, whole, cancellationToken);
            if (hash is not null && Convert.ToBase64String(hash.GetHashAndReset()) is var found && found != checksum!.Value.Digest)
                throw new UploadException(UploadProblem.ChecksumMismatch, $"{upload.FileName}: expected a piece with checksum {checksum.Value.Digest}, found {found}: it was damaged on its way. Send it again.");
            content.Flush(flushToDisk: true);
        }
        catch (Exception failure) when (hash is not null || failure is UploadException { Problem: UploadProblem.TooLarge })
        {
            content.SetLength(offset);
            throw;
        }
        catch (IOException)
        {
            // The line was cut: what arrived counts, so it has to be on the disk as well.
            content.Flush(flushToDisk: true);
            throw;
        }
        finally
        {
            File.Delete(Unverified);
        }
    }

    /// <summary>SHA-256 of all that arrived, lower-case hexadecimal, read from the disk on a thread of its own: there a large file takes none from those who serve pages.</summary>
    public static async Task<string> HashAsync(FileStream content)
    {
        await Hashing.WaitAsync();
        try
        {
            return await Task.Factory.StartNew(() => Hash(content), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            Hashing.Release();
        }
    }

    private static string Hash(FileStream content)
    {
        using var hash = new ArrivingHash();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(HashBytes);
        try
        {
            int read;
            while ((read = RandomAccess.Read(content.SafeFileHandle, buffer, hash.Length)) > 0)
                hash.Append(buffer.AsSpan(0, read));
            return hash.End();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Delete()
    {
        if (Directory.Exists(Path.GetDirectoryName(Content)))
        {
            File.Delete(Content);
            File.Delete(Unverified);
        }
    }

    private static async Task CopyAsync(FileStream content, UploadState upload, Stream piece, IncrementalHash? hash, ArrivingHash? whole, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            int read;
            while ((read = await piece.ReadAsync(buffer, cancellationToken)) > 0)
            {
                if (content.Position + read > upload.Length)
                    throw new UploadException(UploadProblem.TooLarge, $"{upload.FileName}: expected {upload.Length} bytes as announced, found more. The file may have changed meanwhile: start its upload again.");
                await WriteAsync(content, upload, buffer.AsMemory(0, read), cancellationToken);
                hash?.AppendData(buffer, 0, read);
                whole?.Append(buffer.AsSpan(0, read));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task WriteAsync(FileStream content, UploadState upload, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await content.WriteAsync(bytes, cancellationToken);
        }
        catch (IOException failure)
        {
            throw DiskFull(upload, failure);
        }
    }

    private async Task WriteMarkAsync(UploadState upload, long offset, CancellationToken cancellationToken)
    {
        try
        {
            await File.WriteAllTextAsync(Unverified, offset.ToString("D"), cancellationToken);
        }
        catch (IOException failure)
        {
            throw DiskFull(upload, failure);
        }
    }

    // Whatever the disk's reason (full, quota, device error), the person's way on is the same: space on another disk or a retry.
    private static UploadException DiskFull(UploadState upload, IOException failure) => new(
        UploadProblem.DiskFull,
        $"{upload.FileName}: expected to write {ByteSize.Of(upload.Length)}, found that the server's disk is full ({failure.Message}). What arrived is kept: free some disk, then resume the upload.");

    private static HashAlgorithmName AlgorithmOf(string name) => name switch
    {
        "sha1" => HashAlgorithmName.SHA1,
        "sha256" => HashAlgorithmName.SHA256,
        _ => throw new UploadException(UploadProblem.ChecksumMismatch, $"Checksum: expected sha1 or sha256, found \"{name}\"."),
    };
}
