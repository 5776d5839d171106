using System.Globalization;
using CellDynamics.Methods.MultiMarginalBridge.References;
using CellDynamics.Methods.Simulators;

namespace CellDynamics.Cli.Benchmarks.KnownSystems;

/// <summary>Prey and predator, nine snapshots: the published protocol of SBIRR.</summary>
internal sealed class LotkaVolterraBenchmark : IBenchmark
{
    private const double LargestMean = 0.25, MostSeconds = 60;

    /// <summary>Ref: arXiv 2506.10168, table of W2: the authors' SBIRR on the published file, five seeds; sbirr 5.2.</summary>
    private static readonly double[] PublishedTimes = [1, 3, 5, 7], Published = [0.19, 0.25, 0.45, 0.74];

    public string Name => "lotka-volterra";

    public string Summary => "SBIRR on prey and predator, every second snapshot held out, beside its baselines and the true dynamics; --data takes the published file.";

    public BenchmarkReport Run(BenchmarkRequest request)
    {
        var system = new KnownSystem(new LotkaVolterraSimulator(), ReferenceFamily.LotkaVolterra);
        (double[] times, IReadOnlyList<HeldOutTrial> trials) = HeldOutProtocol.Run(system, request);
        bool isComparable = times.SequenceEqual(PublishedTimes);
        return new BenchmarkReport(
            Name, HeldOutProtocol.Describe(system, request, trials.Count),
            [
                HeldOutTables.Distances(trials, times, isComparable ? ("SBIRR, published re-run", Published) : null),
                HeldOutTables.Parameters(trials, system.Truth), HeldOutTables.Fits(trials),
            ],
            isComparable ? HeldOutProtocol.Judged(Goals(trials), request) : [],
            [.. HeldOutProtocol.Notes, "The published re-run is by other authors with the first authors' code, on the published file (arXiv 2506.10168); how they sampled is not described."]);
    }

    private static BenchmarkGoal[] Goals(IReadOnlyList<HeldOutTrial> trials)
    {
        double[] found = HeldOutTables.Means(trials, HeldOutTrial.Sbirr);
        return
        [
            .. Published.Select((other, t) => BenchmarkGoal.AtMost(string.Create(CultureInfo.InvariantCulture, $"W2 at t = {PublishedTimes[t]} below the published re-run, {other}"), found[t], other)),
            BenchmarkGoal.AtMost(string.Create(CultureInfo.InvariantCulture, $"mean W2 at most {LargestMean}"), found.Average(), LargestMean),
            BenchmarkGoal.SecondsAtMost(string.Create(CultureInfo.InvariantCulture, $"at most {MostSeconds} s for the slowest seed, on two cores"), trials.Max(trial => trial.Seconds), MostSeconds),
        ];
    }
}
