using System.Numerics.Tensors;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Baselines.Networks;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.Networks;
using CellDynamics.Methods.Simulators;
using CellDynamics.Methods.Staged;
using CellDynamics.Methods.Staged.Released;

namespace CellDynamics.Cli.Benchmarks.Networks;

/// <summary>What is fitted and scored in a benchmark of gene networks.</summary>
/// <param name="Name">As it stands in the table.</param>
/// <param name="Fit">Learns from what it is given.</param>
internal sealed record NetworkContender(string Name, Func<NetworkTraining, CancellationToken, INetworkGuess> Fit)
{
    /// <summary>The row that knows the answer.</summary>
    public const string Oracle = "oracle (true drift)";

    /// <summary>States on either side that are averaged into a smoothed one.</summary>
    private const int SmoothedHalf = 2;

    /// <summary>Every baseline of the product; those of rates also on smoothed trajectories, without which noise of measuring swamps differences.</summary>
    public static IReadOnlyList<NetworkContender> Baselines { get; } =
        [.. NetworkBaselineCatalog.All.Select(Of), .. NetworkBaselineCatalog.All.Where(baseline => baseline.Id is "ridge-signals" or "forest").Select(baseline => Of(baseline).Smoothed)];

    /// <summary>The product with its defaults.</summary>
    public static NetworkContender Staged { get; } = Of(new StagedContender(new StagedParameters(), []));

    /// <summary>All that is fitted: the product, simple guesses, and the release for the record.</summary>
    public static IReadOnlyList<NetworkContender> All { get; } = [Staged, .. Baselines, Of(new ReleasedStaged())];

    /// <summary>The same, having learned from means over five successive states.</summary>
    private NetworkContender Smoothed => new($"{Name}, smoothed", (training, cancellation) => Fit(training with { Cells = Smooth(training.Cells) }, cancellation));

    public static NetworkContender TrueDrift(SpatialHillSystem system) => new(Oracle, (_, _) => new NetworkGuess(system, null));

    /// <summary>The product, told of edges of which some are wrong.</summary>
    public static NetworkContender Misled(WrongPrior prior) => Of(new StagedContender(new StagedParameters(), prior.Edges)) with { Name = SpatialHillBenchmark.Misled };

    /// <summary>The same without any pair through which a neighbour could be heard.</summary>
    public NetworkContender Deaf => new($"{Name}, no neighbours", (training, cancellation) => Fit(training with { Pairs = [] }, cancellation));

    /// <summary>The same with cells put where others were during the training: it hears the wrong neighbours.</summary>
    /// <param name="reach">How far cells hear each other.</param>
    public NetworkContender Shuffled(double reach) => new($"{Name}, shuffled positions", (training, cancellation) =>
    {
        DenseMatrix positions = training.Cells.Positions!;
        CellTrajectories moved = training.Cells with { Positions = positions.SelectRows(new RandomStream(training.Seed, positions.Rows).Choose(positions.Rows, positions.Rows)) };
        return Fit(training with { Cells = moved, Around = Neighbourhood.Of(moved, reach) }, cancellation);
    });

    private static NetworkContender Of(INetworkBaseline baseline) => new(baseline.Id, baseline.Fit);

    /// <summary>Running means over time, over fewer states towards either end.</summary>
    private static CellTrajectories Smooth(CellTrajectories cells) => cells with
    {
        States = [.. Enumerable.Range(0, cells.States.Count).Select(t =>
        {
            int half = Math.Min(SmoothedHalf, Math.Min(t, cells.States.Count - 1 - t));
            double[] sum = new double[cells.States[t].Values.Length];
            foreach (DenseMatrix state in cells.States.Skip(t - half).Take(2 * half + 1))
                TensorPrimitives.MultiplyAdd(state.Values, 1.0 / (2 * half + 1), sum, sum);
            return new DenseMatrix(cells.CellCount, cells.GeneCount, sum);
        })],
    };
}
