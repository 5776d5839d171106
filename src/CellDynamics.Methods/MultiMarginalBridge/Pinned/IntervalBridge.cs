using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.MultiMarginalBridge.References;
using CellDynamics.Methods.Transport;

namespace CellDynamics.Methods.MultiMarginalBridge.Pinned;

/// <summary>The Schrödinger bridge between two consecutive snapshots: the path law closest to the reference whose ends are the measured cells.</summary>
/// <remarks>
/// A bridge is a coupling of the ends and, given the ends, the pinned reference (Léonard 2014, Prop. 2.10). The coupling minimises
/// KL(π | a ⊗ q<sub>θ</sub>), which is entropic transport with cost −log q<sub>θ</sub>(y|x) and ε = 1: the only regularisation is the noise of
/// the process itself. q<sub>θ</sub> comes from the reference linearised, per source cell, along the path that cell is expected to take.
/// </remarks>
internal sealed class IntervalBridge
{
    /// <summary>Without a bridge to start from: linearise along the drift, couple, linearise along the expected paths, couple again.</summary>
    private const int FirstPasses = 2;

    /// <summary>Pairs times iterations of one coupling: about ten seconds. Small problems converge long before; large ones go on from here in the next round.</summary>
    private const double CouplingWork = 4e9;

    private readonly BridgeGrid grid;
    private readonly double[] paths; // [sources, steps + 1, dims]: where each source's reference is linearised
    private readonly SinkhornResult coupling;

    private IntervalBridge(DenseMatrix source, DenseMatrix target, IReference reference, BridgeGrid grid, double[] paths, SinkhornResult coupling)
    {
        (Source, Target, Reference, this.grid, this.paths, this.coupling) = (source, target, reference, grid, paths, coupling);
    }

    /// <summary>Earlier cells, <c>[n, dims]</c>.</summary>
    public DenseMatrix Source { get; }

    /// <summary>Later cells, <c>[m, dims]</c>.</summary>
    public DenseMatrix Target { get; }

    public IReference Reference { get; }

    public int Steps => grid.Steps;

    /// <summary>KL(P | Q<sub>θ</sub>) of this interval given its first marginal, nats per cell; minimal over P by construction.</summary>
    public double Divergence
    {
        get
        {
            double sum = Math.Log(Source.Rows);
            foreach (double f in coupling.SourcePotentials)
                sum += f / Source.Rows;
            foreach (double g in coupling.TargetPotentials)
                sum += g / Target.Rows;
            return sum;
        }
    }

    /// <param name="source">Earlier cells, <c>[n, dims]</c>.</param>
    /// <param name="target">Later cells, <c>[m, dims]</c>.</param>
    /// <param name="reference">Reference process.</param>
    /// <param name="grid">Duration, steps and noise.</param>
    /// <param name="previous">The bridge of the last iteration between the same cells, to start from; or null.</param>
    /// <param name="cancellation">Looked at between cells.</param>
    public static IntervalBridge Solve(
        DenseMatrix source, DenseMatrix target, IReference reference, BridgeGrid grid, IntervalBridge? previous, CancellationToken cancellation)
    {
        double[] paths = previous?.ExpectedPaths(cancellation) ?? Followed(source, reference, grid, cancellation);
        SinkhornResult coupling = Couple(source, target, reference, grid, paths, previous?.coupling.TargetPotentials, cancellation);
        for (int pass = previous is null ? 1 : FirstPasses; pass < FirstPasses; pass++)
        {
            paths = new IntervalBridge(source, target, reference, grid, paths, coupling).ExpectedPaths(cancellation);
            coupling = Couple(source, target, reference, grid, paths, coupling.TargetPotentials, cancellation);
        }
        return new IntervalBridge(source, target, reference, grid, paths, coupling);
    }

    /// <summary>A bridge as <see cref="State"/> described it.</summary>
    public static IntervalBridge Restore(DenseMatrix source, DenseMatrix target, IReference reference, BridgeGrid grid, IntervalState state)
    {
        DenseMatrix cost = Costs(source, target, reference, grid, state.Paths, CancellationToken.None);
        var coupling = new SinkhornResult(cost, 1, state.SourcePotentials, state.TargetPotentials) { Outcome = SinkhornOutcome.Converged, Errors = [] };
        return new IntervalBridge(source, target, reference, grid, state.Paths, coupling);
    }

    /// <summary>All that cannot be computed from the cells and the reference.</summary>
    public IntervalState State => new(paths, coupling.SourcePotentials, coupling.TargetPotentials);

    public bool HasConverged => coupling.HasConverged;

    /// <summary>Mean pinned path of every source to the barycentre of where it goes, <c>[sources, steps + 1, dims]</c>.</summary>
    public double[] ExpectedPaths(CancellationToken cancellation)
    {
        int width = (grid.Steps + 1) * Source.Columns;
        DenseMatrix barycentres = coupling.Pull(Target);
        double[] expected = new double[paths.Length];
        ForEachSource(Source.Rows, Reference, grid, (i, flow) =>
        {
            Span<double> end = barycentres.Row(i);
            for (int k = 0; k < end.Length; k++)
                end[k] *= Source.Rows;
            flow.Linearise(paths.AsSpan(i * width, width));
            flow.PinnedMean(end, expected.AsSpan(i * width, width));
        }, cancellation);
        return expected;
    }

