using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Contract;

/// <summary>What a method found. Coordinates and times are in the data's own units.</summary>
public sealed record MethodResult(Outcome Outcome, IFittedModel Model)
{
    public TrajectorySet? Trajectories { get; init; }

    /// <summary>Drift of every cell of the populations, stacked in their order, <c>[cells, dims]</c>, representation units per time unit.</summary>
    public DenseMatrix? Velocity { get; init; }

    public IReadOnlyList<Coupling> Couplings { get; init; } = [];

    public IReadOnlyList<HistoryPoint> History { get; init; } = [];

    /// <summary>Named scalars worth reporting, such as fitted parameters of a reference.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();
}
