using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.MultiMarginalBridge.References;

namespace CellDynamics.Methods.MultiMarginalBridge.GaussianProcess;

/// <summary>The bridge between two consecutive snapshots as two drifts: one carries the earlier cells forward, the other the later ones back.</summary>
/// <param name="Forward">Its clock runs from the earlier snapshot to the later.</param>
/// <param name="Backward">Its clock also runs upwards from the start of the interval while the state runs back, as published.</param>
/// <param name="Divergence">KL(P | Q<sub>θ</sub>) given the first marginal, estimated on the last forward paths, nats per cell.</param>
/// <remarks>Iterative proportional fitting by regression. Ref: Vargas et al. 2021, arXiv 2106.02081, Alg. 1 (IPML); sbirr 2.3.</remarks>
internal sealed record IntervalDrifts(ProcessDrift Forward, ProcessDrift Backward, double Divergence)
{
    /// <summary>As in the published experiments.</summary>
    public const int Iterations = 10;

    /// <param name="source">Earlier cells, <c>[n, dims]</c>; all of them start a path.</param>
    /// <param name="target">Later cells, <c>[m, dims]</c>; likewise.</param>
    /// <param name="reference">Enters only through the first simulation.</param>
    /// <param name="grid">Duration, steps and noise.</param>
    /// <param name="work">Random numbers, device, cancellation and progress.</param>
    public static IntervalDrifts Solve(DenseMatrix source, DenseMatrix target, IReference reference, BridgeGrid grid, DriftWork work)
    {
        double[] Simulate(DenseMatrix cells, Func<TimedDrift> drift, int half) => Simulated(cells, drift, grid, half, work);
        ProcessDrift Regress(double[] paths) => ProcessDrift.OfReversed(paths, source.Columns, grid, work.Device, work.Cancellation);
        double[] ahead = Simulate(source, () => (state, _, drift) => reference.Drift(state, drift), 0);
        ProcessDrift backward = Regress(ahead), forward = backward;
        for (int iteration = 1; iteration <= Iterations; iteration++)
        {
            forward = Regress(Simulate(target, backward.ForOneThread, 2 * iteration - 1));
            ahead = Simulate(source, forward.ForOneThread, 2 * iteration);
            backward = Regress(ahead);
            work.Done((double)iteration / Iterations);
        }
        return new IntervalDrifts(forward, backward, Mismatch(ahead, forward, reference, grid, work));
    }

    /// <summary>Moves on from the state at the start of a path, by Euler–Maruyama.</summary>
    /// <param name="path"><c>[steps + 1, dims]</c>, of which the first state is given.</param>
    /// <param name="dimensions">Dimensions of the state.</param>
    /// <param name="drift">Drift.</param>
    /// <param name="grid">Duration, steps and noise.</param>
    /// <param name="random">The stream of this path.</param>
    public static void Advance(Span<double> path, int dimensions, TimedDrift drift, BridgeGrid grid, RandomStream random)
    {
        double dt = grid.Duration / grid.Steps, noise = grid.Sigma * Math.Sqrt(dt);
        Span<double> slope = stackalloc double[dimensions];
        for (int n = 0; n < grid.Steps; n++)
        {
            Span<double> here = path.Slice(n * dimensions, dimensions), next = path.Slice((n + 1) * dimensions, dimensions);
            drift(here, n * dt, slope);
            for (int k = 0; k < dimensions; k++)
                next[k] = here[k] + slope[k] * dt + noise * random.NextNormal();
        }
    }

    private static double[] Simulated(DenseMatrix cells, Func<TimedDrift> drift, BridgeGrid grid, int half, DriftWork work)
    {
        int d = cells.Columns, width = (grid.Steps + 1) * d;
        double[] paths = new double[cells.Rows * width];
        work.ForEach(cells.Rows, drift, (i, follow) =>
        {
            Span<double> path = paths.AsSpan(i * width, width);
            cells.Row(i).CopyTo(path);
            Advance(path, d, follow, grid, work.Stream(half, i));
        });
        return paths;
    }

    /// <summary>Mean over paths of Σ |F(x, t) − b<sub>θ</sub>(x)|² Δt / 2σ². Ref: Girsanov; sbirr 1.</summary>
    private static double Mismatch(double[] paths, ProcessDrift forward, IReference reference, BridgeGrid grid, DriftWork work)
    {
        int d = reference.Dimensions, width = (grid.Steps + 1) * d, count = paths.Length / width;
        double dt = grid.Duration / grid.Steps;
        double[] sums = new double[count];
        work.ForEach(count, forward.ForOneThread, (i, follow) =>
        {
            Span<double> ours = stackalloc double[d], theirs = stackalloc double[d];
            for (int n = 0; n < grid.Steps; n++)
            {
                ReadOnlySpan<double> state = paths.AsSpan(i * width + n * d, d);
                follow(state, n * dt, ours);
                reference.Drift(state, theirs);
                for (int k = 0; k < d; k++)
                    sums[i] += (ours[k] - theirs[k]) * (ours[k] - theirs[k]);
            }
        });
        return sums.Average() * dt / (2 * grid.Sigma * grid.Sigma);
    }
}
