using System.ComponentModel.DataAnnotations;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Integration;

namespace CellDynamics.Methods.Simulators;

/// <summary>Three proteins that repress each other in a ring: dxᵢ = (β / (1 + (xᵢ₋₁/k)ⁿ) − γ xᵢ) dt + σ dW.</summary>
/// <remarks>Ref: Elowitz &amp; Leibler 2000, doi 10.1038/35002125, proteins only; settings as inferred from the snapshots of Shen et al. 2025, arXiv 2408.06277.</remarks>
public sealed class RepressilatorSimulator : IDynamicSimulator
{
    public string Id => "repressilator";

    public string Summary => "Three genes that repress each other in a ring, eleven snapshots.";

    public Type ParameterType => typeof(RepressilatorSettings);

    public Drift DriftOf(MethodParameters parameters)
    {
        var s = (RepressilatorSettings)parameters;
        return (x, b) =>
        {
            for (int i = 0; i < 3; i++)
                b[i] = s.Beta / (1 + Math.Pow(Math.Max(x[(i + 2) % 3], 0) / s.K, s.N)) - s.Gamma * x[i];
        };
    }

    public SimulatedData Simulate(MethodParameters parameters, int seed)
    {
        var s = (RepressilatorSettings)parameters;
        double[] times = [.. Enumerable.Range(0, s.Snapshots).Select(i => i * s.Gap)];
        DenseMatrix values = Snapshots.Take(
            (random, state) => (state[0], state[1], state[2]) = (1 + 0.1 * random.NextUniform(), 1 + 0.1 * random.NextUniform(), 2 + 0.1 * random.NextUniform()),
            DriftOf(s), s.Sigma, times, s.Cells, 3, seed);
        var truth = new Dictionary<string, double> { ["beta"] = s.Beta, ["n"] = s.N, ["k"] = s.K, ["gamma"] = s.Gamma, ["sigma"] = s.Sigma };
        return new SimulatedData(values, ["gene1", "gene2", "gene3"], [Snapshots.TimeColumn(times, s.Cells)], truth);
    }
}

public sealed record RepressilatorSettings : MethodParameters
{
    [Display(Name = "Cells per snapshot", Description = "More cells: smoother populations.")]
    [Range(2, 100_000)]
    public int Cells { get; init; } = 50;

    [Display(Name = "Snapshots", Description = "More: a longer record.")]
    [Range(2, 200)]
    public int Snapshots { get; init; } = 11;

    [Display(Name = "Time between snapshots", Description = "Larger: further apart.")]
    [Range(0.001, 100)]
    public double Gap { get; init; } = 0.75;

    [Display(Name = "Production, β", Description = "Larger: more protein.")]
    [Range(0, 1000)]
    public double Beta { get; init; } = 10;

    [Display(Name = "Cooperativity, n", Description = "Larger: sharper switches.")]
    [Range(0.1, 20)]
    public double N { get; init; } = 3;

    [Display(Name = "Half-repression, k", Description = "Larger: weaker repression.")]
    [Range(0.001, 1000)]
    public double K { get; init; } = 1;

    [Display(Name = "Decay, γ", Description = "Larger: faster cycles.")]
    [Range(0, 100)]
    public double Gamma { get; init; } = 1;

    [Display(Name = "Noise, σ", Description = "Larger: wider populations.")]
    [Range(0, 100)]
    public double Sigma { get; init; } = 0.1;
}
