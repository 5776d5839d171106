using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.MultiMarginalBridge;
using CellDynamics.Methods.MultiMarginalBridge.GaussianProcess;
using CellDynamics.Methods.MultiMarginalBridge.References;

namespace CellDynamics.Methods.Tests.MultiMarginalBridge.GaussianProcess;

public class GaussianClosedFormTests
{
    private const int Cells = 40, Steps = 10, Repetitions = 20, Seeds = 6;
    private const double Duration = 1, Sigma = 0.5;
    private const double Mean0 = -0.5, Mean1 = 0.7, Variance0 = 0.09, Variance1 = 0.36;

    /// <remarks>
    /// One fit carries the noise of its forty simulated paths a side: seeds scatter by about 0.08 in the mean. Averaged over six, what is left is the bias of the
    /// regression, for which these tolerances stand: a tenth of the way in the mean, a quarter in the variance. A wrong clock or direction misses them by far.
    /// </remarks>
    [Fact]
    public void Between_Gaussians_under_a_Brownian_reference_mean_and_variance_are_near_the_closed_form_and_the_divergence_is_somewhat_above_it()
    {
        DenseMatrix[] snapshots = [Normal(Mean0, Variance0), Normal(Mean1, Variance1)];
        var grid = new BridgeGrid(Duration, Steps, Sigma);
        (int, int)[] starts = [.. Enumerable.Range(0, Repetitions * Cells * 2).Select(i => (i % 2, i / 2 % Cells))];
        double[] means = new double[Steps + 1], variances = new double[Steps + 1];
        double divergence = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            var work = new DriftWork((seed, 0, 0), "cpu", _ => { }, TestContext.Current.CancellationToken);
            var chain = new DriftChain(snapshots, [grid], [IntervalDrifts.Solve(snapshots[0], snapshots[1], new BrownianReference(1), grid, work)]);
            double[] paths = chain.DrawPaths(starts, seed, TestContext.Current.CancellationToken);
            for (int step = 0; step <= Steps; step++)
            {
                double[] states = [.. Enumerable.Range(0, starts.Length).Select(i => paths[i * (Steps + 1) + step])];
                means[step] += states.Average() / Seeds;
                variances[step] += Variance(states) / Seeds;
            }
            divergence += chain.Divergence / Seeds;
        }
        var exact = new GaussianBridge(new Matrix2(0, 0, 0, 0), (0, 0), Duration, Sigma);
        foreach (int step in new[] { 0, Steps / 2, Steps })
        {
            ((double mean, _), Matrix2 covariance) = exact.At(Duration * step / Steps, (Mean0, 0), new Matrix2(Variance0, 0, 0, 1), (Mean1, 0), new Matrix2(Variance1, 0, 0, 1));
            Assert.InRange(means[step], mean - 0.1 * (Mean1 - Mean0), mean + 0.1 * (Mean1 - Mean0));
            Assert.InRange(variances[step], 0.75 * covariance.A, 1.25 * covariance.A);
        }
        Assert.InRange(divergence, 0.9 * ExactDivergence(), 1.5 * ExactDivergence());
    }

    [Fact]
    public void Paths_start_from_their_cell_and_run_back_as_well_as_forward()
    {
        DenseMatrix[] snapshots = [Normal(-2, 0.01), Normal(0, 0.01), Normal(2, 0.01)];
        BridgeGrid[] grids = [new(1, 5, 0.2), new(1, 8, 0.2)];
        IntervalDrifts Solve(int k) => IntervalDrifts.Solve(
            snapshots[k], snapshots[k + 1], new BrownianReference(1), grids[k], new DriftWork((1, 0, k), "cpu", _ => { }, TestContext.Current.CancellationToken));
        double[] paths = new DriftChain(snapshots, grids, [Solve(0), Solve(1)]).DrawPaths([(1, 3), (0, 4), (2, 5)], 1, TestContext.Current.CancellationToken);
        Assert.Equal(snapshots[1][3, 0], paths[5]);
        Assert.Equal(snapshots[0][4, 0], paths[14]);
        Assert.Equal(snapshots[2][5, 0], paths[2 * 14 + 13]);
        for (int path = 0; path < 3; path++)
        {
            Assert.InRange(paths[path * 14], -2.7, -1.3);
            Assert.InRange(paths[path * 14 + 5], -0.7, 0.7);
            Assert.InRange(paths[path * 14 + 13], 1.3, 2.7);
        }
    }

    /// <summary>KL(π | a ⊗ q) of two normals: E(y − x)² / 2σ² + ½ ln σ² − ½ ln Var(y|x) − ½. Ref: Janati et al. 2020, arXiv 2006.02572, for the covariance.</summary>
    private static double ExactDivergence()
    {
        const double Noise = Sigma * Sigma * Duration;
        double cross = (Math.Sqrt(4 * Variance0 * Variance1 + Noise * Noise) - Noise) / 2;
        double moved = (Mean1 - Mean0) * (Mean1 - Mean0) + Variance0 + Variance1 - 2 * cross, conditional = Variance1 - cross * cross / Variance0;
        return moved / (2 * Noise) + 0.5 * Math.Log(Noise / conditional) - 0.5;
    }

    /// <summary>Normal draws, shifted and scaled to exact moments.</summary>
    private static DenseMatrix Normal(double mean, double variance)
    {
        double[] draws = new double[Cells];
        new RandomStream(3).FillNormal(draws);
        double centre = draws.Average(), scale = Math.Sqrt(variance / Variance(draws));
        return new DenseMatrix(Cells, 1, [.. draws.Select(x => mean + scale * (x - centre))]);
    }

    private static double Variance(double[] values)
    {
        double mean = values.Average();
        return values.Average(x => (x - mean) * (x - mean));
    }
}
