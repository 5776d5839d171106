using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.MultiMarginalBridge.References;
using CellDynamics.Methods.Transport;

namespace CellDynamics.Methods.MultiMarginalBridge;

/// <summary>The Schrödinger bridge between two consecutive snapshots: the path law closest to the reference whose ends are the measured cells.</summary>
/// <remarks>
/// A bridge is a coupling of the ends and, given the ends, the pinned reference (Léonard 2014, Prop. 2.10). The coupling minimises
/// KL(π | a ⊗ q<sub>θ</sub>), which is entropic transport with cost −log q<sub>θ</sub>(y|x) and ε = 1: the only regularisation is the noise of
/// the process itself. q<sub>θ</sub> comes from the reference linearised, per source cell, along the path that cell is expected to take.
/// </remarks>
internal sealed class IntervalBridge
{
    /// <summary>Linearise, couple, linearise along the expected paths, couple again.</summary>
    private const int Passes = 2;

    private static readonly SinkhornOptions Coupling = new() { Epsilon = 1, Tolerance = 1e-7, MaxIterations = 3000 };

    private readonly BridgeGrid grid;
    private readonly double[] paths; // [sources, steps + 1, dims]: where each source's reference is linearised
    private SinkhornResult coupling;

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
        int width = (grid.Steps + 1) * source.Columns;
        double[] paths = previous?.NextPaths() ?? new double[source.Rows * width];
        double[] a = TransportWeights.Uniform(source.Rows), b = TransportWeights.Uniform(target.Rows);
        double[]? start = previous?.coupling.TargetPotentials;
        SinkhornResult? coupling = null;
        for (int pass = 0; pass < Passes; pass++)
        {
            bool hasPaths = previous is not null || pass > 0;
            var cost = new DenseMatrix(source.Rows, target.Rows);
            if (pass > 0)
                paths = Expected(source, target, reference, grid, paths, coupling!, cancellation);
            ForEachSource(source.Rows, reference, grid, (i, flow) =>
            {
                Span<double> path = paths.AsSpan(i * width, width);
                if (!hasPaths)
                    flow.Follow(source.Row(i), path);
                flow.Linearise(path);
                for (int j = 0; j < target.Rows; j++)
                    cost[i, j] = -flow.LogDensity(target.Row(j));
            }, cancellation);
            coupling = new Sinkhorn(Coupling).Solve(cost, a, b, start, cancellation);
            start = coupling.TargetPotentials;
        }
        return new IntervalBridge(source, target, reference, grid, paths, coupling!);
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

    /// <summary>A draw of the reference pinned at both ends, <c>[steps + 1, dims]</c>.</summary>
    public void DrawPath(int source, int target, LinearisedFlow flow, RandomStream random, Span<double> path)
    {
        int width = (grid.Steps + 1) * Source.Columns;
        flow.Linearise(paths.AsSpan(source * width, width));
        flow.PinnedSample(Target.Row(target), random, path);
    }

    public LinearisedFlow NewFlow() => new(Reference, grid.Steps, grid.Duration, grid.Sigma);

    /// <summary>Paths to linearise along in the next iteration: the expected ones of this.</summary>
    private double[] NextPaths() => Expected(Source, Target, Reference, grid, paths, coupling, CancellationToken.None);

    /// <summary>Mean pinned path of every source to the barycentre of where it goes.</summary>
    private static double[] Expected(
        DenseMatrix source, DenseMatrix target, IReference reference, BridgeGrid grid, double[] paths, SinkhornResult coupling, CancellationToken cancellation)
    {
        int width = (grid.Steps + 1) * source.Columns;
        DenseMatrix barycentres = coupling.Pull(target);
        double[] expected = new double[paths.Length];
        ForEachSource(source.Rows, reference, grid, (i, flow) =>
        {
            Span<double> end = barycentres.Row(i);
            for (int k = 0; k < end.Length; k++)
                end[k] *= source.Rows;
            flow.Linearise(paths.AsSpan(i * width, width));
            flow.PinnedMean(end, expected.AsSpan(i * width, width));
        }, cancellation);
        return expected;
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
