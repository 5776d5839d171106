namespace CellDynamics.Web.Components.Charts;

/// <summary>Round numbers for an axis.</summary>
public static class AxisTicks
{
    private static readonly double[] Factors = [1, 2, 5, 10];

    /// <summary>Multiples of 1, 2 or 5 times a power of ten inside the range, about as many as asked for.</summary>
    public static IReadOnlyList<double> Of(double low, double high, int about = 4)
    {
        if (!double.IsFinite(low) || !double.IsFinite(high) || high <= low)
            return [low];
        double raw = (high - low) / about;
        double power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        double step = Factors.First(factor => factor * power >= raw * 0.999) * power;
        List<double> ticks = [];
        for (double tick = Math.Ceiling(low / step - 1e-9) * step; tick <= high + 1e-9 * step; tick += step)
            ticks.Add(Math.Round(tick / step) * step + 0.0);
        return ticks;
    }
}
