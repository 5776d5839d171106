using CellDynamics.Data.Annotated;

namespace CellDynamics.Runs.Queue;

/// <summary>What a person asks for.</summary>
public sealed record RunSubmission
{
    public required Guid DatasetId { get; init; }

    public required string Method { get; init; }

    public required string Name { get; init; }

    public required StudyRoles Roles { get; init; }

    /// <summary>Only those that differ from the defaults, kebab-case name → text.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<double> HoldOut { get; init; } = [];

    public IReadOnlyList<string> HoldOutDonors { get; init; } = [];

    /// <summary>A finished analysis through time of the same dataset, whose paths are stood on.</summary>
    public Guid? PathsFrom { get; init; }

    public bool Validation { get; init; } = true;

    /// <summary>Null: what the method is usually tested with.</summary>
    public int? ValidationSeeds { get; init; }

    public int Seed { get; init; }

    public bool IsExample { get; init; }
}
