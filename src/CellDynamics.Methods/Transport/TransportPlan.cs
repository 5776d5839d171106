using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Transport;

/// <summary>An exact plan: at most sources + targets − 1 pairs carry mass.</summary>
public sealed class TransportPlan
{
    internal TransportPlan(int sources, int targets, PlanEntry[] entries)
    {
        (Sources, Targets) = (sources, targets);
        Entries = entries;
    }

    public int Sources { get; }

    public int Targets { get; }

    /// <summary>Pairs with positive mass, ordered by source, then target.</summary>
    public IReadOnlyList<PlanEntry> Entries { get; }

    /// <summary>⟨P, C⟩.</summary>
    public required double Cost { get; init; }

    /// <summary>u, cost units, <c>[sources]</c>.</summary>
    public required double[] SourcePotentials { get; init; }

    /// <summary>v, cost units, <c>[targets]</c>; u + v ≤ C everywhere and equal where mass moves.</summary>
    public required double[] TargetPotentials { get; init; }

    public required OptimalityCertificate Certificate { get; init; }

    /// <summary>Basis exchanges of the simplex, as a measure of work.</summary>
    public required long Pivots { get; init; }

    /// <summary>The plan as a matrix <c>[sources, targets]</c>.</summary>
    public DenseMatrix ToDense()
    {
        var dense = new DenseMatrix(Sources, Targets);
        foreach (PlanEntry entry in Entries)
            dense[entry.Source, entry.Target] = entry.Mass;
        return dense;
    }
}
