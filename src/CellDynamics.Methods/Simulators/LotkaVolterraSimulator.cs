using System.ComponentModel.DataAnnotations;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Integration;

namespace CellDynamics.Methods.Simulators;

/// <summary>Prey and predator with additive noise: dx = (αx − βxy) dt + σ dW, dy = (δxy − γy) dt + σ dW.</summary>
/// <remarks>Settings as inferred from the published snapshots of Shen et al. 2025, arXiv 2408.06277.</remarks>
public sealed class LotkaVolterraSimulator : IDynamicSimulator
{
    public string Id => "lotka-volterra";

    public string Summary => "Prey and predator: two species, one cycle, nine snapshots.";

    public Type ParameterType => typeof(LotkaVolterraSettings);

    public Drift DriftOf(MethodParameters parameters)
    {
        var s = (LotkaVolterraSettings)parameters;
        return (x, b) => (b[0], b[1]) = (s.Alpha * x[0] - s.Beta * x[0] * x[1], s.Delta * x[0] * x[1] - s.Gamma * x[1]);
    }

    public SimulatedData Simulate(MethodParameters parameters, int seed)
    {
        var s = (LotkaVolterraSettings)parameters;
        double[] times = [.. Enumerable.Range(0, s.Snapshots).Select(i => i * s.Gap)];
        DenseMatrix values = Snapshots.Take(
            (random, state) => (state[0], state[1]) = (5 + 0.1 * random.NextUniform(), 4 + 0.1 * random.NextUniform()),
            DriftOf(s), s.Sigma, times, s.Cells, 2, seed);
        var truth = new Dictionary<string, double> { ["alpha"] = s.Alpha, ["beta"] = s.Beta, ["gamma"] = s.Gamma, ["delta"] = s.Delta, ["sigma"] = s.Sigma };
        return new SimulatedData(values, ["prey", "predator"], [Snapshots.TimeColumn(times, s.Cells)], truth);
    }
}

public sealed record LotkaVolterraSettings : MethodParameters
{
    [Display(Name = "Cells per snapshot", Description = "More cells: smoother populations.")]
    [Range(2, 100_000)]
    public int Cells { get; init; } = 50;

    [Display(Name = "Snapshots", Description = "More: a longer record.")]
    [Range(2, 200)]
    public int Snapshots { get; init; } = 9;

    [Display(Name = "Time between snapshots", Description = "Larger: further apart.")]
    [Range(0.001, 100)]
    public double Gap { get; init; } = 1;

    [Display(Name = "Growth of the prey, α", Description = "Larger: faster cycles.")]
    [Range(0, 100)]
    public double Alpha { get; init; } = 1;

    [Display(Name = "Predation, β", Description = "Larger: fewer predators in balance.")]
    [Range(0, 100)]
    public double Beta { get; init; } = 0.4;

    [Display(Name = "Death of predators, γ", Description = "Larger: faster cycles.")]
    [Range(0, 100)]
    public double Gamma { get; init; } = 0.4;

    [Display(Name = "Growth of predators, δ", Description = "Larger: fewer prey in balance.")]
    [Range(0, 100)]
    public double Delta { get; init; } = 0.1;

    [Display(Name = "Noise, σ", Description = "Larger: wider populations.")]
    [Range(0, 100)]
    public double Sigma { get; init; } = 0.1;
}
