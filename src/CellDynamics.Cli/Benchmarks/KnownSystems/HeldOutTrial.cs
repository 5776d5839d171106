using System.Diagnostics;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Baselines;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.Metrics;
using CellDynamics.Methods.MultiMarginalBridge;
using CellDynamics.Methods.MultiMarginalBridge.References;

namespace CellDynamics.Cli.Benchmarks.KnownSystems;

/// <summary>One pass of the published protocol: every second snapshot trains, those between are predicted and scored. Ref: Shen et al. 2025, arXiv 2408.06277; sbirr 2.8.</summary>
/// <param name="Errors">W2 at every held-out time by predictor, in the order of <see cref="Predictors"/>.</param>
/// <param name="Metrics">What the fit reports of itself, its parameters among it.</param>
/// <param name="Seconds">The fit took.</param>
/// <param name="HasConverged">The fit settled.</param>
internal sealed record HeldOutTrial(IReadOnlyDictionary<string, double[]> Errors, IReadOnlyDictionary<string, double> Metrics, double Seconds, bool HasConverged)
{
    public const string Sbirr = "SBIRR", SbirrAlike = "SBIRR, as many cells as the guesses", Brownian = "Brownian bridge", Transport = "optimal-transport interpolation", Persistence = "persistence", Floor = "true dynamics (floor)";

    public static readonly IReadOnlyList<string> Predictors = [Sbirr, SbirrAlike, Brownian, Transport, Persistence, Floor];

    /// <param name="system">Where the snapshots come from.</param>
    /// <param name="all">All snapshots.</param>
    /// <param name="seed">Of the method.</param>
    /// <param name="request">Quick trials fit less.</param>
    public static HeldOutTrial Run(KnownSystem system, PopulationSet all, int seed, BenchmarkRequest request)
    {
        double[] heldOut = HeldOut(all);
        PopulationSet train = heldOut.Aggregate(all, (rest, time) => rest.Without(time));
        (MethodResult sbirr, double seconds) = Fit(train, system.Family, system.Sigma, seed, request);
        (MethodResult brownian, _) = Fit(train, ReferenceFamily.Brownian, SigmaOfBridge(train, system.Sigma), seed, request);
        double Score(DenseMatrix predicted, double time) => PopulationDistance.Wasserstein2(predicted, all.StatesAt(time), request.Cancellation);
        double[] Guess(IBaseline baseline) => [.. heldOut.Select(time => Score(Guessed(baseline, train, time, request.Cancellation), time))];
        var errors = new Dictionary<string, double[]>
        {
            [Sbirr] = [.. heldOut.Select(time => Score(((ITrajectoryModel)sbirr.Model).PopulationAt(time, null, seed), time))],
            [SbirrAlike] = [.. heldOut.Select(time => Score(((ITrajectoryModel)sbirr.Model).PopulationAt(time, train.Populations[0].Count, seed), time))],
            [Brownian] = [.. heldOut.Select(time => Score(((ITrajectoryModel)brownian.Model).PopulationAt(time, null, seed), time))],
            [Transport] = Guess(new TransportInterpolation()),
            [Persistence] = Guess(new Persistence()),
            [Floor] = [.. heldOut.Select(time => Enumerable.Range(0, request.IsQuick ? 4 : 20).Average(repeat => Score(Pushed(system, train, time, [seed, repeat]), time)))],
        };
        return new HeldOutTrial(errors, sbirr.Metrics, seconds, sbirr.Outcome.HasConverged);
    }

    /// <summary>Every second time.</summary>
    public static double[] HeldOut(PopulationSet all) => [.. all.Times.Distinct().Order().Where((_, i) => i % 2 == 1)];

    private static (MethodResult Result, double Seconds) Fit(PopulationSet train, ReferenceFamily family, double sigma, int seed, BenchmarkRequest request)
    {
        // A Brownian bridge takes few steps by itself; here it is drawn on the same grid as the method.
        var parameters = new SbirrParameters { Reference = family, Sigma = sigma, Steps = request.IsQuick ? 20 : 100, Rounds = request.IsQuick ? 10 : null };
        var watch = Stopwatch.StartNew();
        MethodResult result = MethodCatalog.Find("sbirr").Run(train, parameters, new RunContext { Seed = seed, Cancellation = request.Cancellation });
        return (result, watch.Elapsed.TotalSeconds);
    }

    /// <summary>The same noise in the units that the method works in unless it is told a named system: spread of all cells, and mean gap between the times.</summary>
    private static double SigmaOfBridge(PopulationSet train, double sigma)
    {
        DenseMatrix cells = DenseMatrix.Stack([.. train.Populations.Select(population => population.States)]);
        double[] times = [.. train.Times.Distinct().Order()];
        double spread = Enumerable.Range(0, cells.Columns).Select(cells.Column).Average(column => Math.Sqrt(column.Average(x => x * x) - Math.Pow(column.Average(), 2)));
        return sigma / spread * Math.Sqrt((times[^1] - times[0]) / (times.Length - 1));
    }

    private static DenseMatrix Guessed(IBaseline baseline, PopulationSet train, double time, CancellationToken cancellation)
    {
        double before = train.Times.Where(t => t < time).Max(), after = train.Times.Where(t => t > time).Min();
        return baseline.Predict(train.StatesAt(before), train.StatesAt(after), (time - before) / (after - before), cancellation);
    }

    /// <summary>The cells of the training snapshot before, moved on by the true process: what remains is the chance of finite samples.</summary>
    private static DenseMatrix Pushed(KnownSystem system, PopulationSet train, double time, ReadOnlySpan<int> name)
    {
        double before = train.Times.Where(t => t < time).Max();
        DenseMatrix cells = train.StatesAt(before), moved = new(cells.Rows, cells.Columns, [.. cells.Values]);
        var random = new RandomStream([.. name, (int)Math.Round(1000 * time)]);
        for (int i = 0; i < moved.Rows; i++)
            EulerMaruyama.Advance(moved.Row(i), system.Drift, system.Sigma, time - before, 0.002, random);
        return moved;
    }
}
