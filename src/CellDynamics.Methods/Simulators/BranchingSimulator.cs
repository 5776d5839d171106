using System.ComponentModel.DataAnnotations;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Integration;

namespace CellDynamics.Methods.Simulators;

/// <summary>Progenitors that move along one direction and then fall into one of two fates, seen through genes counted with noise.</summary>
/// <remarks>
/// The state (u, v) follows du = ½(3 − u) dt + σ dW and dv = (p(u) v − v³) dt + σ dW with p(u) = 2u − 2: the pitchfork of a fate decision
/// opens as cells mature. Genes respond to u, to either sign of v, or to nothing; counts are Poisson around exp of a smooth response.
/// </remarks>
public sealed class BranchingSimulator : IDynamicSimulator
{
    private const int Dims = 2;
    private const double Step = 0.01;

    public string Id => "branching";

    public string Summary => "Progenitors that mature and fall into one of two fates: counts of sixty genes, five snapshots.";

    public Type ParameterType => typeof(BranchingSettings);

    public Drift DriftOf(MethodParameters parameters) => MoveTowardsAFate;

    public SimulatedData Simulate(MethodParameters parameters, int seed)
    {
        var s = (BranchingSettings)parameters;
        double[] times = [.. Enumerable.Range(0, s.Snapshots)];
        DenseMatrix states = Snapshots.Take(
            (random, state) => (state[0], state[1]) = (0.2 * random.NextNormal(), 0.15 * random.NextNormal()),
            MoveTowardsAFate, s.Sigma, times, s.Cells, Dims, seed);
        (DenseMatrix counts, string[] genes) = Count(states, s, seed);
        string?[] fates = [.. Enumerable.Range(0, states.Rows).Select(row => FateOf(states.Row(row), s.Sigma))];
        DataColumn[] annotations =
        [
            DataColumn.OfCategories("day", [.. times.SelectMany(time => Enumerable.Repeat<string?>($"day {time:0}", s.Cells))]),
            DataColumn.OfCategories("true_fate", fates),
            DataColumn.OfNumbers("true_maturity", states.Column(0)),
            DataColumn.OfNumbers("true_side", states.Column(1)),
        ];
        return new SimulatedData(counts, genes, annotations, new Dictionary<string, double> { ["sigma"] = s.Sigma });
    }

    private static void MoveTowardsAFate(ReadOnlySpan<double> state, Span<double> drift)
    {
        (double u, double v) = (state[0], state[1]);
        drift[0] = 0.5 * (3 - u);
        drift[1] = (2 * u - 2) * v - v * v * v;
    }

    /// <summary>Where a cell would end without further noise; undecided while noise still decides.</summary>
    private static string FateOf(ReadOnlySpan<double> state, double sigma)
    {
        Span<double> end = [state[0], state[1]];
        EulerMaruyama.Advance(end, MoveTowardsAFate, sigma: 0, duration: 20, Step, new RandomStream(0));
        return Math.Abs(state[1]) < 2 * sigma && state[0] < 2 ? "undecided" : end[1] > 0 ? "fate A" : "fate B";
    }

    private static (DenseMatrix Counts, string[] Genes) Count(DenseMatrix states, BranchingSettings s, int seed)
    {
        string[] kinds = ["early", "late", "fateA", "fateB", "house"];
        string[] genes = [.. Enumerable.Range(0, s.Genes).Select(g => $"{kinds[g % kinds.Length]}{g / kinds.Length + 1}")];
        var counts = new DenseMatrix(states.Rows, s.Genes);
        for (int row = 0; row < states.Rows; row++)
        {
            var random = new RandomStream(seed, 1, row);
            double depth = Math.Exp(0.25 * random.NextNormal()) * s.Depth / s.Genes;
            for (int g = 0; g < s.Genes; g++)
                counts[row, g] = Poisson(depth * Math.Exp(Response(states.Row(row), g % kinds.Length, g / kinds.Length)), random);
        }
        return (counts, genes);
    }

    /// <summary>Log expression relative to the mean gene; genes of one kind differ a little in when and how strongly they respond.</summary>
    private static double Response(ReadOnlySpan<double> state, int kind, int index)
    {
        double strength = 1.2 + 0.1 * (index % 5), shift = 0.15 * (index % 4);
        return kind switch
        {
            0 => -strength * Math.Tanh(state[0] - 1 - shift),
            1 => strength * Math.Tanh(state[0] - 1.5 - shift),
            2 => strength * Math.Tanh(state[1] - shift),
            3 => strength * Math.Tanh(-state[1] - shift),
            _ => 0.2 * Math.Sin(index),
        };
    }

    /// <summary>Ref: Knuth 1969, section 3.4.1, in pieces so that large means do not underflow.</summary>
    private static double Poisson(double mean, RandomStream random)
    {
        const double piece = 30;
        double count = 0;
        for (; mean > piece; mean -= piece)
            count += Poisson(piece, random);
        double limit = Math.Exp(-mean), product = random.NextUniform();
        for (; product > limit; product *= random.NextUniform())
            count++;
        return count;
    }
}

public sealed record BranchingSettings : MethodParameters
{
    [Display(Name = "Cells per snapshot", Description = "More cells: smoother populations.")]
    [Range(2, 100_000)]
    public int Cells { get; init; } = 150;

    [Display(Name = "Snapshots", Description = "More: a longer record, one a day.")]
    [Range(2, 50)]
    public int Snapshots { get; init; } = 5;

    [Display(Name = "Genes", Description = "More: more of every kind.")]
    [Range(5, 20_000)]
    public int Genes { get; init; } = 60;

    [Display(Name = "Counts per cell", Description = "More: less counting noise.")]
    [Range(10, 1_000_000)]
    public double Depth { get; init; } = 3000;

    [Display(Name = "Noise, σ", Description = "Larger: wider populations and later decisions.")]
    [Range(0, 10)]
    public double Sigma { get; init; } = 0.25;
}
