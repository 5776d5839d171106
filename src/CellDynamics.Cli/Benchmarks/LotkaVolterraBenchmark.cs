using System.Globalization;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.MultiMarginalBridge.References;
using CellDynamics.Methods.Simulators;

namespace CellDynamics.Cli.Benchmarks;

/// <summary>Prey and predator, nine snapshots: the published protocol of SBIRR.</summary>
internal sealed class LotkaVolterraBenchmark : IBenchmark
{
    private const int Seeds = 5, QuickSeeds = 2;

    /// <summary>Ref: arXiv 2506.10168, table of W2: the authors' SBIRR on the same file, five seeds; sbirr 5.2.</summary>
    private static readonly (string Name, double[] Errors) Published = ("SBIRR, published re-run", [0.19, 0.25, 0.45, 0.74]);

    public string Name => "lotka-volterra";

    public string Summary => "SBIRR on prey and predator, every second snapshot held out, beside its baselines and the true dynamics; --data takes the published file.";

    public BenchmarkReport Run(BenchmarkRequest request)
    {
        var system = new KnownSystem(new LotkaVolterraSimulator(), ReferenceFamily.LotkaVolterra);
        PopulationSet? file = request.Data is null ? null : KnownSystem.Read(request.Data);
        double[] times = HeldOutTrial.HeldOut(file ?? system.Draw(0));
        int seeds = request.IsQuick ? QuickSeeds : Seeds;
        List<HeldOutTrial> trials = [];
        for (int seed = 0; seed < seeds; seed++)
        {
            request.Say($"seed {seed + 1} of {seeds}");
            trials.Add(HeldOutTrial.Run(system, file ?? system.Draw(seed), seed, request));
        }
        bool isComparable = times.Length == Published.Errors.Length;
        return new BenchmarkReport(
            Name,
            $"{(file is null ? $"{seeds} draws of the simulator" : $"The file {Path.GetFileName(request.Data)}, method seeds 0 to {seeds - 1}")}. Snapshots at even places train, those at odd places are held out. "
            + "The method is told the family of the drift and the noise (0.1), not the parameters. Scored is the exact W2 of the union of sampled paths (one through every training cell) against the held-out cells.",
            [HeldOutTables.Distances(trials, times, isComparable ? Published : null), HeldOutTables.Parameters(trials, system.Truth), HeldOutTables.Fits(trials)],
            isComparable ? Goals(trials, times, request.IsQuick) : [],
            [
                "The union of SBIRR and of the Brownian bridge has one path per training cell, five times the cells of the guesses; that alone lowers W2 a little. The second row of SBIRR takes as many cells as the guesses have.",
                "The floor is the true process from the training snapshot before, one gap earlier: 20 repeats.",
                "The published re-run is by other authors on the published file (arXiv 2506.10168); how they sampled is not described.",
            ]);
    }

    private static BenchmarkGoal[] Goals(List<HeldOutTrial> trials, double[] times, bool isQuick)
    {
        double[] found = HeldOutTables.Means(trials, HeldOutTrial.Sbirr);
        BenchmarkGoal[] goals =
        [
            .. times.Select((time, t) => BenchmarkGoal.AtMost(string.Create(CultureInfo.InvariantCulture, $"W2 at t = {time} below the published re-run, {Published.Errors[t]}"), found[t], Published.Errors[t])),
            BenchmarkGoal.AtMost("mean W2 at most 0.25", found.Average(), 0.25),
            BenchmarkGoal.SecondsAtMost("at most 60 s a seed, the slowest", trials.Max(trial => trial.Seconds), 60),
        ];
        return isQuick ? [.. goals.Select(goal => goal with { State = GoalState.NotJudged })] : goals;
    }
}
