using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.MultiMarginalBridge;
using CellDynamics.Methods.MultiMarginalBridge.Pinned;
using CellDynamics.Methods.MultiMarginalBridge.References;

namespace CellDynamics.Methods.Tests.MultiMarginalBridge;

/// <summary>The bridge under a nonlinear reference against Sinkhorn on a grid of the plane, which linearises nothing.</summary>
public class NonlinearBridgeTests
{
    private const int Nodes = 110, Steps = 20, Cells = 24;
    private const double Low = -0.2, High = 8.2, Spacing = (High - Low) / (Nodes - 1), Duration = 1, Sigma = 0.5, Dt = Duration / Steps;

    private static readonly LotkaVolterraReference Reference = new([1, 0.4, 0.4, 0.1]);

    [Fact]
    public void Under_a_nonlinear_reference_it_agrees_with_a_solution_on_a_grid()
    {
        (DenseMatrix sources, DenseMatrix targets) = Ends();
        double[][][] forward = [.. Enumerable.Range(0, Cells).Select(i => Forward(sources.Row(i).ToArray()))];
        double[][][] backward = [.. Enumerable.Range(0, Cells).Select(j => Backward(targets.Row(j).ToArray()))];
        (double[] u, double[] v) = Couple(forward, backward);
        var grid = new BridgeGrid(Duration, Steps, Sigma);
        ChainedBridge chain = ChainedBridge.Solve([sources, targets], [grid], Reference, null, TestContext.Current.CancellationToken);
        IReadOnlyList<(int, int)> starts = Starts.Draw(chain.EveryCell(), 20_000, 1);
        double[] paths = chain.DrawPaths(starts, 3, TestContext.Current.CancellationToken);
        foreach (int step in new[] { Steps / 4, Steps / 2, 3 * Steps / 4 })
        {
            double[] exact = GridMoments(forward, backward, u, v, step), found = PathMoments(paths, step);
            double sd = Math.Sqrt((exact[2] + exact[3]) / 2);
            Assert.InRange(Math.Abs(found[0] - exact[0]), 0, 0.03 * sd);
            Assert.InRange(Math.Abs(found[1] - exact[1]), 0, 0.03 * sd);
            Assert.InRange(Math.Abs(found[2] / exact[2] - 1), 0, 0.03);
            Assert.InRange(Math.Abs(found[3] / exact[3] - 1), 0, 0.03);
        }
    }

    /// <summary>Cells that the dynamics would not bring onto each other: the bridge has to bend them.</summary>
    private static (DenseMatrix Sources, DenseMatrix Targets) Ends()
    {
        var random = new RandomStream(17);
        DenseMatrix sources = new(Cells, 2), targets = new(Cells, 2);
        for (int i = 0; i < Cells; i++)
        {
            (sources[i, 0], sources[i, 1]) = (3 + 0.5 * random.NextNormal(), 2 + 0.5 * random.NextNormal());
            (targets[i, 0], targets[i, 1]) = (3.6 + 0.6 * random.NextNormal(), 2.6 + 0.4 * random.NextNormal());
        }
        return (sources, targets);
    }

    /// <summary>Density of the Euler chain from one cell at every step but the first and last, <c>[steps][nodes²]</c>.</summary>
    private static double[][] Forward(double[] start)
    {
        double[][] densities = new double[Steps][];
        densities[1] = new double[Nodes * Nodes];
        Spread(start, 1, densities[1]);
        for (int n = 2; n < Steps; n++)
        {
            densities[n] = new double[Nodes * Nodes];
            for (int node = 0; node < Nodes * Nodes; node++)
            {
                if (densities[n - 1][node] > 1e-12)
                    Spread(At(node), densities[n - 1][node] * Spacing * Spacing, densities[n]);
            }
        }
        return densities;
    }

    /// <summary>h of one target at every step: the density with which a chain at a node ends there.</summary>
    private static double[][] Backward(double[] end)
    {
        double[][] values = new double[Steps][];
        for (int n = Steps - 1; n >= 1; n--)
        {
            values[n] = new double[Nodes * Nodes];
            for (int node = 0; node < Nodes * Nodes; node++)
                values[n][node] = n == Steps - 1 ? Step(At(node), end) : Gather(At(node), values[n + 1]);
        }
        return values;
    }

