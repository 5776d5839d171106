using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Networks;

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

    /// <summary>Ligand–receptor pairs that may signal; null: those of the textbook.</summary>
    public IReadOnlyList<SignalPair>? Pairs { get; init; }

    /// <summary>Edges of a network that somebody believes in; null: none.</summary>
    public IReadOnlyList<PriorEdge>? Prior { get; init; }

    /// <summary>Genes that a network must hold, whatever else is chosen; null: none.</summary>
    public IReadOnlyList<string>? Genes { get; init; }

    public bool Validation { get; init; } = true;

    /// <summary>Null: what the method is usually tested with.</summary>
    public int? ValidationSeeds { get; init; }

    public int Seed { get; init; }

    /// <summary><c>cpu</c> or <c>cuda</c>, which only workers of the group <c>gpu</c> have.</summary>
    public string Device { get; init; } = "cpu";

    public bool IsExample { get; init; }
}
