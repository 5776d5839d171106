namespace CellDynamics.Runs.Model;

/// <summary>A lab's space: whose datasets and runs they are, who may see them, and how much it may use.</summary>
public sealed class ProjectRecord
{
    /// <summary>The one project of an instance without accounts.</summary>
    public static readonly Guid DefaultId = new("01900000-0000-7000-8000-000000000001");

    public Guid Id { get; set; } = Guid.CreateVersion7();

    public required string Name { get; set; }

    public DateTime CreatedUtc { get; set; }

    /// <summary>Holds data of people: nothing of it may be shown through a link.</summary>
    public bool IsSensitive { get; set; }

    /// <summary>Quota of storage, bytes of datasets, uploads under way and results; null: none.</summary>
    public long? MaximumBytes { get; set; }

    /// <summary>Quota of runs under way at once; null: none but the instance's.</summary>
    public int? MaximumRunning { get; set; }

    /// <summary>Quota of computing, hours in a calendar month (UTC); null: none.</summary>
    public double? ComputeHoursPerMonth { get; set; }

    /// <summary>Days after the last use until a dataset is deleted with its runs; null: kept for ever.</summary>
    public int? RetentionDays { get; set; }

    /// <summary>Nothing in it is deleted, neither by the retention policy nor by hand.</summary>
    public bool IsHeld { get; set; }
}