    private static (double[] U, double[] V) Couple(double[][][] forward, double[][][] backward)
    {
        double[,] kernel = new double[Cells, Cells];
        for (int i = 0; i < Cells; i++)
        {
            for (int j = 0; j < Cells; j++)
                kernel[i, j] = Enumerable.Range(0, Nodes * Nodes).Sum(node => forward[i][Steps / 2][node] * backward[j][Steps / 2][node]) * Spacing * Spacing;
        }
        double[] u = new double[Cells], v = [.. Enumerable.Repeat(1.0, Cells)];
        for (int iteration = 0; iteration < 5000; iteration++)
        {
            for (int i = 0; i < Cells; i++)
                u[i] = 1.0 / Cells / Enumerable.Range(0, Cells).Sum(j => kernel[i, j] * v[j]);
            for (int j = 0; j < Cells; j++)
                v[j] = 1.0 / Cells / Enumerable.Range(0, Cells).Sum(i => kernel[i, j] * u[i]);
        }
        return (u, v);
    }

    /// <summary>Means, then variances.</summary>
    private static double[] GridMoments(double[][][] forward, double[][][] backward, double[] u, double[] v, int step)
    {
        double mass = 0;
        double[] sums = new double[4];
        for (int node = 0; node < Nodes * Nodes; node++)
        {
            double density = 0, back = 0;
            for (int i = 0; i < Cells; i++)
                (density, back) = (density + u[i] * forward[i][step][node], back + v[i] * backward[i][step][node]);
            double weight = density * back;
            (double x, double y) = (At(node)[0], At(node)[1]);
            mass += weight;
            (sums[0], sums[1], sums[2], sums[3]) = (sums[0] + weight * x, sums[1] + weight * y, sums[2] + weight * x * x, sums[3] + weight * y * y);
        }
        return [sums[0] / mass, sums[1] / mass, sums[2] / mass - Math.Pow(sums[0] / mass, 2), sums[3] / mass - Math.Pow(sums[1] / mass, 2)];
    }

    private static double[] PathMoments(double[] paths, int step)
    {
        int width = (Steps + 1) * 2;
        double[] xs = [.. Enumerable.Range(0, paths.Length / width).Select(i => paths[i * width + step * 2])], ys = [.. Enumerable.Range(0, xs.Length).Select(i => paths[i * width + step * 2 + 1])];
        return [xs.Average(), ys.Average(), xs.Average(x => x * x) - Math.Pow(xs.Average(), 2), ys.Average(y => y * y) - Math.Pow(ys.Average(), 2)];
    }

    private static double[] At(int node) => [Low + node / Nodes * Spacing, Low + node % Nodes * Spacing];

    private static double[] Mean(double[] state)
    {
        double[] drift = new double[2];
        Reference.Drift(state, drift);
        return [state[0] + drift[0] * Dt, state[1] + drift[1] * Dt];
    }

    private static double Step(double[] from, double[] to)
    {
        double[] mean = Mean(from);
        double variance = Sigma * Sigma * Dt;
        return Math.Exp(-((to[0] - mean[0]) * (to[0] - mean[0]) + (to[1] - mean[1]) * (to[1] - mean[1])) / (2 * variance)) / (2 * Math.PI * variance);
    }

    private static void Spread(double[] from, double mass, double[] density)
    {
        (double[] x, double[] y, int firstX, int firstY) = Window(from);
        for (int i = 0; i < x.Length; i++)
        {
            for (int j = 0; j < y.Length; j++)
                density[(firstX + i) * Nodes + firstY + j] += mass * x[i] * y[j];
        }
    }

    private static double Gather(double[] from, double[] values)
    {
        (double[] x, double[] y, int firstX, int firstY) = Window(from);
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            for (int j = 0; j < y.Length; j++)
                sum += x[i] * y[j] * values[(firstX + i) * Nodes + firstY + j];
        }
        return sum * Spacing * Spacing;
    }

    /// <summary>The Gaussian of one step on the nodes within six standard deviations, one factor per axis.</summary>
    private static (double[] X, double[] Y, int FirstX, int FirstY) Window(double[] from)
    {
        double[] mean = Mean(from);
        (double[] x, int firstX) = Axis(mean[0]);
        (double[] y, int firstY) = Axis(mean[1]);
        return (x, y, firstX, firstY);
    }

    private static (double[] Values, int First) Axis(double mean)
    {
        double sd = Sigma * Math.Sqrt(Dt);
        int first = Math.Max(0, (int)Math.Ceiling((mean - 6 * sd - Low) / Spacing)), last = Math.Min(Nodes - 1, (int)Math.Floor((mean + 6 * sd - Low) / Spacing));
        return ([.. Enumerable.Range(first, Math.Max(0, last - first + 1)).Select(i => Math.Exp(-Math.Pow((Low + i * Spacing - mean) / sd, 2) / 2) / (sd * Math.Sqrt(2 * Math.PI)))], first);
    }
}
