using System.Globalization;
using CellDynamics.Methods.MultiMarginalBridge.References;
using CellDynamics.Methods.Simulators;

namespace CellDynamics.Cli.Benchmarks;

/// <summary>Three genes that repress each other, eleven snapshots.</summary>
internal sealed class RepressilatorBenchmark : IBenchmark
{
    private const int Seeds = 5, QuickSeeds = 1;

    public string Name => "repressilator";

    public string Summary => "SBIRR on a ring of three repressors, every second snapshot held out, beside its baselines and the true dynamics.";

    public BenchmarkReport Run(BenchmarkRequest request)
    {
        var system = new KnownSystem(new RepressilatorSimulator(), ReferenceFamily.Repressilator);
        double[] times = HeldOutTrial.HeldOut(system.Draw(0));
        int seeds = request.IsQuick ? QuickSeeds : Seeds;
        List<HeldOutTrial> trials = [];
        for (int seed = 0; seed < seeds; seed++)
        {
            request.Say($"draw {seed + 1} of {seeds}");
            trials.Add(HeldOutTrial.Run(system, system.Draw(seed), seed, request));
        }
        return new BenchmarkReport(
            Name,
            $"{seeds} draws of the simulator. Snapshots at even places train, those at odd places are held out. The method is told the family of the drift and the noise (0.1), "
            + "not the parameters. Scored is the exact W2 of the union of sampled paths (one through every training cell) against the held-out cells.",
            [HeldOutTables.Distances(trials, times, null), HeldOutTables.Parameters(trials, system.Truth), HeldOutTables.Fits(trials)],
            Goals(trials, times, request.IsQuick),
            [
                "The union of SBIRR and of the Brownian bridge has one path per training cell, six times the cells of the guesses; that alone lowers W2 a little. The second row of SBIRR takes as many cells as the guesses have.",
                "The floor is the true process from the training snapshot before, one gap earlier: 20 repeats.",
            ]);
    }

    private static BenchmarkGoal[] Goals(List<HeldOutTrial> trials, double[] times, bool isQuick)
    {
        double[] found = HeldOutTables.Means(trials, HeldOutTrial.Sbirr), transport = HeldOutTables.Means(trials, HeldOutTrial.Transport), floor = HeldOutTables.Means(trials, HeldOutTrial.Floor);
        BenchmarkGoal[] goals =
        [
            .. times.Select((time, t) => BenchmarkGoal.AtMost(string.Create(CultureInfo.InvariantCulture, $"W2 at t = {time} below optimal-transport interpolation, {transport[t]:0.###}"), found[t], transport[t])),
            BenchmarkGoal.AtMost("mean W2 over that of the true dynamics at most 1.5", found.Average() / floor.Average(), 1.5),
        ];
        return isQuick ? [.. goals.Select(goal => goal with { State = GoalState.NotJudged })] : goals;
    }
}
