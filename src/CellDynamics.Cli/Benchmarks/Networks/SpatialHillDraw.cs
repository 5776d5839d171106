using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.Metrics;
using CellDynamics.Methods.Networks;
using CellDynamics.Methods.Simulators;

namespace CellDynamics.Cli.Benchmarks.Networks;

/// <summary>One network with a tissue to learn from and unseen starts of it to be asked about.</summary>
internal sealed class SpatialHillDraw
{
    /// <summary>Stored steps of a test; what a knock-out did is read at the second of them.</summary>
    public static readonly int[] Horizons = [10, 20, 49];

    private const double MeasurementNoise = 0.05, LeastEffect = 0.01;
    private const int ShortSteps = 50, PermutedNames = 20;

    /// <param name="seed">Of the network and the tissue.</param>
    /// <param name="stored">Steps of the trajectory that is learned from.</param>
    /// <param name="starts">How many unseen starts are asked about.</param>
    public SpatialHillDraw(int seed, int stored, int starts)
    {
        Seed = seed;
        System = SpatialHillSystem.Draw(seed);
        var settings = new SpatialHillSettings { Stored = stored };
        NetworkTraining clean = Training(settings), noisy = Training(settings with { MeasurementNoise = MeasurementNoise });
        Around = clean.Around;
        Trainings = new Dictionary<TrainingKind, NetworkTraining>
        {
            [TrainingKind.Clean] = clean, [TrainingKind.Noisy] = noisy, [TrainingKind.ShortClean] = First(clean, ShortSteps), [TrainingKind.ShortNoisy] = First(noisy, ShortSteps),
        };
        Prior = new WrongPrior(System, seed);
        SpatialHillSettings test = settings with { Stored = Horizons[^1] }, read = settings with { Stored = Horizons[1] };
        Tests = [.. Enumerable.Range(1, starts).Select(start => System.Simulate(test, seed, start))];
        KnockOuts =
        [
            .. from start in Enumerable.Range(1, starts) from gene in Enumerable.Range(0, SpatialHillSystem.Genes)
               let without = System.Simulate(read, seed, start, Perturbation.KnockOut(gene)).States[^1]
               let knockOut = new KnockOut(start - 1, gene, Change(without, Tests[start - 1].States[Horizons[1]], gene))
               where knockOut.Change.Average(Math.Abs) > LeastEffect
               select knockOut,
        ];
    }

    public int Seed { get; }

    public SpatialHillSystem System { get; }

    /// <summary>One trajectory, whole or its beginning, as it was or as it was measured.</summary>
    public IReadOnlyDictionary<TrainingKind, NetworkTraining> Trainings { get; }

    public WrongPrior Prior { get; }

    /// <summary>The same tissue from starts that nothing was learned from, without noise of measuring.</summary>
    public IReadOnlyList<CellTrajectories> Tests { get; }

    public Neighbourhood Around { get; }

    /// <summary>Knock-outs that do something.</summary>
    public IReadOnlyList<KnockOut> KnockOuts { get; }

    /// <summary>Levels with the knock-out minus without, over cells and genes but the one that is out.</summary>
    public static double[] Change(DenseMatrix without, DenseMatrix with, int gene) =>
        [.. Enumerable.Range(0, with.Values.Length).Where(i => i % with.Columns != gene).Select(i => without.Values[i] - with.Values[i])];

    /// <summary>How scores rank the regulators of every gene, both types together.</summary>
    public EdgeRanking Network(EdgeScores found) => Network(found, [.. Enumerable.Range(0, SpatialHillSystem.Genes)]);

    /// <summary>Mean AUPRC where the scores were given to genes by other names: what chance reaches.</summary>
    public double PermutedAuprc(EdgeScores found) => Enumerable.Range(0, PermutedNames).Average(i =>
        Network(found, new RandomStream(Seed, i).Choose(SpatialHillSystem.Genes, SpatialHillSystem.Genes)).Auprc);

    /// <summary>How scores rank the targets of every candidate pair, both types together; null where all scores are 0.</summary>
    public EdgeRanking? Signals(EdgeScores found)
    {
        if (found.Signals.All(scores => scores.Values.All(score => score == 0)))
            return null;
        return EdgeRanking.Of(
        [
            .. from type in Enumerable.Range(0, SpatialHillSystem.Types) let truth = System.Signals(type)
               from pair in Enumerable.Range(0, SpatialHillSystem.Candidates.Count) let complex = Enumerable.Range(0, SpatialHillSystem.Complexes).Where(q => SpatialHillSystem.CandidateOf(q) == pair)
               from gene in Enumerable.Range(0, SpatialHillSystem.Genes)
               select (found.Signals[type][gene, pair], complex.Any(q => truth[gene, q] != 0)),
        ]);
    }

    private EdgeRanking Network(EdgeScores found, int[] names) => EdgeRanking.Of(
    [
        .. from type in Enumerable.Range(0, SpatialHillSystem.Types) let truth = System.Network(type)
           from target in Enumerable.Range(0, SpatialHillSystem.Genes) from source in Enumerable.Range(0, SpatialHillSystem.Genes) where source != target
           select (found.Genes[type][names[target], names[source]], truth[target, source] != 0),
    ]);

    private NetworkTraining Training(SpatialHillSettings settings)
    {
        CellTrajectories cells = System.Simulate(settings, Seed);
        return new NetworkTraining(cells, Neighbourhood.Of(cells, SpatialHillSystem.Reach), SpatialHillSystem.Candidates, Seed);
    }

    private static NetworkTraining First(NetworkTraining whole, int steps) =>
        whole with { Cells = whole.Cells with { Times = [.. whole.Cells.Times.Take(steps + 1)], States = [.. whole.Cells.States.Take(steps + 1)] } };
}

/// <summary>What is learned from. Short: the first fifty steps, in which the tissue still moves most.</summary>
internal enum TrainingKind { Clean, Noisy, ShortClean, ShortNoisy }

/// <param name="Start">Index of the test.</param>
/// <param name="Gene">Held at 0 from the start.</param>
/// <param name="Change">What it truly did after twenty stored steps, <c>[cells × (genes − 1)]</c>.</param>
internal sealed record KnockOut(int Start, int Gene, double[] Change);
