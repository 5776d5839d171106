namespace CellDynamics.Methods.Responses.Inference;

/// <summary>Student's t: the test of a mean over few donors. Ref: Student 1908.</summary>
internal static class StudentT
{
    /// <summary>P(|T| ≥ |<paramref name="t"/>|).</summary>
    /// <param name="t">Infinite: 0.</param>
    /// <param name="freedom">Degrees of freedom ν, at least 1.</param>
    public static double TwoSided(double t, int freedom) => double.IsInfinity(t) ? 0 : IncompleteBeta(freedom / (freedom + t * t), freedom);

    /// <summary>The t that is exceeded on both sides together with probability <paramref name="p"/>.</summary>
    public static double TwoSidedPoint(double p, int freedom)
    {
        double low = 0, high = 1;
        while (TwoSided(high, freedom) > p)
            high *= 2;
        for (int i = 0; i < 80; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = TwoSided(middle, freedom) > p ? (middle, high) : (low, middle);
        }
        return (low + high) / 2;
    }

    /// <summary>Whether the mean of the differences is zero.</summary>
    /// <param name="differences">One per donor, <c>[donors]</c>.</param>
    /// <returns>p, two-sided, with the 95 % interval of the mean; all NaN for fewer than two donors, p NaN where no donor changes at all.</returns>
    public static (double P, double Low, double High) Paired(IReadOnlyList<double> differences)
    {
        int n = differences.Count;
        if (n < 2)
            return (double.NaN, double.NaN, double.NaN);
        double mean = differences.Average();
        double error = Math.Sqrt(differences.Sum(x => (x - mean) * (x - mean)) / (n - 1) / n);
        double reach = TwoSidedPoint(0.05, n - 1) * error;
        return (mean == 0 && error == 0 ? double.NaN : TwoSided(mean / error, n - 1), mean - reach, mean + reach);
    }

    /// <summary>I_x(ν/2, ½), regularised. Ref: Abramowitz &amp; Stegun 1964, 26.5.2 (symmetry), 26.7.1.</summary>
    private static double IncompleteBeta(double x, int freedom)
    {
        double a = freedom / 2.0;
        if (x >= 1)
            return 1;
        double front = Math.Exp(a * Math.Log(x) + 0.5 * double.LogP1(-x) - LogBeta(freedom));
        return x < (a + 1) / (a + 2.5) ? front * Fraction(x, a, 0.5) / a : 1 - front * Fraction(1 - x, 0.5, a) / 0.5;
    }

    /// <summary>ln B(ν/2, ½) by B(a + 1, b) = B(a, b) a / (a + b) from B(½, ½) = π and B(1, ½) = 2.</summary>
    private static double LogBeta(int freedom)
    {
        double log = freedom % 2 == 1 ? Math.Log(Math.PI) : Math.Log(2);
        for (double a = freedom % 2 == 1 ? 0.5 : 1; a < freedom / 2.0 - 0.25; a++)
            log += Math.Log(a / (a + 0.5));
        return log;
    }

    /// <summary>The continued fraction of the incomplete beta function, from the front. Ref: Abramowitz &amp; Stegun 26.5.8; Lentz 1976.</summary>
    private static double Fraction(double x, double a, double b)
    {
        const double tiny = 1e-300;
        double c = 1, d = 1 / Away(1 - (a + b) * x / (a + 1)), value = d;
        for (int m = 1; m < 1000; m++)
        {
            double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            Step(even);
            double change = Step(odd);
            if (Math.Abs(change - 1) < 1e-15)
                break;
        }
        return value;

        double Step(double term)
        {
            d = 1 / Away(1 + term * d);
            c = Away(1 + term / c);
            value *= c * d;
            return c * d;
        }

        static double Away(double v) => Math.Abs(v) < tiny ? tiny : v;
    }
}
