using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;

namespace CellDynamics.Methods.MultiMarginalBridge.GaussianProcess;

/// <summary>The drifts of all intervals, followed from any measured cell to both ends of time ("back-n-forth", sbirr 2.4).</summary>
/// <remarks>Unlike those of the pinned solver, a path goes through one measured cell only, the one it starts from: elsewhere it goes where the drifts lead.</remarks>
internal sealed class DriftChain(IReadOnlyList<DenseMatrix> snapshots, IReadOnlyList<BridgeGrid> grids, IReadOnlyList<IntervalDrifts> intervals) : IPathSampler
{
    public IReadOnlyList<IntervalDrifts> Intervals => intervals;

    public double Divergence => intervals.Sum(interval => interval.Divergence);

    public double[] DrawPaths(IReadOnlyList<(int Snapshot, int Row)> starts, int seed, CancellationToken cancellation)
    {
        int d = snapshots[0].Columns, width = (grids.Sum(grid => grid.Steps) + 1) * d;
        int[] first = [.. Enumerable.Range(0, snapshots.Count).Select(s => grids.Take(s).Sum(grid => grid.Steps) * d)];
        double[] paths = new double[starts.Count * width];
        DriftWork.ForEach(starts.Count, DriftsForOneThread, (i, drifts) =>
        {
            Span<double> path = paths.AsSpan(i * width, width);
            (int snapshot, int row) = starts[i];
            snapshots[snapshot].Row(row).CopyTo(path[first[snapshot]..]);
            for (int k = snapshot; k < grids.Count; k++)
                IntervalDrifts.Advance(Piece(path, k), d, drifts[k].Forward, grids[k], new RandomStream(seed, i, k));
            for (int k = snapshot - 1; k >= 0; k--)
            {
                // The state runs back while the clock runs up: drawn in reverse, then turned round.
                Span<double> piece = Piece(path, k);
                piece[^d..].CopyTo(piece);
                IntervalDrifts.Advance(piece, d, drifts[k].Backward, grids[k], new RandomStream(seed, i, k));
                TurnRound(piece, d);
            }
        }, cancellation);
        return paths;

        Span<double> Piece(Span<double> path, int k) => path.Slice(first[k], (grids[k].Steps + 1) * d);
    }

    private (TimedDrift Forward, TimedDrift Backward)[] DriftsForOneThread() =>
        [.. intervals.Select(interval => (interval.Forward.ForOneThread(), interval.Backward.ForOneThread()))];

    private static void TurnRound(Span<double> path, int dimensions)
    {
        path.Reverse();
        for (int at = 0; at < path.Length; at += dimensions)
            path.Slice(at, dimensions).Reverse();
    }
}
