using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.MultiMarginalBridge.References;

namespace CellDynamics.Methods.MultiMarginalBridge;

/// <summary>The bridges of all intervals, glued at the measured cells: the Schrödinger bridge through every snapshot.</summary>
/// <remarks>Because the reference is Markov, the multi-marginal bridge is the chain of the pairwise ones. Ref: Shen et al. 2025, arXiv 2408.06277; sbirr 1 and 2.4.</remarks>
internal sealed class ChainedBridge
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

    /// <summary>One path through all times for each chosen cell: drawn forward through the later bridges and backward through the earlier ones.</summary>
    /// <param name="starts">Snapshot and row of the cells paths are started from.</param>
    /// <param name="seed">Names the random streams, one per path.</param>
    /// <param name="cancellation">Looked at between paths.</param>
    /// <returns>Row-major <c>[paths, total steps + 1, dims]</c>.</returns>
    public double[] DrawPaths(IReadOnlyList<(int Snapshot, int Row)> starts, int seed, CancellationToken cancellation)
    {
        int width = (TotalSteps + 1) * Dimensions;
        double[] paths = new double[starts.Count * width];
        int[] offsets = Offsets();
        foreach (Lazy<DenseMatrix> column in columns)
            _ = column.Value;
        Parallel.For(
            0, starts.Count, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount },
            () => intervals.Select(interval => interval.NewFlow()).ToArray(),
            (i, _, flows) =>
            {
                DrawPath(starts[i], flows, new RandomStream(seed, starts[i].Snapshot, starts[i].Row), paths.AsSpan(i * width, width), offsets);
                return flows;
            },
            _ => { });
        return paths;
    }

    private void DrawPath((int Snapshot, int Row) start, LinearisedFlow[] flows, RandomStream random, Span<double> path, int[] offsets)
    {
        Span<double> Piece(Span<double> whole, int k) => whole.Slice(offsets[k] * Dimensions, (intervals[k].Steps + 1) * Dimensions);
        int cell = start.Row;
        for (int k = start.Snapshot; k < intervals.Length; k++)
        {
            int next = intervals[k].DrawTarget(cell, random);
            intervals[k].DrawPath(cell, next, flows[k], random, Piece(path, k));
            cell = next;
        }
        cell = start.Row;
        for (int k = start.Snapshot - 1; k >= 0; k--)
        {
            int earlier = IntervalBridge.DrawSource(columns[k].Value, cell, random);
            intervals[k].DrawPath(earlier, cell, flows[k], random, Piece(path, k));
            cell = earlier;
        }
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

    /// <summary>Increments of drawn paths as the θ-step sees them, with the length of each interval's step.</summary>
    public PathIncrements Increments(double[] paths, IReadOnlyList<BridgeGrid> grids)
    {
        int d = Dimensions, count = paths.Length / ((TotalSteps + 1) * d);
        double[] states = new double[count * TotalSteps * d], slopes = new double[states.Length];
        int at = 0;
        for (int path = 0; path < count; path++)
        {
            int step = 0;
            foreach (BridgeGrid grid in grids)
            {
                double dt = grid.Duration / grid.Steps;
                for (int n = 0; n < grid.Steps; n++, step++)
                {
                    int from = (path * (TotalSteps + 1) + step) * d;
                    for (int k = 0; k < d; k++, at++)
                        (states[at], slopes[at]) = (paths[from + k], (paths[from + d + k] - paths[from + k]) / dt);
                }
            }
        }
        return new PathIncrements(states, slopes, d);
    }
}
