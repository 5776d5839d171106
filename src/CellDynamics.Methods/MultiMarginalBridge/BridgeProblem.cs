using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.MultiMarginalBridge.References;

namespace CellDynamics.Methods.MultiMarginalBridge;

/// <summary>Snapshots in the units of the bridge, with the clock of every interval.</summary>
/// <param name="Snapshots">Cells of each time, <c>[cells, dims]</c> each.</param>
/// <param name="Times">Data units, ascending, <c>[snapshots]</c>.</param>
/// <param name="Grids">One per interval.</param>
/// <param name="Units">How to get back to the data.</param>
/// <param name="Family">Of the reference.</param>
internal sealed record BridgeProblem(
    IReadOnlyList<DenseMatrix> Snapshots, double[] Times, IReadOnlyList<BridgeGrid> Grids, BridgeUnits Units, ReferenceFamily Family)
{
    private const int StepsOfLandscape = 10, StepsOfNamedSystem = 100;

    public int Dimensions => Snapshots[0].Columns;

    public double Sigma => Grids[0].Sigma;

    /// <summary>All cells of one time make one snapshot, whatever their condition or donor.</summary>
    public static BridgeProblem Of(PopulationSet populations, SbirrParameters parameters, double sigma)
    {
        double[] times = [.. populations.Times.Distinct().Order()];
        DenseMatrix[] states = [.. times.Select(populations.StatesAt)];
        bool isNamed = parameters.Reference.IsNamedSystem();
        BridgeUnits units = isNamed ? BridgeUnits.Unscaled(populations.Dimensions) : BridgeUnits.Of(states, times);
        int steps = parameters.Steps ?? (isNamed ? StepsOfNamedSystem : StepsOfLandscape);
        BridgeGrid[] grids = [.. times.Zip(times.Skip(1), (from, to) => new BridgeGrid((to - from) / units.Gap, steps, sigma))];
        return new BridgeProblem([.. states.Select(units.ToBridge)], times, grids, units, parameters.Reference);
    }
}
