namespace CellDynamics.Runs.Model;

/// <summary>What a project computed in a month. It stays when its runs are deleted: quotas and bills are about what was used.</summary>
public sealed class UsageRecord
{
    public Guid ProjectId { get; set; }

    /// <summary>Calendar month in UTC, <c>2026-11</c>, in which the runs ended.</summary>
    public required string Month { get; set; }

    /// <summary>Group of the workers, <c>cpu</c> or <c>gpu</c>.</summary>
    public required string Group { get; set; }

    public int Runs { get; set; }

    public double ComputeSeconds { get; set; }
}
