using System.Globalization;

namespace CellDynamics.Web.Components.Charts;

/// <summary>The time scale of the site: ordered, readable by the colour-blind, interpolated by time value and not by index.</summary>
public static class TimeColours
{
    /// <summary>Stops of <c>tokens.css</c> (<c>--cd-time-1</c> to <c>-4</c>); a test compares them.</summary>
    public static readonly IReadOnlyList<string> Light = ["#14908A", "#2A72B5", "#5145A6", "#5B1469"];

    public static readonly IReadOnlyList<string> Dark = ["#35948E", "#559DE0", "#A9A2F7", "#F3C6F2"];

    /// <summary>Of a cell whose time is not known (<c>--cd-ghost</c>).</summary>
    public static string Ghost(bool isDark) => isDark ? "#465162" : "#C3CAD4";

    /// <summary>Where a time lies between the first and the last, 0 to 1.</summary>
    public static double Fraction(double time, double first, double last) => last > first ? Math.Clamp((time - first) / (last - first), 0, 1) : 0;

    /// <summary>For pictures that stand on their own, such as a thumbnail.</summary>
    public static string Hex(double fraction, bool isDark)
    {
        (int index, double part) = Place(fraction);
        IReadOnlyList<string> stops = isDark ? Dark : Light;
        int[] from = Channels(stops[index]), to = Channels(stops[index + 1]);
        return "#" + string.Concat(from.Zip(to, (a, b) => ((int)Math.Round(a + (b - a) * part)).ToString("X2", CultureInfo.InvariantCulture)));
    }

    /// <summary>For marks inside a page: follows the theme by itself.</summary>
    public static string Css(double fraction)
    {
        (int index, double part) = Place(fraction);
        return string.Create(CultureInfo.InvariantCulture, $"color-mix(in srgb, var(--cd-time-{index + 2}) {100 * part:0.#}%, var(--cd-time-{index + 1}))");
    }

    private static (int Index, double Part) Place(double fraction)
    {
        double place = Math.Clamp(fraction, 0, 1) * 3;
        int index = Math.Min(2, (int)place);
        return (index, place - index);
    }

    private static int[] Channels(string hex) =>
        [.. Enumerable.Range(0, 3).Select(i => int.Parse(hex.AsSpan(1 + 2 * i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
}
