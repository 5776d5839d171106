using System.ComponentModel.DataAnnotations;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Networks;

namespace CellDynamics.Methods.Simulators;

/// <summary>A tissue whose cells carry a gene network and signal to their neighbours. Ref: staged 6.2; ours.</summary>
public sealed class SpatialHillSimulator : ISimulator
{
    public string Id => "spatial-hill";

    public string Summary => "A tissue of two cell types: twelve genes in every cell, two signals between neighbours, followed in time.";

    public Type ParameterType => typeof(SpatialHillSettings);

    public SimulatedData Simulate(MethodParameters parameters, int seed)
    {
        var s = (SpatialHillSettings)parameters;
        SpatialHillSystem system = SpatialHillSystem.Draw(seed);
        CellTrajectories cells = system.Simulate(s, seed);
        return FollowedCells.AsFile(cells, new Dictionary<string, double> { ["sigma"] = s.Noise, ["measurement_noise"] = s.MeasurementNoise }, Enumerable.Range(0, SpatialHillSystem.Types).SelectMany(k => new[]
        {
            KeyValuePair.Create($"network_{cells.TypeNames[k]}", system.Network(k)), KeyValuePair.Create($"signals_{cells.TypeNames[k]}", system.Signals(k)),
        }).ToDictionary());
    }
}

public sealed record SpatialHillSettings : MethodParameters
{
    [Display(Name = "Cells along one side", Description = "The tissue is a square grid.")]
    [Range(2, 100)]
    public int Side { get; init; } = 8;

    [Display(Name = "Stored steps", Description = "More: a longer record.")]
    [Range(1, 10_000)]
    public int Stored { get; init; } = 500;

    [Display(Name = "Time between stored steps", Description = "Larger: fewer details.")]
    [Range(0.001, 100)]
    public double Interval { get; init; } = 0.1;

    [Display(Name = "Step of the simulation", Description = "Smaller: more exact and slower.")]
    [Range(0.0001, 1)]
    public double Step { get; init; } = 0.02;

    [Display(Name = "Noise in the cells, σ", Description = "Larger: cells of one kind differ more.")]
    [Range(0, 10)]
    public double Noise { get; init; } = 0.02;

    [Display(Name = "Noise of measuring", Description = "Spread of what is added to every value that is written.")]
    [Range(0, 10)]
    public double MeasurementNoise { get; init; }
}
