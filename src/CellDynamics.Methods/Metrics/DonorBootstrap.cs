using CellDynamics.Methods.Integration;

namespace CellDynamics.Methods.Metrics;

/// <summary>How sure a mean over donors is: donors are drawn again with replacement, never their cells.</summary>
/// <param name="Mean">Over donors.</param>
/// <param name="Low">2.5 % point; NaN with fewer than two donors.</param>
/// <param name="High">97.5 % point; NaN with fewer than two donors.</param>
/// <remarks>Cells of a donor share what the donor is: resampling them would make intervals too short. Ref: Efron &amp; Tibshirani 1993, the percentile interval. With two or three donors it spans exactly from the least to the greatest of them.</remarks>
public sealed record DonorBootstrap(double Mean, double Low, double High)
{
    private const int Resamples = 10_000;

    /// <param name="values">One per donor, such as the error of one model minus that of another, <c>[donors]</c>; at least one.</param>
    /// <param name="seed">Same seed, same interval.</param>
    public static DonorBootstrap Of(IReadOnlyList<double> values, int seed)
    {
        if (values.Count < 2)
            return new DonorBootstrap(values.Average(), double.NaN, double.NaN);
        var random = new RandomStream(seed, values.Count, Resamples);
        double[] means = new double[Resamples];
        for (int i = 0; i < Resamples; i++)
        {
            double sum = 0;
            for (int k = 0; k < values.Count; k++)
                sum += values[random.NextIndex(values.Count)];
            means[i] = sum / values.Count;
        }
        Array.Sort(means);
        return new DonorBootstrap(values.Average(), ResponseDistance.Quantile(means, 0.025), ResponseDistance.Quantile(means, 0.975));
    }
}
