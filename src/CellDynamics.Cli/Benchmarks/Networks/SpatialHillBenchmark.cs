using System.Collections.Concurrent;
using System.Globalization;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.Metrics;
using CellDynamics.Methods.Simulators;

namespace CellDynamics.Cli.Benchmarks.Networks;

/// <summary>Gene networks and signals of a tissue whose truth is known, learned from one trajectory and asked about unseen starts.</summary>
internal sealed class SpatialHillBenchmark : IBenchmark
{
    public const string Misled = "staged, wrong prior";

    private const double Chance = 24.0 / 132, NearChance = 0.03;

    /// <summary>Whom the goals, the differences and the controls are about.</summary>
    private static readonly NetworkContender Model = NetworkContender.Staged;

    private static readonly string Judged = Model.Name;

    private static readonly NetworkContender[] Controls = [Model.Deaf, Model.Shuffled(SpatialHillSystem.Reach)];

    private static readonly TrainingKind[] Whole = [TrainingKind.Clean, TrainingKind.Noisy], Short = [TrainingKind.ShortClean, TrainingKind.ShortNoisy];

    /// <summary>Who is also shown the first fifty steps alone.</summary>
    private static readonly NetworkContender[] FromFewSteps = [Model, .. NetworkContender.Baselines];

    public string Name => "spatial-hill";

    public string Summary => "Gene network, signals, rollouts and knock-outs of a simulated tissue (SpatialHill-12), beside simple guesses and the true drift.";

    public BenchmarkReport Run(BenchmarkRequest request)
    {
        (int draws, int stored, int starts) = request.IsQuick ? (1, 100, 1) : (10, 500, 5);
        var trials = new ConcurrentBag<SpatialHillTrial>();
        SideBySide.ForEach(Enumerable.Range(0, draws), Environment.ProcessorCount, (seed, cancellation) =>
        {
            var draw = new SpatialHillDraw(seed, stored, starts);
            foreach ((NetworkContender contender, TrainingKind training) in Work(draw))
            {
                SpatialHillTrial trial = SpatialHillTrial.Run(contender, draw, training, cancellation);
                trials.Add(trial);
                request.Say(string.Create(CultureInfo.InvariantCulture,
                    $"draw {seed + 1} of {draws}, {contender.Name}, {training}: gain {trial.Gain:0.000}, rollout {trial.PathErrors[1]:0.0000}, AUPRC {trial.Auprc:0.000}, LR AUROC {trial.SignalAuroc:0.000}, knock-out {trial.KnockOut:0.000}, {trial.Seconds:0.0} s"));
            }
        }, request.Cancellation);
        var tables = new SpatialHillTables([.. trials]);
        return new BenchmarkReport(Name, Protocol(draws, stored, starts), [.. Tables(tables)], request.IsQuick ? [] : Goals(tables),
            ["Linear extrapolation alone knows the true state before, without noise in every table: its gain is no fair comparison, only a yardstick. From a first state alone it is no change.",
             "Correlation, partial correlation and the forest on levels say nothing of what comes next; lines left empty were not claimed.",
             "The numbers that staged 6.2 gives for simple guesses are of fifty stored steps (T = 5); those tables stand last."]);
    }

    private static IEnumerable<(NetworkContender, TrainingKind)> Work(SpatialHillDraw draw) =>
    [
        .. from contender in (NetworkContender[])[.. NetworkContender.All, NetworkContender.TrueDrift(draw.System), .. Controls, NetworkContender.Misled(draw.Prior)] from training in Whole select (contender, training),
        .. from contender in FromFewSteps from training in Short select (contender, training),
    ];

    private static string Protocol(int draws, int stored, int starts) => string.Create(CultureInfo.InvariantCulture,
        $"SpatialHill-12 (staged 6.2): 8 × 8 cells, 12 genes, two types, neighbours within {SpatialHillSystem.Reach}; {draws} draw(s) of the network, each learned from ONE trajectory of {stored} stored steps, clean or with measurement noise of sd 0.05, ")
        + $"and asked about {starts} unseen start(s) of {SpatialHillDraw.Horizons[^1]} stored steps without noise of measuring. Gain: 1 − squared error of one step / that of no change. Rollout: squared error at that stored step, from the first state alone. "
        + "Network: AUPRC of |score| over all ordered pairs of genes, both types together (chance 0.182). LR → gene: four candidate pairs, two of them decoys, × 12 genes (chance of the AUPRC 0.083). "
        + "Knock-out: each gene held at 0 from the start; Pearson's r of predicted and true change after 20 stored steps over cells × other genes, mean over knock-outs whose mean |change| exceeds 0.01. Mean ± sd over draws; differences are paired.";

