using System.Numerics;

namespace CellDynamics.Methods.Responses.Inference;

/// <summary>Whether a mean over donors is zero, when all that is assumed is that a donor could as well have changed the other way.</summary>
/// <remarks>Exact: every pattern of signs is tried, so no normal distribution is needed, which shares of rare cell types are far from. Ref: Fisher 1935, The Design of Experiments, section 21; Pitman 1937.</remarks>
internal static class SignFlips
{
    /// <summary>Up to so many donors all 2ⁿ patterns are tried; with more the mean is near normal and t serves.</summary>
    public const int MostDonors = 12;

    /// <summary>Smallest p that so many donors can give: only the pattern seen and its mirror image are as extreme.</summary>
    public static double Least(int donors) => Math.Pow(2, 1 - donors);

    /// <param name="differences">One per donor, <c>[donors]</c>.</param>
    /// <returns>Share of the patterns with a mean at least as far from zero; NaN for fewer than two donors.</returns>
    public static double TwoSided(IReadOnlyList<double> differences)
    {
        int n = differences.Count;
        if (n < 2)
            return double.NaN;
        double observed = Math.Abs(differences.Sum()) * (1 - 1e-12);
        int patterns = 1 << n, extreme = 0;
        double sum = -differences.Sum();
        for (int k = 0; ;)
        {
            extreme += Math.Abs(sum) >= observed ? 1 : 0;
            if (++k == patterns)
                return (double)extreme / patterns;
            // Gray code: the next pattern differs in one sign, that of the lowest set bit of k.
            int flipped = BitOperations.TrailingZeroCount(k);
            bool becomesPositive = ((k ^ (k >> 1)) >> flipped & 1) == 1;
            sum += becomesPositive ? 2 * differences[flipped] : -2 * differences[flipped];
        }
    }
}
