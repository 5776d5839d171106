using CellDynamics.Data.Annotated;
using CellDynamics.Methods.MultiMarginalBridge;
using CellDynamics.Methods.MultiMarginalBridge.Pinned;
using CellDynamics.Methods.MultiMarginalBridge.References;

namespace CellDynamics.Methods.Tests.MultiMarginalBridge;

public class GaussianBridgeTests
{
    private const int Side = 40, Steps = 200, Repetitions = 8;
    private const double Duration = 1.5, Sigma = 0.5;

    private static readonly Matrix2 First = new(0.30, 0.10, 0.10, 0.20), Last = new(0.15, -0.08, -0.08, 0.40);
    private static readonly (double X, double Y) Mean0 = (-1, 0.5), Mean1 = (2, 1.5);

    public static TheoryData<string, double[]> Drifts => new()
    {
        { "Brownian", [0, 0, 0, 0, 0, 0] },
        { "Ornstein-Uhlenbeck", [-0.8, 0, 0, -0.8, 0.5, -0.2] },
        { "Ornstein-Uhlenbeck that turns", [-0.5, 1.2, -1.2, -0.5, 0.3, 0.4] },
    };

    [Theory]
    [MemberData(nameof(Drifts))]
    public void Mean_and_covariance_at_three_inner_times_are_those_of_the_closed_form(string name, double[] theta)
    {
        IReference reference = name == "Brownian" ? new BrownianReference(2) : new LinearReference(2, theta);
        var grid = new BridgeGrid(Duration, Steps, Sigma);
        ChainedBridge chain = ChainedBridge.Solve([Cloud(Mean0, First), Cloud(Mean1, Last)], [grid], reference, null, TestContext.Current.CancellationToken);
        IReadOnlyList<(int, int)> starts = Starts.Draw(chain.EveryCell(), Repetitions * Side * Side * 2, 1);
        double[] paths = chain.DrawPaths(starts, 5, TestContext.Current.CancellationToken);
        var exact = new GaussianBridge(new Matrix2(theta[0], theta[1], theta[2], theta[3]), (theta[4], theta[5]), Duration, Sigma);
        foreach (int step in new[] { Steps / 4, Steps / 2, 3 * Steps / 4 })
        {
            ((double X, double Y) mean, Matrix2 covariance) = exact.At(Duration * step / Steps, Mean0, First, Mean1, Last);
            ((double X, double Y) foundMean, Matrix2 found) = Moments(paths, step);
            double distance = Math.Sqrt(Square(Mean1.X - Mean0.X) + Square(Mean1.Y - Mean0.Y)), size = covariance.Trace / 2;
            Assert.InRange(Math.Max(Math.Abs(foundMean.X - mean.X), Math.Abs(foundMean.Y - mean.Y)), 0, 0.02 * distance);
            Assert.InRange(Math.Abs(found.A - covariance.A), 0, 0.02 * covariance.A);
            Assert.InRange(Math.Abs(found.D - covariance.D), 0, 0.02 * covariance.D);
            Assert.InRange(Math.Abs(found.B - covariance.B), 0, 0.02 * size);
        }
    }

    [Fact]
    public void A_pinned_chain_starts_and_ends_at_its_cells_and_its_end_density_is_the_Gaussian_of_the_process()
    {
        double a = 0.7, duration = 2;
        var flow = new LinearisedFlow(new LinearReference(1, [-a, 0]), 4000, duration, Sigma);
        double[] path = new double[4001];
        flow.Follow([1.5], path);
        flow.Linearise(path);
        double mean = 1.5 * Math.Exp(-a * duration), variance = Sigma * Sigma * (1 - Math.Exp(-2 * a * duration)) / (2 * a);
        double expected = -0.5 * Math.Log(2 * Math.PI * variance) - Square(0.9 - mean) / (2 * variance);
        Assert.Equal(expected, flow.LogDensity([0.9]), 2e-3);
        flow.PinnedMean([0.9], path);
        Assert.Equal(1.5, path[0], 1e-12);
        Assert.Equal(0.9, path[^1], 1e-12);
    }

    /// <summary>Quantiles of a normal on a square grid, shaped to exact moments: no sampling error in the ends.</summary>
    private static DenseMatrix Cloud((double X, double Y) mean, Matrix2 covariance)
    {
        double[] quantiles = [.. Enumerable.Range(0, Side).Select(i => NormalQuantile((i + 0.5) / Side))];
        double sd = Math.Sqrt(quantiles.Average(Square));
        Matrix2 root = covariance.Root;
        var cloud = new DenseMatrix(Side * Side, 2);
        for (int i = 0; i < cloud.Rows; i++)
        {
            (double x, double y) = root * (quantiles[i / Side] / sd, quantiles[i % Side] / sd);
            (cloud[i, 0], cloud[i, 1]) = (mean.X + x, mean.Y + y);
        }
        return cloud;
    }

    private static ((double X, double Y) Mean, Matrix2 Covariance) Moments(double[] paths, int step)
    {
        int width = (Steps + 1) * 2, count = paths.Length / width;
        double[] xs = [.. Enumerable.Range(0, count).Select(i => paths[i * width + step * 2])], ys = [.. Enumerable.Range(0, count).Select(i => paths[i * width + step * 2 + 1])];
        double x = xs.Average(), y = ys.Average(), xy = xs.Zip(ys, (p, q) => (p - x) * (q - y)).Average();
        return ((x, y), new Matrix2(xs.Average(p => Square(p - x)), xy, xy, ys.Average(q => Square(q - y))));
    }

    /// <summary>By bisection on the distribution function; exact enough and short.</summary>
    private static double NormalQuantile(double share)
    {
        double low = -8, high = 8;
        while (high - low > 1e-10)
        {
            double middle = (low + high) / 2;
            (low, high) = Distribution(middle) < share ? (middle, high) : (low, middle);
        }
        return low;
    }

    private static double Distribution(double x)
    {
        // Simpson's rule from 0: smooth integrand, 200 panels, error below 1e-10 within ±8.
        const int Panels = 200;
        double h = x / Panels, sum = 1 + Math.Exp(-x * x / 2);
        for (int i = 1; i < Panels; i++)
            sum += (i % 2 == 0 ? 2 : 4) * Math.Exp(-(i * h) * (i * h) / 2);
        return 0.5 + sum * h / 3 / Math.Sqrt(2 * Math.PI);
    }

    private static double Square(double x) => x * x;
}
