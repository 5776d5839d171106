namespace CellDynamics.Cli.Benchmarks;

/// <summary>Exact and entropic transport beside Python Optimal Transport.</summary>
internal sealed class TransportBenchmark : IBenchmark
{
    private const double LargestExactRatio = 1, LargestSinkhornRatio = 0.5, LargestCostDifference = 1e-6;

    private static readonly (TransportSolver Solver, string Title)[] Contests =
    [
        (TransportSolver.Exact, "Exact transport: network simplex beside ot.emd"),
        (TransportSolver.SinkhornLog, "Entropic transport: Sinkhorn beside ot.sinkhorn(method=\"sinkhorn_log\")"),
        (TransportSolver.SinkhornKernel, "For information: Sinkhorn beside ot.sinkhorn(method=\"sinkhorn\"), which is no log-domain method and underflows where epsilon is small"),
    ];

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
        var duels = Contests.ToDictionary(contest => contest.Solver, _ => new List<TransportDuel>());
        foreach (int size in sizes)
        {
            TransportProblem problem = TransportProblem.Gaussian(size);
            peer?.Load(problem, request.Cancellation);
            foreach ((TransportSolver solver, List<TransportDuel> fought) in duels)
                fought.Add(TransportDuel.Run(problem, solver, peer, runs, request));
        }
        return new BenchmarkReport(
            Name, Protocol(runs),
            [.. Contests.Select(contest => new BenchmarkTable(contest.Title, TransportDuel.Columns, [.. duels[contest.Solver].Select(duel => duel.Row())]))],
            [.. Goals(duels).Select(goal => peer is null || request.IsQuick ? goal with { Found = peer is null ? "–" : goal.Found, State = GoalState.NotJudged } : goal)],
            Notes(peer, missing));
    }

    private static string Protocol(int runs) =>
        $"Two standard Gaussian clouds of n cells each in {TransportProblem.Dimensions} dimensions, uniform weights. Both sides get the same matrix of squared Euclidean "
        + "distances in memory, float64, and return the dense plan; building and reading the matrix is not timed. "
        + $"Sinkhorn: epsilon {TransportProblem.EpsilonFraction} × mean cost, stopped when the Euclidean norm of the target marginal's violation is at most "
        + $"{TransportProblem.Tolerance:0e-0} (POT looks at every tenth iteration). One warm-up of each side, then {runs} run(s) in turns: ours, POT, ours, POT.";

    private static BenchmarkGoal[] Goals(Dictionary<TransportSolver, List<TransportDuel>> duels)
    {
        TransportDuel exact = duels[TransportSolver.Exact][^1], entropic = duels[TransportSolver.SinkhornLog][^1];
        double difference = duels.Values.SelectMany(fought => fought).Aggregate(0.0, (largest, duel) => Math.Max(largest, duel.CostDifference));
        return
        [
            BenchmarkGoal.AtMost($"exact, n = {exact.Size}: at most {LargestExactRatio:0.0} × POT's time", exact.Ratio, LargestExactRatio),
            BenchmarkGoal.AtMost($"Sinkhorn, n = {exact.Size}: at most {LargestSinkhornRatio:0.0} × POT's time", entropic.Ratio, LargestSinkhornRatio),
            new($"all costs within {LargestCostDifference:0e-0} of POT's, relative", $"{difference:0.0e-00}",
                difference <= LargestCostDifference ? GoalState.Met : GoalState.Missed),
        ];
    }

    private static List<string> Notes(PotPeer? peer, string missing)
    {
        List<string> notes =
        [
            "The marginal error is ‖(P1 − a, Pᵀ1 − b)‖₂ of the dense plan, computed alike on both sides after the clock has stopped.",
            "Our Sinkhorn keeps exp((f + g − C)/epsilon) and absorbs its scalings, which gives the iterates of the log domain with one exponential per pair; "
            + "sinkhorn_log takes two in every iteration.",
        ];
        if (peer is null)
            notes.Add($"POT is not there ({missing}), so nothing was compared and no goal is judged. Debian: apt-get install python3-pot libopenblas0-pthread.");
        else
            notes.AddRange([$"Peer: {peer.Versions}. ot.emd keeps its default of one thread: on two processors its OpenMP pricing was many times slower.", PotPeer.Environment]);
        if (Environment.ProcessorCount > PotPeer.Threads)
            notes.Add($"Ours may use {Environment.ProcessorCount} threads, the peer {PotPeer.Threads}: start the command with taskset -c 0,1 for a fair comparison.");
        return notes;
    }
}
