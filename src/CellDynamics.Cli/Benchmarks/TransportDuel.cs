using System.Globalization;

namespace CellDynamics.Cli.Benchmarks;

/// <summary>Alternating runs of both sides on one problem.</summary>
/// <param name="Size">Cells on each side.</param>
/// <param name="Ours">In the order of the runs.</param>
/// <param name="Theirs">Empty without a peer.</param>
internal sealed record TransportDuel(int Size, IReadOnlyList<TransportTrial> Ours, IReadOnlyList<TransportTrial> Theirs)
{
    public static readonly IReadOnlyList<string> Columns =
    [
        "n", "ours: median (min–max) s", "POT: median (min–max) s", "ratio of medians", "relative difference of cost",
        "iterations: ours, POT", "marginal error: ours, POT",
    ];

    /// <summary>Our median over the peer's; NaN without a peer.</summary>
    public double Ratio => HasPeer ? Median(Ours) / Median(Theirs) : double.NaN;

    /// <summary>Largest of all runs, relative to the peer; NaN without a peer.</summary>
    public double CostDifference => HasPeer ? Ours.Aggregate(0.0, (largest, ours) => Math.Max(largest, Math.Abs(ours.Cost / Theirs[0].Cost - 1))) : double.NaN;

    private bool HasPeer => Theirs.Count > 0;

    /// <summary>Warms both sides up, then lets them take turns.</summary>
    public static TransportDuel Run(TransportProblem problem, TransportSolver solver, PotPeer? peer, int runs, BenchmarkRequest request)
    {
        var ours = new List<TransportTrial>();
        var theirs = new List<TransportTrial>();
        for (int run = 0; run <= runs; run++)
        {
            request.Cancellation.ThrowIfCancellationRequested();
            ours.Add(problem.Solve(solver, request.Cancellation));
            if (peer is not null)
                theirs.Add(peer.Solve(problem, solver, request.Cancellation));
            request.Say($"{solver}, n = {problem.Size}, {(run == 0 ? "warm-up" : $"run {run} of {runs}")}: ours {Text(ours[^1].Seconds)} s"
                + (peer is null ? "" : $", POT {Text(theirs[^1].Seconds)} s"));
        }
        return new TransportDuel(problem.Size, ours[1..], peer is null ? [] : theirs[1..]);
    }

    /// <summary>Texts for <see cref="Columns"/>.</summary>
    public IReadOnlyList<string> Row() =>
    [
        Size.ToString(CultureInfo.InvariantCulture), Spread(Ours), HasPeer ? Spread(Theirs) : "–",
        HasPeer ? Text(Ratio) : "–", HasPeer ? Brief(CostDifference) : "–",
        Pair(trial => trial.Iterations < 0 ? "not reported" : trial.Iterations.ToString(CultureInfo.InvariantCulture)),
        Pair(trial => Brief(trial.MarginalError)),
    ];

    private string Pair(Func<TransportTrial, string> text) => $"{text(Ours[0])}, {(HasPeer ? text(Theirs[0]) : "–")}";

    private static string Spread(IReadOnlyList<TransportTrial> trials) =>
        $"{Text(Median(trials))} ({Text(trials.Min(t => t.Seconds))}–{Text(trials.Max(t => t.Seconds))})";

    /// <summary>Of an odd number of runs.</summary>
    private static double Median(IReadOnlyList<TransportTrial> trials) => trials.Select(t => t.Seconds).Order().ElementAt(trials.Count / 2);

    private static string Text(double number) => number.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Brief(double number) => number.ToString("0.0e-00", CultureInfo.InvariantCulture);
}
