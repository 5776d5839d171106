using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.MultiMarginalBridge.References;

namespace CellDynamics.Methods.MultiMarginalBridge.Pinned;

/// <summary>The bridges of all intervals, glued at the measured cells: the Schrödinger bridge through every snapshot.</summary>
/// <remarks>Because the reference is Markov, the multi-marginal bridge is the chain of the pairwise ones. Ref: Shen et al. 2025, arXiv 2408.06277; sbirr 1 and 2.4.</remarks>
internal sealed class ChainedBridge : IPathSampler
{
    private readonly IntervalBridge[] intervals;
    private readonly Lazy<DenseMatrix>[] columns;

    private ChainedBridge(IntervalBridge[] intervals)
    {
        this.intervals = intervals;
        columns = [.. intervals.Select(interval => new Lazy<DenseMatrix>(interval.ColumnWeights))];
    }

    public IReadOnlyList<IntervalBridge> Intervals => intervals;

    public IReference Reference => intervals[0].Reference;

    /// <summary>KL(P | Q<sub>θ</sub>) given the first snapshot, nats per cell.</summary>
    public double Divergence => intervals.Sum(interval => interval.Divergence);

    public int TotalSteps => intervals.Sum(interval => interval.Steps);

    private int Dimensions => Reference.Dimensions;

    /// <param name="snapshots">Cells of each time, <c>[cells, dims]</c> each.</param>
    /// <param name="grids">One per interval.</param>
    /// <param name="reference">Reference process.</param>
    /// <param name="previous">The chain of the last iteration, to start from; or null.</param>
    /// <param name="cancellation">Looked at between cells.</param>
    public static ChainedBridge Solve(
        IReadOnlyList<DenseMatrix> snapshots, IReadOnlyList<BridgeGrid> grids, IReference reference, ChainedBridge? previous, CancellationToken cancellation) =>
        new([.. grids.Select((grid, k) => IntervalBridge.Solve(snapshots[k], snapshots[k + 1], reference, grid, previous?.intervals[k], cancellation))]);

    /// <summary>The chain as <see cref="IntervalBridge.State"/> described its intervals.</summary>
    public static ChainedBridge Restore(
        IReadOnlyList<DenseMatrix> snapshots, IReadOnlyList<BridgeGrid> grids, IReference reference, IReadOnlyList<IntervalState> states) =>
        new([.. grids.Select((grid, k) => IntervalBridge.Restore(snapshots[k], snapshots[k + 1], reference, grid, states[k]))]);

    /// <summary>One path through all times for each chosen cell: drawn forward through the later bridges and backward through the earlier ones.</summary>
    /// <param name="starts">Snapshot and row of the cells paths are started from.</param>
    /// <param name="seed">Names the random streams, one per path and interval.</param>
    /// <param name="cancellation">Looked at between paths.</param>
    /// <returns>Row-major <c>[paths, total steps + 1, dims]</c>.</returns>
    public double[] DrawPaths(IReadOnlyList<(int Snapshot, int Row)> starts, int seed, CancellationToken cancellation)
    {
        int width = (TotalSteps + 1) * Dimensions;
        double[] paths = new double[starts.Count * width];
        int[] offsets = Offsets();
        int[,] cells = DrawCells(starts, seed);
        for (int k = 0; k < intervals.Length; k++)
        {
            int interval = k, offset = offsets[k] * Dimensions, length = (intervals[k].Steps + 1) * Dimensions;
            (int, int)[] pairs = [.. Enumerable.Range(0, starts.Count).Select(i => (cells[i, interval], cells[i, interval + 1]))];
            intervals[k].DrawPaths(pairs, i => new RandomStream(seed, i, interval + 1), i => paths.AsMemory(i * width + offset, length), cancellation);
        }
        return paths;
    }

    /// <summary>The measured cells that each path goes through, <c>[paths, snapshots]</c>.</summary>
    private int[,] DrawCells(IReadOnlyList<(int Snapshot, int Row)> starts, int seed)
    {
        int[,] cells = new int[starts.Count, intervals.Length + 1];
        for (int i = 0; i < starts.Count; i++)
        {
            var random = new RandomStream(seed, i, 0);
            (int snapshot, int row) = starts[i];
            cells[i, snapshot] = row;
            for (int k = snapshot; k < intervals.Length; k++)
                cells[i, k + 1] = intervals[k].DrawTarget(cells[i, k], random);
            for (int k = snapshot - 1; k >= 0; k--)
                cells[i, k] = IntervalBridge.DrawSource(columns[k].Value, cells[i, k + 1], random);
        }
        return cells;
    }

    /// <summary>Grid index at which each snapshot stands, <c>[snapshots]</c>.</summary>
    public int[] Offsets()
    {
        int[] offsets = new int[intervals.Length + 1];
        for (int k = 0; k < intervals.Length; k++)
            offsets[k + 1] = offsets[k] + intervals[k].Steps;
        return offsets;
    }

    /// <summary>Every cell of every snapshot once: the starts of the union of paths that the θ-step and the evaluation use (sbirr 2.4).</summary>
    public IReadOnlyList<(int Snapshot, int Row)> EveryCell() =>
        [.. Enumerable.Range(0, intervals.Length + 1).SelectMany(s => Enumerable.Range(0, CellsOf(s)).Select(row => (s, row)))];

    private int CellsOf(int snapshot) => snapshot < intervals.Length ? intervals[snapshot].Source.Rows : intervals[^1].Target.Rows;
}
