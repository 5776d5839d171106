using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.MultiMarginalBridge.References;

namespace CellDynamics.Methods.MultiMarginalBridge.GaussianProcess;

/// <summary>The published approximation after some rounds.</summary>
/// <param name="Round">Rounds done.</param>
/// <param name="Chain">The drifts under the reference of that round.</param>
/// <param name="Refined">The reference fitted on their paths; the next round starts from it.</param>
/// <param name="Divergences">Estimated KL of every round, nats per cell.</param>
internal sealed record FittedDrifts(int Round, DriftChain Chain, IReference Refined, IReadOnlyList<double> Divergences);

/// <summary>The outer loop as published: a fixed number of rounds, the first under no drift. Ref: Shen et al. 2025, arXiv 2408.06277, Alg. 1; sbirr 2.6, 2.7.</summary>
/// <remarks>One difference: the reference is fitted by its own <see cref="IReference.Fit"/>, not by twenty steps of Adam, which the published budget cuts short (sbirr 5.6 vi).</remarks>
internal static class DriftFit
{
    /// <param name="problem">Snapshots and clock.</param>
    /// <param name="state">Rounds done before, of which this is the sequel; or null.</param>
    /// <param name="rounds">Number of rounds.</param>
    /// <param name="context">Seed, device, cancellation and progress.</param>
    /// <param name="done">Called after every round.</param>
    public static FittedDrifts Run(BridgeProblem problem, FittedDrifts? state, int rounds, RunContext context, Action<FittedDrifts> done)
    {
        FittedDrifts fitted = state ?? Next();
        while (fitted.Round < rounds)
            fitted = Next(fitted);
        return fitted;

        FittedDrifts Next(FittedDrifts? previous = null)
        {
            FittedDrifts next = Round(problem, previous, rounds, context);
            done(next);
            return next;
        }
    }

    private static FittedDrifts Round(BridgeProblem problem, FittedDrifts? previous, int rounds, RunContext context)
    {
        int round = previous?.Round ?? 0, d = problem.Dimensions;
        // No family is without drift at its start, and the first round of the paper is.
        IReference reference = previous?.Refined ?? new BrownianReference(d);
        IntervalDrifts Solve(BridgeGrid grid, int k) => IntervalDrifts.Solve(
            problem.Snapshots[k], problem.Snapshots[k + 1], reference, grid,
            new DriftWork((context.Seed, round, k), context.Device, share => Report(round, k, share), context.Cancellation));
        var chain = new DriftChain(problem.Snapshots, problem.Grids, [.. problem.Grids.Select(Solve)]);
        double[] paths = chain.DrawPaths(EveryCell(problem.Snapshots), context.Seed, context.Cancellation);
        IReference start = previous?.Refined ?? problem.Family.Create(d, context.Seed);
        IReference refined = start.Fit(PathIncrements.Of(paths, problem.Grids, d), new FitContext(context.Seed, round, context.Cancellation));
        return new FittedDrifts(round + 1, chain, refined, [.. previous?.Divergences ?? [], chain.Divergence]);

        void Report(int r, int k, double share) => context.Report(
            (r + (k + share) / problem.Grids.Count) / rounds, $"Refining the shared dynamics: round {r + 1} of {rounds}, interval {k + 1} of {problem.Grids.Count}");
    }

    private static IReadOnlyList<(int Snapshot, int Row)> EveryCell(IReadOnlyList<DenseMatrix> snapshots) =>
        [.. snapshots.SelectMany((snapshot, s) => Enumerable.Range(0, snapshot.Rows).Select(row => (s, row)))];
}
