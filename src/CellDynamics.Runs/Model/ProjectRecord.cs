namespace CellDynamics.Runs.Model;

/// <summary>A lab's space: whose datasets and runs they are.</summary>
public sealed class ProjectRecord
{
    /// <summary>The one project of an instance without accounts.</summary>
    public static readonly Guid DefaultId = new("01900000-0000-7000-8000-000000000001");

    public Guid Id { get; set; }

    public required string Name { get; set; }
}
