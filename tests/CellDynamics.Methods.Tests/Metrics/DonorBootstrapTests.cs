using CellDynamics.Methods.Metrics;
using CellDynamics.Methods.Tests.Transport;

namespace CellDynamics.Methods.Tests.Metrics;

public class DonorBootstrapTests
{
    /// <summary>Two draws of two donors: the lower one twice in a quarter of all resamples, the higher one in another.</summary>
    [Fact]
    public void With_two_donors_the_interval_spans_from_one_to_the_other()
    {
        var interval = DonorBootstrap.Of([-0.3, 0.1], 4);
        Assert.Equal(-0.1, interval.Mean, 1e-12);
        Assert.Equal((-0.3, 0.1), (interval.Low, interval.High));
    }

    [Fact]
    public void With_one_donor_there_is_no_interval()
    {
        var interval = DonorBootstrap.Of([0.7], 4);
        Assert.Equal(0.7, interval.Mean);
        Assert.True(double.IsNaN(interval.Low) && double.IsNaN(interval.High));
    }

    [Fact]
    public void Donors_that_agree_leave_no_doubt()
    {
        var interval = DonorBootstrap.Of([0.25, 0.25, 0.25, 0.25, 0.25], 4);
        Assert.Equal((0.25, 0.25, 0.25), (interval.Mean, interval.Low, interval.High));
    }

    [Fact]
    public void The_same_seed_gives_the_same_interval_and_another_nearly_the_same()
    {
        double[] values = [.. Enumerable.Range(1, 9).Select(i => Math.Sin(7 * i))]; // no two resamples share their mean by chance
        DonorBootstrap first = DonorBootstrap.Of(values, 1), other = DonorBootstrap.Of(values, 2);
        Assert.Equal(first, DonorBootstrap.Of(values, 1));
        Assert.NotEqual(first, other);
        Assert.Equal(first.Low, other.Low, 0.03);
        Assert.Equal(first.High, other.High, 0.03);
    }

    [Fact]
    public void The_interval_is_that_of_scipy_up_to_the_draws()
    {
        double[] values = [-0.9, -0.2, 0.1, 0.4, -0.5, 0.3, -0.7, -0.6];
        double[] reference = PythonReference.Run("""
            r = scipy.stats.bootstrap((d["x"],), np.mean, n_resamples=100000, method="percentile", random_state=0).confidence_interval
            print(r.low, r.high)
            """, new { x = values });
        var interval = DonorBootstrap.Of(values, 3);
        Assert.Equal(reference[0], interval.Low, 0.015);
        Assert.Equal(reference[1], interval.High, 0.015);
    }
}