    private static IEnumerable<BenchmarkTable> Tables(SpatialHillTables tables)
    {
        string[] all = [.. NetworkContender.All.Select(contender => contender.Name), NetworkContender.Oracle], others = [.. all.Where(name => name != Judged)];
        foreach (TrainingKind training in Whole)
            yield return tables.Scores($"Learned from the whole trajectory: {Words(training)}", all, training);
        foreach (TrainingKind training in Whole)
            yield return tables.Differences($"{Judged} minus each, {Words(training)}: mean (95 % interval over draws)", Judged, others, training);
        foreach (TrainingKind training in Whole)
            yield return tables.Controls($"Controls, {Words(training)}", [Judged, .. Controls.Select(control => control.Name), Misled], training);
        foreach (TrainingKind training in Short)
            yield return tables.Scores($"Learned from the first fifty steps alone: {Words(training)}", FromFewSteps.Select(contender => contender.Name), training);
    }

    private static BenchmarkGoal[] Goals(SpatialHillTables tables)
    {
        double Mean(TrainingKind training, Func<SpatialHillTrial, double> measure) => tables.Mean(Judged, training, measure);
        double Best(Func<SpatialHillTrial, double> measure) => NetworkContender.Baselines.Max(contender => tables.Mean(contender.Name, TrainingKind.Clean, measure) is var mean && double.IsNaN(mean) ? double.NegativeInfinity : mean);
        DonorBootstrap deaf = tables.Difference(Judged, Controls[0].Name, TrainingKind.Clean, trial => trial.Gain), misplaced = tables.Difference(Controls[1].Name, Controls[0].Name, TrainingKind.Clean, trial => trial.Gain);
        return
        [
            BenchmarkGoal.AtLeast("one-step gain, clean, at least 0.88", Mean(TrainingKind.Clean, trial => trial.Gain), 0.88),
            BenchmarkGoal.AtMost("rollout MSE, H = 20, clean, at most 0.010", Mean(TrainingKind.Clean, trial => trial.PathErrors[1]), 0.010),
            BenchmarkGoal.AtLeast("network AUPRC, clean, at least 0.92", Mean(TrainingKind.Clean, trial => trial.Auprc), 0.92),
            BenchmarkGoal.AtLeast("network AUPRC, noisy, at least 0.78", Mean(TrainingKind.Noisy, trial => trial.Auprc), 0.78),
            BenchmarkGoal.AtLeast("LR → gene AUROC, clean, at least 0.98", Mean(TrainingKind.Clean, trial => trial.SignalAuroc), 0.98),
            BenchmarkGoal.AtLeast("LR → gene AUROC, noisy, at least 0.92", Mean(TrainingKind.Noisy, trial => trial.SignalAuroc), 0.92),
            BenchmarkGoal.AtLeast("knock-out r, clean, at least 0.9", Mean(TrainingKind.Clean, trial => trial.KnockOut), 0.9),
            BenchmarkGoal.AtLeast("knock-out r, clean, at least that of the best simple guess", Mean(TrainingKind.Clean, trial => trial.KnockOut), Best(trial => trial.KnockOut)),
            BenchmarkGoal.AtLeast("without neighbours the gain is smaller (lower end of the interval above 0)", deaf.Low, 0),
            BenchmarkGoal.AtMost("with shuffled positions no more than a tenth of what neighbours gave is left", misplaced.Mean, 0.1 * deaf.Mean),
            BenchmarkGoal.AtLeast("of the invented edges of a wrong prior rejected, at least 0.9", tables.Mean(Misled, TrainingKind.Clean, trial => trial.Rejected), 0.9),
            BenchmarkGoal.AtLeast("of the edges missing from it found, at least 0.9", tables.Mean(Misled, TrainingKind.Clean, trial => trial.Recovered), 0.9),
            BenchmarkGoal.AtMost($"names of genes permuted: AUPRC within {NearChance} of chance", Math.Abs(Mean(TrainingKind.Clean, trial => trial.PermutedAuprc) - Chance), NearChance),
        ];
    }

    private static string Words(TrainingKind training) => training is TrainingKind.Clean or TrainingKind.ShortClean ? "clean" : "measurement noise 0.05";
}
