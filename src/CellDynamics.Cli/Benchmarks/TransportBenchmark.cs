namespace CellDynamics.Cli.Benchmarks;

/// <summary>Exact and entropic transport beside Python Optimal Transport.</summary>
internal sealed class TransportBenchmark : IBenchmark
{
    private const double LargestExactRatio = 1, LargestSinkhornRatio = 0.5, LargestCostDifference = 1e-6;

    public string Name => "transport";

    public string Summary => "exact and entropic optimal transport, timed beside POT.";

    /// <exception cref="ArgumentException">A file was given.</exception>
    public BenchmarkReport Run(BenchmarkRequest request)
    {
        if (request.Data is not null)
            throw new ArgumentException($"The benchmark transport simulates its clouds: expected no --data, found {request.Data}. Leave the option out.");
        (int[] sizes, int runs) = request.IsQuick ? ([200, 500], 1) : (new[] { 1_000, 2_000, 4_000 }, 5);
        using PotPeer? peer = PotPeer.TryStart(out string missing);
        if (peer is null)
            request.Say($"POT is not there, so only our side is timed ({missing}).");
        var exact = new List<TransportDuel>();
        var entropic = new List<TransportDuel>();
        foreach (int size in sizes)
        {
            TransportProblem problem = TransportProblem.Gaussian(size);
            peer?.Load(problem, request.Cancellation);
            exact.Add(TransportDuel.Run(problem, TransportSolver.Exact, peer, runs, request));
            entropic.Add(TransportDuel.Run(problem, TransportSolver.Sinkhorn, peer, runs, request));
        }
        return new BenchmarkReport(
            Name, Protocol(runs),
            [Table("Exact transport (ours: network simplex; POT: ot.emd)", exact), Table("Entropic transport (ours: Sinkhorn; POT: ot.sinkhorn, sinkhorn_log)", entropic)],
            Goals(exact, entropic, isJudged: peer is not null && !request.IsQuick), Notes(peer, missing));
    }

    private static string Protocol(int runs) =>
        $"Two standard Gaussian clouds of n cells each in {TransportProblem.Dimensions} dimensions, uniform weights. Both sides get the same matrix of squared Euclidean "
        + "distances in memory, float64, and return the dense plan; building and reading the matrix is not timed. "
        + $"Sinkhorn: epsilon {TransportProblem.EpsilonFraction} × mean cost, stopped when the Euclidean norm of the target marginal's violation is at most "
        + $"{TransportProblem.Tolerance:0e-0} (POT looks at every tenth iteration). One warm-up of each side, then {runs} run(s) in turns: ours, POT, ours, POT.";

    private static BenchmarkTable Table(string title, List<TransportDuel> duels) => new(title, TransportDuel.Columns, [.. duels.Select(duel => duel.Row())]);

    private static BenchmarkGoal[] Goals(List<TransportDuel> exact, List<TransportDuel> entropic, bool isJudged)
    {
        int largest = exact[^1].Size;
        double difference = exact.Concat(entropic).Max(duel => duel.CostDifference);
        BenchmarkGoal[] goals =
        [
            BenchmarkGoal.AtMost($"exact, n = {largest}: at most {LargestExactRatio:0.0} × POT's time", exact[^1].Ratio, LargestExactRatio),
            BenchmarkGoal.AtMost($"Sinkhorn, n = {largest}: at most {LargestSinkhornRatio:0.0} × POT's time", entropic[^1].Ratio, LargestSinkhornRatio),
            new($"all costs within {LargestCostDifference:0e-0} of POT's, relative", $"{difference:0.0e-00}", difference <= LargestCostDifference ? GoalState.Met : GoalState.Missed),
        ];
        return isJudged ? goals : [.. goals.Select(goal => goal with { State = GoalState.NotJudged })];
    }

    private static List<string> Notes(PotPeer? peer, string missing)
    {
        List<string> notes = ["The marginal error is ‖(P1 − a, Pᵀ1 − b)‖₂ of the dense plan, computed alike on both sides after the clock has stopped."];
        if (peer is null)
            notes.Add($"POT is not there ({missing}), so nothing was compared and no goal is judged. Debian: apt-get install python3-pot libopenblas0-pthread.");
        else
            notes.AddRange([$"Peer: {peer.Versions}. ot.emd keeps its default of one thread: its OpenMP pricing was many times slower here.", PotPeer.Environment]);
        if (Environment.ProcessorCount > PotPeer.Threads)
            notes.Add($"Ours may use {Environment.ProcessorCount} threads, the peer {PotPeer.Threads}: start the command with taskset -c 0,1 for a fair comparison.");
        return notes;
    }
}
