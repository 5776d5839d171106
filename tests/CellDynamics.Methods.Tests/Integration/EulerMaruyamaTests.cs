using CellDynamics.Methods.Integration;

namespace CellDynamics.Methods.Tests.Integration;

public class EulerMaruyamaTests
{
    [Fact]
    public void Without_noise_the_error_halves_with_the_step()
    {
        double Error(double step)
        {
            double[] state = [1.0];
            EulerMaruyama.Advance(state, (x, b) => b[0] = -2 * x[0], sigma: 0, duration: 1, step, new RandomStream(0));
            return Math.Abs(state[0] - Math.Exp(-2));
        }
        double[] steps = [0.1, 0.05, 0.025, 0.0125];
        double[] slopes = [.. steps.Zip(steps.Skip(1), (a, b) => Math.Log2(Error(a) / Error(b)))];
        Assert.All(slopes, slope => Assert.InRange(slope, 0.9, 1.1));
    }

    [Fact]
    public void An_ornstein_uhlenbeck_cloud_has_the_known_mean_and_variance()
    {
        const double rate = 1.5, sigma = 0.7, time = 0.8;
        const int cells = 40_000;
        double sum = 0, squares = 0;
        for (int i = 0; i < cells; i++)
        {
            double[] state = [2.0];
            EulerMaruyama.Advance(state, (x, b) => b[0] = -rate * x[0], sigma, time, 0.005, new RandomStream(1, i));
            sum += state[0];
            squares += state[0] * state[0];
        }
        double mean = sum / cells, variance = squares / cells - mean * mean;
        Assert.Equal(2 * Math.Exp(-rate * time), mean, 0.01);
        Assert.Equal(sigma * sigma * (1 - Math.Exp(-2 * rate * time)) / (2 * rate), variance, 0.005);
    }

    [Fact]
    public void A_stream_is_named_by_its_numbers_and_by_nothing_else()
    {
        double[] Draw(params int[] name)
        {
            double[] values = new double[100];
            new RandomStream(name).FillNormal(values);
            return values;
        }
        Assert.Equal(Draw(1, 2), Draw(1, 2));
        Assert.NotEqual(Draw(1, 2), Draw(2, 1));
        Assert.NotEqual(Draw(1), Draw(1, 0));
    }

    [Fact]
    public void Normal_draws_have_the_moments_of_the_normal_law_and_indices_are_uniform()
    {
        var random = new RandomStream(3);
        double[] values = new double[200_000];
        random.FillNormal(values);
        Assert.Equal(0, values.Average(), 0.01);
        Assert.Equal(1, values.Average(x => x * x), 0.02);
        Assert.Equal(3, values.Average(x => x * x * x * x), 0.1);
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++)
            counts[random.NextIndex(7)]++;
        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
    }
}
