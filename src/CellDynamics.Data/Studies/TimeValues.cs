using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.Studies;

/// <summary>Finds the number and the one unit behind the labels of a time column.</summary>
internal static class TimeValues
{
    private const string ChooseCure = "Choose a column of sampling times, or rename its values to a number with a unit, such as 24 h or day 3.";

    public static (Dictionary<string, double> Values, string Unit) Of(DataColumn column, string[] used, List<string> notes)
    {
        if (column.Kind == ColumnKind.Boolean)
            throw new TimeAxisException(column.Name, "sampling times", "yes and no", ChooseCure);
        TimeLabel?[] labels = column.Numbers is double[] numbers ? [.. FromNumbers(column, numbers)] : Array.ConvertAll(used, TimeLabel.Parse);
        string[] unread = [.. used.Where((_, i) => labels[i] is null)];
        if (unread.Length > 0)
            return column is { IsOrdered: true, Categories: string[] categories }
                ? (ByRank(column, categories, used, notes), "")
                : throw new TimeAxisException(column.Name, "values that can be ordered in time", $"{Listed(unread)}", ChooseCure);
        TimeLabel[] read = [.. labels.OfType<TimeLabel>()];
        RequireOneOrigin(column, read);
        return InOneUnit(column, read, notes);
    }

    public static string Listed(string[] labels) =>
        string.Join(", ", labels.Take(5).Select(l => $"'{l}'")) + (labels.Length > 5 ? $" and {labels.Length - 5} more" : "");

    private static IEnumerable<TimeLabel> FromNumbers(DataColumn column, double[] numbers)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < numbers.Length; i++)
            if (column.Labels[i] is string label && seen.Add(label))
                yield return double.IsFinite(numbers[i])
                    ? new TimeLabel(label, numbers[i], "", "")
                    : throw new TimeAxisException(column.Name, "finite times", label, "Remove these cells or mend their time.");
    }

    private static Dictionary<string, double> ByRank(DataColumn column, string[] categories, string[] used, List<string> notes)
    {
        notes.Add($"The values of '{column.Name}' are no numbers: the order of the categories is taken as time, with equal gaps.");
        string[] ordered = [.. categories.Where(c => used.Contains(c, StringComparer.Ordinal))];
        return ordered.Select((c, i) => (c, i)).ToDictionary(p => p.c, p => (double)p.i, StringComparer.Ordinal);
    }

    private static void RequireOneOrigin(DataColumn column, TimeLabel[] labels)
    {
        string[] origins = [.. labels.Where(l => l.Value != 0 || l.Origin.Length > 0).Select(l => l.Origin).Distinct(StringComparer.OrdinalIgnoreCase)];
        if (origins.Length <= 1)
            return;
        string[] examples = [.. origins.Select(o => labels.First(l => string.Equals(l.Origin, o, StringComparison.OrdinalIgnoreCase)).Text)];
        string cure = origins.Order(StringComparer.Ordinal).SequenceEqual(["E", "P"])
            ? "Embryonic and postnatal days count from different moments: write them in days from one moment."
            : ChooseCure;
        throw new TimeAxisException(column.Name, "times counted from one moment", Listed(examples), cure);
    }

    private static (Dictionary<string, double> Values, string Unit) InOneUnit(DataColumn column, TimeLabel[] labels, List<string> notes)
    {
        // Zero is zero in every unit.
        TimeLabel[] telling = [.. labels.Where(l => l.Value != 0 || l.Unit.Length > 0)];
        string[] units = [.. telling.Select(l => l.Unit).Distinct()];
        string unit = telling.Length == 0 ? "" : telling.GroupBy(l => l.Unit).OrderByDescending(g => g.Count()).ThenBy(g => TimeUnit.Length(g.Key)).First().Key;
        if (units.Any(u => !TimeUnit.CanConvert(u, unit)))
        {
            string[] examples = [.. units.Select(u => telling.First(l => l.Unit == u).Text)];
            throw new TimeAxisException(column.Name, "times in one unit, or in units that convert exactly", Listed(examples), "Write all times in one unit.");
        }
        if (units.Length > 1)
            notes.Add($"Times in {string.Join(" and ", units)} are converted to {unit}.");
        if (unit.Length == 0 && TimeUnit.OfColumn(column.Name) is { Length: > 0 } named)
        {
            notes.Add($"The unit {named} is read from the column's name.");
            return (labels.ToDictionary(l => l.Text, l => l.Value, StringComparer.Ordinal), named);
        }
        return (labels.ToDictionary(l => l.Text, l => l.Unit.Length == 0 ? l.Value : TimeUnit.Convert(l.Value, l.Unit, unit), StringComparer.Ordinal), unit);
    }
}
