using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.Studies;

/// <summary>Sampling times read from a column: numbers with a unit, in order, with the cells of each.</summary>
public sealed class TimeAxis
{
    /// <summary>More values than so many are a pseudotime, not snapshots; of cells that were followed there may be a film.</summary>
    public const int MaxSnapshots = 200;

    private const int MaxFollowedPoints = 5000;

    private TimeAxis(string column, string unit, IReadOnlyList<TimePoint> points, int[] pointOfCell, IReadOnlyList<string> notes) =>
        (Column, Unit, Points, PointOfCell, Notes) = (column, unit, points, pointOfCell, notes);

    /// <summary>Name of the column.</summary>
    public string Column { get; }

    /// <summary><c>s</c>, <c>min</c>, <c>h</c>, <c>d</c>, <c>wk</c>, <c>mo</c>, <c>y</c>, or empty where neither labels nor column name say.</summary>
    public string Unit { get; }

    /// <summary>Ascending; only times with cells.</summary>
    public IReadOnlyList<TimePoint> Points { get; }

    /// <summary>Index into <see cref="Points"/> of each cell, −1 where the time is missing, <c>[cells]</c>.</summary>
    public int[] PointOfCell { get; }

    /// <summary>What a person should know: where the unit came from, conversions, missing and unused values.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Times of the points, <c>[points]</c>.</summary>
    public double[] Times => [.. Points.Select(p => p.Value)];

    /// <summary>Cells without a time, in order.</summary>
    public IReadOnlyList<int> MissingCells => [.. Enumerable.Range(0, PointOfCell.Length).Where(i => PointOfCell[i] < 0)];

    /// <summary>Time of each cell, NaN where missing, <c>[cells]</c>.</summary>
    public double[] ValueOfCell => Array.ConvertAll(PointOfCell, p => p < 0 ? double.NaN : Points[p].Value);

    /// <summary>Cells of one point, in order.</summary>
    public int[] CellsAt(int point) => [.. Enumerable.Range(0, PointOfCell.Length).Where(i => PointOfCell[i] == point)];

    /// <summary>The point meant by a text such as <c>48</c>, <c>48h</c> or its label.</summary>
    /// <exception cref="TimeAxisException">No point is at that time; the message lists them.</exception>
    public int FindPoint(string text)
    {
        double? wanted = TimeLabel.Parse(text)?.Value;
        for (int i = 0; i < Points.Count; i++)
            if (Points[i].Label == text.Trim() || (wanted is double w && Math.Abs(Points[i].Value - w) <= 1e-9 * Math.Max(1, Math.Abs(w))))
                return i;
        throw new TimeAxisException(Column, $"a time point '{text}'", "none", $"There are: {string.Join(", ", Points.Select(p => p.Label))}.");
    }

    /// <summary>A time with its unit as a person writes it: <c>36 h</c>.</summary>
    public string Describe(double time) => Unit.Length == 0 ? NumberText.Short(time) : $"{NumberText.Short(time)} {Unit}";

    /// <summary>Reads times from numbers, from labels (<c>24</c>, <c>day 3</c>, <c>E8.5</c>, <c>8h</c>, <c>D10</c>) or, failing that, from the order of ordered categories.</summary>
    /// <param name="column">Of the time.</param>
    /// <param name="areFollowed">The same cells were measured at several times: there may be many.</param>
    /// <exception cref="TimeAxisException">The values have no order in time, mix what cannot be compared, or are one time only.</exception>
    public static TimeAxis Parse(DataColumn column, bool areFollowed = false)
    {
        string[] used = [.. column.Labels.OfType<string>().Distinct(StringComparer.Ordinal)];
        if (used.Length == 0)
            throw new TimeAxisException(column.Name, "sampling times", "no values at all", "Choose the column that holds the sampling time.");
        var notes = new List<string>();
        (Dictionary<string, double> values, string unit) = TimeValues.Of(column, used, notes);
        double[] times = [.. values.Values.Distinct().Order()];
        RequireTimes(column, times, used, areFollowed ? MaxFollowedPoints : MaxSnapshots);
        int[] pointOfCell = Array.ConvertAll(column.Labels, label => label is null ? -1 : Array.BinarySearch(times, values[label]));
        int[] counts = new int[times.Length];
        foreach (int point in pointOfCell)
            if (point >= 0)
                counts[point]++;
        AddNotes(column, used, notes);
        var points = times.Select((t, i) => new TimePoint(t, values.First(v => v.Value == t).Key, counts[i])).ToArray();
        return new TimeAxis(column.Name, unit, points, pointOfCell, notes);
    }

    private static void RequireTimes(DataColumn column, double[] times, string[] used, int most)
    {
        if (times.Length == 1)
            throw new TimeAxisException(column.Name, "at least two time points", $"one, '{used[0]}', in all {column.Labels.Length - column.MissingCount} cells",
                "Choose another column, or join the file with a second sampling time.");
        if (times.Length > most)
            throw new TimeAxisException(column.Name, $"at most {most} sampling times", $"{times.Length} different values, such as {TimeValues.Listed(column.Numbers is null ? used : Array.ConvertAll(times, NumberText.Short))}",
                "This looks like a continuous quantity (pseudotime?); choose the column of sampling times, or round it. Where the same cells were followed, choose the column that says which cell it is, too.");
    }

    private static void AddNotes(DataColumn column, string[] used, List<string> notes)
    {
        if (column.MissingCount > 0)
            notes.Add($"{NumberText.Grouped(column.MissingCount)} cells have no time and are left out.");
        string[] unused = [.. (column.Categories ?? []).Except(used, StringComparer.Ordinal)];
        if (unused.Length > 0)
            notes.Add($"{unused.Length} categories without cells are left out: {TimeValues.Listed(unused)}.");
    }
}
