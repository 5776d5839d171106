using CellDynamics.Cli.Benchmarks.Networks;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Baselines.Networks;
using CellDynamics.Methods.Metrics;
using CellDynamics.Methods.Networks;
using CellDynamics.Methods.Simulators;
using CellDynamics.Methods.Simulators.BoolOde;

namespace CellDynamics.Cli.Tests.Networks;

public class NetworkBenchmarkTests
{
    private static readonly SpatialHillDraw Draw = new(0, 50, 1);

    [Fact]
    public void The_truth_ranks_perfectly_and_with_the_names_of_genes_permuted_by_chance()
    {
        EdgeScores truth = Truth(Draw.System);
        Assert.Equal((1, 1), (Draw.Network(truth).Auprc, Draw.Network(truth).Auroc));
        Assert.Equal(24.0 / 132, Draw.Network(truth).Chance, 1e-12);
        Assert.Equal((1, 1), (Draw.Signals(truth)!.Auprc, Draw.Signals(truth)!.Auroc));
        Assert.Equal(4.0 / 48, Draw.Signals(truth)!.Chance, 1e-12);
        Assert.InRange(Draw.PermutedAuprc(truth), 0.1, 0.3);
        Assert.Null(Draw.Signals(truth with { Signals = [.. truth.Signals.Select(scores => new DenseMatrix(scores.Rows, scores.Columns))] }));
    }

    [Fact]
    public void The_true_drift_leaves_only_chance_unexplained()
    {
        SpatialHillTrial oracle = SpatialHillTrial.Run(NetworkContender.TrueDrift(Draw.System), Draw, TrainingKind.Clean, default);
        Assert.InRange(oracle.Gain, 0.93, 0.99);
        Assert.InRange(oracle.PathErrors[1], 0, 0.001);
        Assert.InRange(oracle.KnockOut, 0.98, 1);
        Assert.True(double.IsNaN(oracle.Auprc));
    }

    /// <remarks>Means over draws as an independent implementation found them for fifty stored steps (staged 6.2): gain 0.71, rollout 0.026, AUPRC 0.89 and 0.67 with noise.</remarks>
    [Fact]
    public void Linear_rates_score_as_in_another_implementation()
    {
        SpatialHillDraw[] draws = [Draw, .. Enumerable.Range(1, 5).Select(seed => new SpatialHillDraw(seed, 50, 1))];
        NetworkContender ridge = NetworkContender.All.Single(contender => contender.Name == "ridge-signals");
        SpatialHillTrial[] clean = [.. draws.Select(draw => SpatialHillTrial.Run(ridge, draw, TrainingKind.Clean, default))], noisy = [.. draws.Select(draw => SpatialHillTrial.Run(ridge, draw, TrainingKind.Noisy, default))];
        Assert.Equal(0.71, clean.Average(trial => trial.Gain), 0.04);
        Assert.Equal(0.026, clean.Average(trial => trial.PathErrors[1]), 0.012);
        Assert.Equal(0.89, clean.Average(trial => trial.Auprc), 0.06);
        Assert.Equal(0.67, noisy.Average(trial => trial.Auprc), 0.08);
    }

    [Fact]
    public void Only_the_training_is_measured_with_noise()
    {
        CellTrajectories clean = Draw.Trainings[TrainingKind.Clean].Cells, noisy = Draw.Trainings[TrainingKind.Noisy].Cells, again = Draw.System.Simulate(new SpatialHillSettings { Stored = 49 }, 0, 1);
        Assert.InRange(Math.Sqrt(GeneErrors.MeanSquare(clean.States[10], noisy.States[10])), 0.04, 0.055);
        Assert.Equal(again.States[^1].Values, Draw.Tests.Single().States[^1].Values);
        Assert.NotEqual(clean.States[0].Values, Draw.Tests.Single().States[0].Values);
        Assert.Equal(clean.Types, Draw.Tests.Single().Types);
    }

    [Fact]
    public void Controls_take_away_pairs_or_places_and_nothing_else()
    {
        NetworkTraining given = Draw.Trainings[TrainingKind.Clean];
        List<NetworkTraining> seen = [];
        var spy = new NetworkContender("spy", (training, _) =>
        {
            seen.Add(training);
            return new NetworkGuess(null, null);
        });
        spy.Deaf.Fit(given, default);
        spy.Shuffled(SpatialHillSystem.Reach).Fit(given, default);
        Assert.Empty(seen[0].Pairs);
        Assert.Same(given.Cells, seen[0].Cells);
        Assert.Same(given.Cells.States, seen[1].Cells.States);
        Assert.Equal(given.Pairs, seen[1].Pairs);
        Assert.NotEqual(given.Around.Heard![0], seen[1].Around.Heard![0]);
        Assert.Equal(given.Around.Heard.Sum(heard => heard.Length), seen[1].Around.Heard!.Sum(heard => heard.Length));
    }

    [Fact]
    public void Smoothing_averages_five_states_and_takes_most_of_the_noise()
    {
        double Error(string name)
        {
            NetworkContender ridge = NetworkContender.All.Single(contender => contender.Name == name);
            return SpatialHillTrial.Run(ridge, Draw, TrainingKind.Noisy, default).Gain;
        }
        Assert.True(Error("ridge-signals, smoothed") > Error("ridge-signals") + 0.3);
    }

    [Fact]
    public void A_set_of_beeline_knows_its_truth_and_holds_time_apart()
    {
        var set = new BeelineSet(BoolOdeNetwork.Mcad, 3, 200, default);
        Assert.Equal((1, 13.0 / 20), (set.Ranking(set.Truth).Auprc, set.Ranking(set.Truth).Chance));
        Assert.Equal((BeelineSet.TimeBins, 10, 5), (set.Paths.Cells.States.Count, set.Paths.Cells.CellCount, set.Paths.Cells.GeneCount));
        DenseMatrix held = set.WithoutTime(), beside = set.WithTime();
        Assert.All(Enumerable.Range(0, 5), gene => Assert.Equal(0, Enumerable.Range(30, 10).Average(row => held[row, gene]), 1e-12));
        Assert.Equal((200, 6), (beside.Rows, beside.Columns));
        Assert.Equal(set.Paths.Cells.Times[3], beside[35, 5]);
    }

    private static EdgeScores Truth(SpatialHillSystem system)
    {
        DenseMatrix Signals(int type)
        {
            var scores = new DenseMatrix(SpatialHillSystem.Genes, SpatialHillSystem.Candidates.Count);
            for (int q = 0; q < SpatialHillSystem.Complexes; q++)
            {
                for (int gene = 0; gene < SpatialHillSystem.Genes; gene++)
                    scores[gene, SpatialHillSystem.CandidateOf(q)] = system.Signals(type)[gene, q];
            }
            return scores;
        }
        return new EdgeScores([system.Network(0), system.Network(1)], [Signals(0), Signals(1)]);
    }
}
