using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.MultiMarginalBridge;
using CellDynamics.Methods.MultiMarginalBridge.GaussianProcess;

namespace CellDynamics.Methods.Tests.MultiMarginalBridge.GaussianProcess;

public class ProcessDriftTests
{
    private const int Paths = 3, Steps = 4, Dims = 2;

    private static readonly BridgeGrid Grid = new(0.8, Steps, 0.3);

    [Fact]
    public void The_drift_is_the_posterior_mean_of_a_dense_solve_on_the_reversed_paths_under_the_same_clock()
    {
        double[] paths = Simulated(), drift = new double[Dims];
        double dt = Grid.Duration / Steps;
        List<double[]> inputs = [], targets = [];
        for (int p = 0; p < Paths; p++)
        {
            double[][] reversed = [.. Enumerable.Range(0, Steps + 1).Reverse().Select(n => paths.AsSpan((p * (Steps + 1) + n) * Dims, Dims).ToArray())];
            for (int n = 0; n < Steps; n++)
            {
                inputs.Add([.. reversed[n], n * dt]);
                targets.Add([.. reversed[n].Zip(reversed[n + 1], (from, to) => (to - from) / dt)]);
            }
        }
        double[][] system = [.. inputs.Select((z, i) => inputs.Select((other, j) => Kernel(z, other, dt) + (i == j ? 0.09 / dt + 1e-6 : 0)).ToArray())];
        TimedDrift found = ProcessDrift.OfReversed(paths, Dims, Grid, "cpu", TestContext.Current.CancellationToken).ForOneThread();
        foreach (double[] z in new double[][] { inputs[0], inputs[7], [0.4, -0.9, 0.33] })
        {
            found(z.AsSpan(0, Dims), z[Dims], drift);
            for (int k = 0; k < Dims; k++)
            {
                double[] alpha = Solved(system, [.. targets.Select(y => y[k])]);
                Assert.Equal(inputs.Select((other, i) => Kernel(z, other, dt) * alpha[i]).Sum(), drift[k], 1e-9);
            }
        }
    }

    [Fact]
    public void A_restored_drift_is_the_same_function()
    {
        var drift = ProcessDrift.OfReversed(Simulated(), Dims, Grid, "cpu", TestContext.Current.CancellationToken);
        double[] before = new double[Dims], after = new double[Dims];
        drift.ForOneThread()([0.1, 0.2], 0.5, before);
        ProcessDrift.Restore(drift.State, Dims).ForOneThread()([0.1, 0.2], 0.5, after);
        Assert.Equal(before, after);
        Assert.Contains(before, value => value != 0);
    }

    [Fact]
    public void A_system_of_several_panels_is_solved_to_rounding()
    {
        const int Rows = 1100;
        var random = new RandomStream(5);
        DenseMatrix z = new(Rows, 3), y = new(Rows, 2);
        random.FillNormal(z.Values);
        random.FillNormal(y.Values);
        DenseMatrix alpha = KernelSystem.Solve(z, y, 10, 0.1, "cpu", TestContext.Current.CancellationToken);
        for (int i = 0; i < Rows; i += 50)
        {
            for (int k = 0; k < 2; k++)
            {
                double product = Enumerable.Range(0, Rows).Sum(j => Kernel(z.Row(i), z.Row(j), 0.1) * alpha[j, k]) + 0.1 * alpha[i, k];
                Assert.Equal(y[i, k], product, 1e-9);
            }
        }
    }

    [Fact]
    public void A_cancelled_system_is_not_solved()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => KernelSystem.Solve(new DenseMatrix(5, 2), new DenseMatrix(5, 1), 1, 1, "cpu", cancelled.Token));
    }

    private static double[] Simulated()
    {
        double[] paths = new double[Paths * (Steps + 1) * Dims];
        new RandomStream(11).FillNormal(paths);
        return paths;
    }

    private static double Kernel(ReadOnlySpan<double> a, ReadOnlySpan<double> b, double dt)
    {
        double sum = 0;
        for (int k = 0; k < a.Length; k++)
            sum += (a[k] - b[k]) * (a[k] - b[k]);
        return Math.Exp(-Math.Sqrt(sum)) / dt;
    }

    /// <summary>Gaussian elimination with pivots: none of the code under test.</summary>
    private static double[] Solved(double[][] matrix, double[] right)
    {
        int n = right.Length;
        double[][] a = [.. matrix.Select((row, i) => row.Append(right[i]).ToArray())];
        for (int c = 0; c < n; c++)
        {
            int pivot = Enumerable.Range(c, n - c).MaxBy(r => Math.Abs(a[r][c]));
            (a[c], a[pivot]) = (a[pivot], a[c]);
            for (int r = c + 1; r < n; r++)
            {
                double factor = a[r][c] / a[c][c];
                for (int k = c; k <= n; k++)
                    a[r][k] -= factor * a[c][k];
            }
        }
        double[] x = new double[n];
        for (int r = n - 1; r >= 0; r--)
            x[r] = (a[r][n] - Enumerable.Range(r + 1, n - r - 1).Sum(k => a[r][k] * x[k])) / a[r][r];
        return x;
    }
}
