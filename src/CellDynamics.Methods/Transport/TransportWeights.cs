namespace CellDynamics.Methods.Transport;

/// <summary>Weights of the cells of a population.</summary>
public static class TransportWeights
{
    /// <summary>Largest relative difference between the two total masses that is taken for rounding.</summary>
    private const double MassTolerance = 1e-9;

    /// <summary>Equal weights that sum to one, <c>[count]</c>.</summary>
    public static double[] Uniform(int count)
    {
        double[] weights = new double[count];
        Array.Fill(weights, 1.0 / count);
        return weights;
    }

    /// <exception cref="ArgumentException">A length differs from the cost matrix, a weight is negative or not finite, or all are zero.</exception>
    internal static void Require(double[] weights, int expected, string name)
    {
        if (weights.Length != expected || expected == 0)
            throw new ArgumentException($"Expected one weight per cell of the cost matrix ({expected}, at least 1), found {weights.Length}.", name);
        for (int i = 0; i < weights.Length; i++)
        {
            if (!double.IsFinite(weights[i]) || weights[i] < 0)
                throw new ArgumentException($"Expected weights that are finite and not negative, found {weights[i]} at {i}.", name);
        }
        if (weights.Sum() <= 0)
            throw new ArgumentException("All weights are zero: there is no mass to move.", name);
    }

    /// <exception cref="ArgumentException">The two sides carry different masses.</exception>
    internal static void RequireEqualMass(double[] source, double[] target)
    {
        double a = source.Sum(), b = target.Sum();
        if (Math.Abs(a - b) > MassTolerance * Math.Max(a, b))
            throw new ArgumentException($"Balanced transport needs equal masses, found {a:R} and {b:R}: normalise both, or relax a marginal.");
    }

    /// <summary>Both sides in whole units of mass, so that flows add and subtract without rounding and ties are real ties.</summary>
    /// <returns>Units per source and target with equal totals, and the number of units per mass 1.</returns>
    internal static (long[] Source, long[] Target, double UnitsPerMass) ToUnits(double[] source, double[] target)
    {
        long n = source.Length, m = target.Length;
        long total = IsUniform(source) && IsUniform(target) ? n * m / (long)System.Numerics.BigInteger.GreatestCommonDivisor(n, m) : 1L << 60;
        return (Round(source, total), Round(target, total), total / source.Sum());
    }

    private static bool IsUniform(double[] weights) => weights.Max() - weights.Min() <= 1e-14 * weights.Max();

    private static long[] Round(double[] weights, long total)
    {
        double perMass = total / weights.Sum();
        long[] units = [.. weights.Select(w => (long)Math.Round(w * perMass))];
        int largest = Array.IndexOf(units, units.Max());
        units[largest] += total - units.Sum();
        return units;
    }
}
