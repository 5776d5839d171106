using CellDynamics.Methods.Contract;
using CellDynamics.Methods.MultiMarginalBridge.Pinned;
using CellDynamics.Methods.MultiMarginalBridge.References;

namespace CellDynamics.Methods.MultiMarginalBridge;

/// <summary>A bridge after some rounds of refinement.</summary>
/// <param name="Round">Rounds done.</param>
/// <param name="Chain">The bridges under the reference of that round.</param>
/// <param name="Refined">The reference fitted on their paths.</param>
/// <param name="Divergences">KL of every round, nats per cell.</param>
internal sealed record FittedBridge(int Round, ChainedBridge Chain, IReference Refined, IReadOnlyList<double> Divergences)
{
    private const double Tolerance = 1e-3;
    private const int QuietRounds = 3;

    /// <summary>The divergence has moved by less than a thousandth in each of the last three rounds.</summary>
    public bool HasSettled => Divergences.Count > QuietRounds && Enumerable.Range(Divergences.Count - QuietRounds, QuietRounds)
        .All(i => Math.Abs(Divergences[i] - Divergences[i - 1]) <= Tolerance * Math.Max(1, Math.Abs(Divergences[i])));
}

/// <summary>Alternating minimisation of KL(P | Q<sub>θ</sub>): bridges for a fixed reference, then the reference for fixed bridges. Ref: Shen et al. 2025, arXiv 2408.06277, Alg. 1; sbirr 1.</summary>
internal static class BridgeFit
{
    /// <param name="problem">Snapshots and clock.</param>
    /// <param name="start">Where the reference starts.</param>
    /// <param name="state">Rounds done before, of which this is the sequel; or null.</param>
    /// <param name="rounds">Most rounds.</param>
    /// <param name="context">Seed and cancellation; progress is the caller's.</param>
    /// <param name="done">Called after every round.</param>
    public static FittedBridge Run(
        BridgeProblem problem, IReference start, FittedBridge? state, int rounds, RunContext context, Action<FittedBridge>? done = null)
    {
        FittedBridge fitted = state ?? Round(problem, start, null, context);
        if (state is null)
            done?.Invoke(fitted);
        while (fitted.Round < rounds && !fitted.HasSettled && problem.Family != ReferenceFamily.Brownian)
        {
            fitted = Round(problem, fitted.Refined, fitted, context);
            done?.Invoke(fitted);
        }
        return fitted;
    }

    private static FittedBridge Round(BridgeProblem problem, IReference reference, FittedBridge? previous, RunContext context)
    {
        ChainedBridge chain = ChainedBridge.Solve(problem.Snapshots, problem.Grids, reference, previous?.Chain, context.Cancellation);
        int round = previous?.Round ?? 0;
        // The same random numbers in every round: what changes between rounds is the reference, not the luck of the draw.
        double[] paths = chain.DrawPaths(TrainingStarts(chain, context.Seed), context.Seed, context.Cancellation);
        IReference refined = reference.Fit(PathIncrements.Of(paths, problem.Grids, problem.Dimensions), new FitContext(context.Seed, round, context.Cancellation));
        return new FittedBridge(round + 1, chain, refined, [.. previous?.Divergences ?? [], chain.Divergence]);
    }

    /// <summary>Every cell once, as published; of large populations as many as the reference can make use of.</summary>
    private static IReadOnlyList<(int Snapshot, int Row)> TrainingStarts(ChainedBridge chain, int seed) => Starts.Take(chain.EveryCell(), 2000, seed);
}