    /// <summary>Mean velocity with which the later cells arrive, given the expected paths, <c>[targets, dims]</c> per time unit of the bridge.</summary>
    public DenseMatrix LastSlopes(double[] expected)
    {
        int d = Source.Columns, width = (grid.Steps + 1) * d;
        var slopes = new DenseMatrix(Source.Rows, d);
        for (int i = 0; i < Source.Rows; i++)
        {
            ReadOnlySpan<double> end = expected.AsSpan(i * width + (grid.Steps - 1) * d, 2 * d);
            for (int k = 0; k < d; k++)
                slopes[i, k] = (end[d + k] - end[k]) * grid.Steps / grid.Duration;
        }
        DenseMatrix arrived = coupling.Push(slopes);
        for (int at = 0; at < arrived.Values.Length; at++)
            arrived.Values[at] *= Target.Rows;
        return arrived;
    }

    private static double[] Followed(DenseMatrix source, IReference reference, BridgeGrid grid, CancellationToken cancellation)
    {
        int width = (grid.Steps + 1) * source.Columns;
        double[] paths = new double[source.Rows * width];
        ForEachSource(source.Rows, reference, grid, (i, flow) => flow.Follow(source.Row(i), paths.AsSpan(i * width, width)), cancellation);
        return paths;
    }

    private static SinkhornResult Couple(
        DenseMatrix source, DenseMatrix target, IReference reference, BridgeGrid grid, double[] paths, double[]? start, CancellationToken cancellation)
    {
        DenseMatrix cost = Costs(source, target, reference, grid, paths, cancellation);
        int limit = (int)Math.Clamp(CouplingWork / cost.Values.Length, 100, 3000);
        var sinkhorn = new Sinkhorn(new SinkhornOptions { Epsilon = 1, Tolerance = 1e-7, MaxIterations = limit });
        return sinkhorn.Solve(cost, TransportWeights.Uniform(source.Rows), TransportWeights.Uniform(target.Rows), start, cancellation);
    }

    /// <summary>−log q<sub>θ</sub>(y|x), <c>[n, m]</c>.</summary>
    private static DenseMatrix Costs(DenseMatrix source, DenseMatrix target, IReference reference, BridgeGrid grid, double[] paths, CancellationToken cancellation)
    {
        int width = (grid.Steps + 1) * source.Columns;
        var cost = new DenseMatrix(source.Rows, target.Rows);
        ForEachSource(source.Rows, reference, grid, (i, flow) =>
        {
            flow.Linearise(paths.AsSpan(i * width, width));
            for (int j = 0; j < target.Rows; j++)
                cost[i, j] = -flow.LogDensity(target.Row(j));
        }, cancellation);
        return cost;
    }

    /// <summary>The later cell that an earlier one becomes, drawn from the coupling.</summary>
    public int DrawTarget(int source, RandomStream random)
    {
        double[] row = new double[Target.Rows];
        coupling.FillRow(source, row);
        return Draw(row, random);
    }

    /// <summary>The earlier cell that a later one came from, drawn from the coupling; <paramref name="columns"/> is <see cref="ColumnWeights"/>.</summary>
    public static int DrawSource(DenseMatrix columns, int target, RandomStream random) => Draw(columns.Row(target), random);

    /// <summary>The coupling by later cell, <c>[m, n]</c>.</summary>
    public DenseMatrix ColumnWeights()
    {
        var columns = new DenseMatrix(Target.Rows, Source.Rows);
        double[] row = new double[Target.Rows];
        for (int i = 0; i < Source.Rows; i++)
        {
            coupling.FillRow(i, row);
            for (int j = 0; j < row.Length; j++)
                columns[j, i] = row[j];
        }
        return columns;
    }

    /// <summary>The coupling's row of one earlier cell, summing to 1 / n, <c>[m]</c>.</summary>
    public void FillRow(int source, Span<double> row) => coupling.FillRow(source, row);

    /// <summary>Draws of the reference pinned at both ends, for many pairs; the reference is linearised once per earlier cell.</summary>
    /// <param name="pairs">Earlier and later cell of every path.</param>
    /// <param name="stream">The random stream of a pair.</param>
    /// <param name="piece">Where a path goes, <c>[steps + 1, dims]</c>.</param>
    /// <param name="cancellation">Looked at between cells.</param>
    public void DrawPaths(IReadOnlyList<(int Source, int Target)> pairs, Func<int, RandomStream> stream, Func<int, Memory<double>> piece, CancellationToken cancellation)
    {
        int width = (grid.Steps + 1) * Source.Columns;
        ILookup<int, int> bySource = Enumerable.Range(0, pairs.Count).ToLookup(i => pairs[i].Source);
        int[] sources = [.. bySource.Select(group => group.Key)];
        ForEachSource(sources.Length, Reference, grid, (s, flow) =>
        {
            flow.Linearise(paths.AsSpan(sources[s] * width, width));
            foreach (int i in bySource[sources[s]])
                flow.PinnedSample(Target.Row(pairs[i].Target), stream(i), piece(i).Span);
        }, cancellation);
    }

    private static void ForEachSource(int count, IReference reference, BridgeGrid grid, Action<int, LinearisedFlow> action, CancellationToken cancellation) =>
        Parallel.For(
            0, count, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount },
            () => new LinearisedFlow(reference, grid.Steps, grid.Duration, grid.Sigma),
            (i, _, flow) =>
            {
                action(i, flow);
                return flow;
            },
            _ => { });

    private static int Draw(ReadOnlySpan<double> weights, RandomStream random)
    {
        double total = 0;
        foreach (double weight in weights)
            total += weight;
        double left = random.NextUniform() * total;
        for (int i = 0; i < weights.Length; i++)
        {
            left -= weights[i];
            if (left < 0)
                return i;
        }
        return weights.IndexOfAnyExcept(0) < 0 ? 0 : weights.LastIndexOfAnyExcept(0);
    }
}
