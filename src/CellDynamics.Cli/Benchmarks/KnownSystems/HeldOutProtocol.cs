using CellDynamics.Methods.Contract;

namespace CellDynamics.Cli.Benchmarks.KnownSystems;

/// <summary>Trials on a file with several seeds of the method, or on as many draws of the system.</summary>
internal static class HeldOutProtocol
{
    private const int Seeds = 5, QuickSeeds = 2;

    /// <param name="system">Where the snapshots come from.</param>
    /// <param name="request">A file, or none to draw.</param>
    /// <returns>Held-out times, and the trials on them.</returns>
    public static (double[] Times, IReadOnlyList<HeldOutTrial> Trials) Run(KnownSystem system, BenchmarkRequest request)
    {
        PopulationSet? file = request.Data is null ? null : KnownSystem.Read(request.Data);
        int seeds = request.IsQuick ? QuickSeeds : Seeds;
        List<HeldOutTrial> trials = [];
        for (int seed = 0; seed < seeds; seed++)
        {
            request.Say($"{(file is null ? "draw" : "seed")} {seed + 1} of {seeds}");
            trials.Add(HeldOutTrial.Run(system, file ?? system.Draw(seed), seed, request));
        }
        return (HeldOutTrial.HeldOut(file ?? system.Draw(0)), trials);
    }

    public static string Describe(KnownSystem system, BenchmarkRequest request, int trials) =>
        $"{(request.Data is null ? $"{trials} draws of the simulator" : $"The file {Path.GetFileName(request.Data)}, method seeds 0 to {trials - 1}")}. "
        + $"The first, third, … snapshots train, those between are held out. The method is told the family of the drift and the noise ({HeldOutTables.Text(system.Sigma)}), not the parameters. "
        + "Scored is the exact W2 of the union of sampled paths, one through every training cell, against the held-out cells.";

    /// <summary>A quick run shows that it runs; it reaches nothing.</summary>
    public static IReadOnlyList<BenchmarkGoal> Judged(IReadOnlyList<BenchmarkGoal> goals, BenchmarkRequest request) =>
        request.IsQuick ? [.. goals.Select(goal => goal with { State = GoalState.NotJudged })] : goals;

    /// <summary>What limits every comparison of this kind.</summary>
    public static readonly IReadOnlyList<string> Notes =
    [
        $"The unions of {HeldOutTrial.Sbirr} and of the Brownian bridge hold a path through every training cell of every snapshot, the guesses only the cells of one: that alone lowers W2. \"{HeldOutTrial.SbirrAlike}\" has as many cells as they have.",
        "The floor is the true process from the training snapshot before, mean of 20 repeats (4 where quick). A bridge can fall below it: its union is larger, and it knows the snapshot after as well.",
    ];
}
