using System.Globalization;

namespace CellDynamics.Web.Features.Trajectories;

/// <summary>Times as a person writes them.</summary>
internal static class TimeLabel
{
    private static readonly double[] RoundSteps = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];

    private static readonly double[] PartsOfRange = [24, 12, 6];

    public static string Number(double time) => Math.Round(time, 4).ToString("0.####", CultureInfo.InvariantCulture);

    public static string Of(double time, string unit) => unit.Length == 0 ? Number(time) : $"{Number(time)} {unit}";

    /// <summary>"0, 24, 48 and 72 h".</summary>
    public static string List(IReadOnlyList<double> times, string unit)
    {
        string[] numbers = [.. times.Select(Number)];
        string list = numbers.Length < 2 ? string.Concat(numbers) : $"{string.Join(", ", numbers[..^1])} and {numbers[^1]}";
        return unit.Length == 0 ? list : $"{list} {unit}";
    }

    /// <summary>Speeds worth offering for playing a range, slowest first: about 1/24, 1/12 and 1/6 of it per second, in round numbers.</summary>
    public static double[] Speeds(double range) => range <= 0 ? [] : [.. PartsOfRange.Select(part => Round(range / part)).Distinct()];

    private static double Round(double value)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return RoundSteps.MinBy(step => Math.Abs(step * power - value)) * power;
    }
}
