namespace CellDynamics.Runs.Model;

/// <summary>Something the members of a project have to know, such as a dataset that will be deleted; shown until dismissed.</summary>
public sealed class NoticeRecord
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid ProjectId { get; set; }

    public Guid? DatasetId { get; set; }

    /// <summary>What it is about, once per <see cref="DatasetId"/>, such as <c>retention-30</c>.</summary>
    public required string Key { get; set; }

    public required string Message { get; set; }

    public DateTime CreatedUtc { get; set; }

    public DateTime? DismissedUtc { get; set; }
}
