using System.Globalization;

namespace CellDynamics.Web.Features.ResponseCharts;

/// <summary>How the numbers of these figures are written and coloured.</summary>
internal static class ChartNumbers
{
    /// <summary>Three digits that matter.</summary>
    public static string Tidy(double value)
    {
        if (!double.IsFinite(value))
            return "–";
        if (value == 0)
            return "0";
        int digits = Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 6);
        return value.ToString($"0.{new string('#', digits)}", CultureInfo.InvariantCulture).Replace('-', '−');
    }

    /// <summary>With its sign: "+0.4", "−1.2".</summary>
    public static string Signed(double value) => value > 0 ? $"+{Tidy(value)}" : Tidy(value);

    public static string Percent(double share) => double.IsFinite(share) ? (100 * share).ToString(share is > 0 and < 0.1 ? "0.#" : "0", CultureInfo.InvariantCulture) + " %" : "–";

    /// <summary>A p-value as it can be told apart: "p = 0.003", "p &lt; 0.001".</summary>
    public static string P(double p) => !double.IsFinite(p) ? "not tested" : p < 0.001 ? "< 0.001" : p.ToString("0.###", CultureInfo.InvariantCulture);

    public static string Px(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>A colour of the difference scale that follows the theme.</summary>
    /// <param name="fraction">−1 to 1; 0 in the middle.</param>
    public static string Difference(double fraction)
    {
        double size = Math.Min(1, Math.Abs(double.IsFinite(fraction) ? fraction : 0));
        (int weak, int strong) = fraction < 0 ? (2, 1) : (4, 5);
        (int from, int to, double part) = size <= 0.5 ? (3, weak, 2 * size) : (weak, strong, 2 * size - 1);
        return string.Create(CultureInfo.InvariantCulture, $"color-mix(in srgb, var(--cd-difference-{to}) {100 * part:0.#}%, var(--cd-difference-{from}))");
    }

    /// <summary>A colour of the amount scale that follows the theme.</summary>
    /// <param name="fraction">0 to 1.</param>
    public static string Amount(double fraction)
    {
        double place = Math.Clamp(double.IsFinite(fraction) ? fraction : 0, 0, 1) * 4;
        int index = Math.Min(3, (int)place);
        return string.Create(CultureInfo.InvariantCulture, $"color-mix(in srgb, var(--cd-amount-{index + 2}) {100 * (place - index):0.#}%, var(--cd-amount-{index + 1}))");
    }

    /// <summary>A name that fits; the whole of it stands in the table.</summary>
    public static string Clip(string name, int most) => name.Length <= most ? name : $"{name[..(most - 1)]}…";

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
