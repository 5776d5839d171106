namespace CellDynamics.Runs.Datasets;

/// <summary>Uploads on their way, one file and one small description each under <c>{DataRoot}/uploads</c>; they survive a restart.</summary>
public sealed class UploadStore
{
    /// <exception cref="UploadException">Not enough free disk, or a name or length that cannot be accepted.</exception>
    public Task<UploadState> CreateAsync(long length, string fileName, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<UploadState?> FindAsync(Guid id, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<IReadOnlyList<UploadState>> ListAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Appends what the stream holds; what arrived before a cut stays. The last byte moves the file into the catalogue.</summary>
    /// <param name="checksum">Algorithm and base64 digest of this piece (tus checksum extension), or null.</param>
    /// <returns>The state after the piece, with the dataset's id once complete.</returns>
    /// <exception cref="UploadException">Offset conflict, checksum mismatch, too many bytes, or the disk is full; what was complete before stays.</exception>
    public Task<UploadState> AppendAsync(Guid id, long offset, Stream piece, (string Algorithm, string Digest)? checksum, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    public Task TerminateAsync(Guid id, CancellationToken cancellationToken) => throw new NotImplementedException();
}

/// <param name="Offset">Bytes that have arrived and been written.</param>
/// <param name="DatasetId">Set once the upload is complete and in the catalogue.</param>
public sealed record UploadState(Guid Id, string FileName, long Length, long Offset, DateTime CreatedUtc, Guid? DatasetId);

public enum UploadProblem { NotFound, OffsetConflict, ChecksumMismatch, TooLarge, DiskFull, BadName }

/// <summary>An upload was refused or interrupted; the message says what was expected, what was found and what to do.</summary>
public sealed class UploadException(UploadProblem problem, string message) : Exception(message)
{
    public UploadProblem Problem { get; } = problem;
}
