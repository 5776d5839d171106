using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Networks;

namespace CellDynamics.Methods.Contract;

/// <summary>What a method found. Coordinates and times are in the data's own units.</summary>
public sealed record MethodResult(Outcome Outcome, IFittedModel Model)
{
    public TrajectorySet? Trajectories { get; init; }

    /// <summary>Drift of every cell of the populations, stacked in their order, <c>[cells, dims]</c>, representation units per time unit.</summary>
    public DenseMatrix? Velocity { get; init; }

    public IReadOnlyList<Coupling> Couplings { get; init; } = [];

    public IReadOnlyList<HistoryPoint> History { get; init; } = [];

    /// <summary>What drives what, and how genes go on; of a method that learns networks.</summary>
    public INetworkGuess? Network { get; init; }

    /// <summary>Named scalars worth reporting, such as fitted parameters of a reference.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();
}

/// <summary>How a fit ended. Not converging is an outcome with advice, not an exception.</summary>
/// <param name="HasConverged">The stopping rule was met.</param>
/// <param name="Message">What happened, in a sentence a person can read.</param>
/// <param name="Advice">What to change when it did not settle; empty otherwise.</param>
public sealed record Outcome(bool HasConverged, string Message, string Advice = "");

/// <summary>A number that changed while fitting, kept for the page and the file.</summary>
public sealed record HistoryPoint(string Series, int Step, double Value);
