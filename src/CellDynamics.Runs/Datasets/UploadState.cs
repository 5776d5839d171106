using CellDynamics.Runs.Model;

namespace CellDynamics.Runs.Datasets;

/// <summary>One upload as it stands.</summary>
/// <param name="Offset">Bytes that have arrived and been written.</param>
/// <param name="DatasetId">Set once the upload is complete and in the catalogue.</param>
/// <param name="Project">Where the dataset will belong; null in uploads of an earlier version.</param>
/// <param name="Account">Who began it; null without accounts.</param>
public sealed record UploadState(Guid Id, string FileName, long Length, long Offset, DateTime CreatedUtc, Guid? DatasetId, Guid? Project = null, Guid? Account = null)
{
    /// <summary>Of the whole file as the sender has it, lower-case hexadecimal; null while it was not told.</summary>
    public string? Sha256 { get; init; }

    internal Guid Place => Project ?? ProjectRecord.DefaultId;
}

public enum UploadProblem { NotFound, OffsetConflict, ChecksumMismatch, TooLarge, DiskFull, BadName, Refused }

/// <summary>An upload was refused or interrupted; the message says what was expected, what was found and what to do.</summary>
public sealed class UploadException(UploadProblem problem, string message) : Exception(message)
{
    public UploadProblem Problem { get; } = problem;
}
