using System.Globalization;
using CellDynamics.Runs.Datasets;

namespace CellDynamics.Web.Components.Patterns;

/// <summary>Numbers as a person says them: grouped, with their unit, and estimates as ranges.</summary>
public static class Amounts
{
    /// <summary><c>1 cell</c>, <c>2,947 cells</c>.</summary>
    public static string Of(long count, string one) => Of(count, one, one + "s");

    public static string Of(long count, string one, string many) => $"{Grouped(count)} {(count == 1 ? one : many)}";

    public static string Grouped(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Bytes(long bytes) => ByteSize.Of(bytes);

    /// <summary>A time in the data's own unit: <c>36 h</c>.</summary>
    public static string Time(double time, string unit) => unit.Length == 0 ? Number(time) : $"{Number(time)} {unit}";

    public static string Number(double value) => Math.Round(value, 4).ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary>The times with the unit once: <c>0, 24, 48 and 72 h</c>; from nine on the first and the last.</summary>
    public static string Times(IReadOnlyList<double> times, string unit)
    {
        string[] numbers = [.. times.Select(Number)];
        string list = numbers.Length switch
        {
            0 => "none",
            1 => numbers[0],
            > 8 => $"{numbers[0]} to {numbers[^1]}",
            _ => $"{string.Join(", ", numbers[..^1])} and {numbers[^1]}",
        };
        return unit.Length == 0 || numbers.Length == 0 ? list : $"{list} {unit}";
    }

    /// <summary>Time on a clock: <c>0:04</c>, <c>1:02:03</c>.</summary>
    public static string Clock(TimeSpan elapsed)
    {
        TimeSpan time = elapsed < TimeSpan.Zero ? TimeSpan.Zero : elapsed;
        return time.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00}");
    }

    /// <summary>How long ago a moment was, and from a day on its date: <c>just now</c>, <c>5 min ago</c>, <c>3 h ago</c>, <c>4 Jan 2026</c>.</summary>
    public static string Ago(DateTime moment, DateTime now) => (now - moment) switch
    {
        { TotalMinutes: < 1 } => "just now",
        { TotalHours: < 1 } and var ago => $"{(int)ago.TotalMinutes} min ago",
        { TotalDays: < 1 } and var ago => $"{(int)ago.TotalHours} h ago",
        _ => moment.ToString("d MMM yyyy", CultureInfo.InvariantCulture),
    };

    /// <summary>An estimate as the range it is worth: <c>4 to 6 min</c>, <c>20 to 40 s</c>.</summary>
    /// <param name="low">Seconds.</param>
    /// <param name="high">Seconds, not below <paramref name="low"/>.</param>
    public static string Range(double low, double high)
    {
        if (high < 10)
            return "a few seconds";
        if (high < 90)
            return Joined(Round(low, 10), Round(high, 10), "s");
        return high < 5400
            ? Joined(Math.Max(1, Math.Floor(low / 60)), Math.Ceiling(high / 60), "min")
            : Joined(Math.Max(1, Math.Floor(low / 3600)), Math.Ceiling(high / 3600), "h");
    }

    /// <summary>What is left of a run, with the doubt that such an estimate has.</summary>
    public static string Left(double seconds) => Range(0.8 * seconds, 1.3 * seconds);

    private static double Round(double seconds, double step) => Math.Max(step, Math.Round(seconds / step) * step);

    private static string Joined(double low, double high, string unit) => low >= high ? $"{Number(high)} {unit}" : $"{Number(low)} to {Number(high)} {unit}";
}
