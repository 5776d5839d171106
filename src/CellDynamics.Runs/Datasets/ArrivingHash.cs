using System.Security.Cryptography;

namespace CellDynamics.Runs.Datasets;

/// <summary>SHA-256 of a file while it arrives, so that its end has not to wait until all of it was read again: of twenty large files that end together, the disk and everybody else would wait as well.</summary>
internal sealed class ArrivingHash : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Bytes from the beginning of the file that it has seen.</summary>
    public long Length { get; private set; }

    /// <summary>When the file was last written to by whoever keeps this; somebody else wrote since where the file says another moment.</summary>
    public DateTime? WrittenUtc { get; set; }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        hash.AppendData(bytes);
        Length += bytes.Length;
    }

    /// <returns>Lower-case hexadecimal.</returns>
    public string End() => Convert.ToHexStringLower(hash.GetHashAndReset());

    public void Dispose() => hash.Dispose();
}
