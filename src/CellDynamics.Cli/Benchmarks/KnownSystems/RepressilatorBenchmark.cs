using System.Globalization;
using CellDynamics.Methods.MultiMarginalBridge.References;
using CellDynamics.Methods.Simulators;

namespace CellDynamics.Cli.Benchmarks.KnownSystems;

/// <summary>Three genes that repress each other, eleven snapshots.</summary>
internal sealed class RepressilatorBenchmark : IBenchmark
{
    private const double LargestShareOfFloor = 1.5;

    public string Name => "repressilator";

    public string Summary => "SBIRR on a ring of three repressors, every second snapshot held out, beside its baselines and the true dynamics.";

    public BenchmarkReport Run(BenchmarkRequest request)
    {
        var system = new KnownSystem(new RepressilatorSimulator(), ReferenceFamily.Repressilator);
        (double[] times, IReadOnlyList<HeldOutTrial> trials) = HeldOutProtocol.Run(system, request);
        return new BenchmarkReport(
            Name, HeldOutProtocol.Describe(system, request, trials.Count),
            [HeldOutTables.Distances(trials, times, null), HeldOutTables.Parameters(trials, system.Truth), HeldOutTables.Fits(trials)],
            HeldOutProtocol.Judged(Goals(trials, times), request), HeldOutProtocol.Notes);
    }

    private static BenchmarkGoal[] Goals(IReadOnlyList<HeldOutTrial> trials, double[] times)
    {
        double[] found = HeldOutTables.Means(trials, HeldOutTrial.Sbirr), transport = HeldOutTables.Means(trials, HeldOutTrial.Transport), floor = HeldOutTables.Means(trials, HeldOutTrial.Floor);
        return
        [
            .. times.Select((time, t) => BenchmarkGoal.AtMost(string.Create(CultureInfo.InvariantCulture, $"W2 at t = {time} below optimal-transport interpolation, {transport[t]:0.###}"), found[t], transport[t])),
            BenchmarkGoal.AtMost(string.Create(CultureInfo.InvariantCulture, $"mean W2 at most {LargestShareOfFloor} times that of the true dynamics, {floor.Average():0.###}"), found.Average(), LargestShareOfFloor * floor.Average()),
        ];
    }
}
