using System.ComponentModel.DataAnnotations;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Networks;

namespace CellDynamics.Methods.Simulators;

/// <summary><see cref="CoupledRepressilators"/> as a file.</summary>
public sealed class CoupledRepressilatorsSimulator : ISimulator
{
    public string Id => "coupled-repressilators";

    public string Summary => "A tissue of genetic clocks that signal to their neighbours: the stronger the coupling, the more they beat together.";

    public Type ParameterType => typeof(CoupledRepressilatorsSettings);

    public SimulatedData Simulate(MethodParameters parameters, int seed)
    {
        var s = (CoupledRepressilatorsSettings)parameters;
        CellTrajectories cells = CoupledRepressilators.Simulate(s, seed);
        var signals = new DenseMatrix(cells.GeneCount, 1);
        signals[cells.GeneCount - 1, 0] = s.Coupling > 0 ? 1 : 0;
        return FollowedCells.AsFile(cells, new Dictionary<string, double> { ["coupling"] = s.Coupling }, new Dictionary<string, DenseMatrix> { ["network"] = CoupledRepressilators.Network(), ["signals"] = signals });
    }
}

public sealed record CoupledRepressilatorsSettings : MethodParameters
{
    [Display(Name = "Cells along one side", Description = "The tissue is a square grid.")]
    [Range(2, 100)]
    public int Side { get; init; } = 8;

    [Display(Name = "Stored steps", Description = "More: a longer record.")]
    [Range(1, 10_000)]
    public int Stored { get; init; } = 200;

    [Display(Name = "Time between stored steps", Description = "Larger: fewer details. One beat takes about fourteen time units.")]
    [Range(0.001, 100)]
    public double Interval { get; init; } = 0.5;

    [Display(Name = "Coupling, Q", Description = "Share of the neighbours' signal that a cell takes up: 0 none, 1 all.")]
    [Range(0, 1)]
    public double Coupling { get; init; } = 0.8;
}
