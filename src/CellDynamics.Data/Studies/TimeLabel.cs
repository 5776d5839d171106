using System.Globalization;
using System.Text.RegularExpressions;

namespace CellDynamics.Data.Studies;

/// <summary>A label such as <c>day 3</c>, <c>8h</c> or <c>E8.5</c> taken apart.</summary>
/// <param name="Text">As the file says it.</param>
/// <param name="Value">The number.</param>
/// <param name="Unit">Unit of the number; empty where the label names none.</param>
/// <param name="Origin">From when it counts: <c>E</c> embryonic, <c>P</c> postnatal, else the words around the number that are no unit.</param>
internal sealed partial record TimeLabel(string Text, double Value, string Unit, string Origin)
{
    private static readonly HashSet<string> TimeWords = new(StringComparer.OrdinalIgnoreCase) { "t", "time", "timepoint", "tp", "point", "stage", "age", "at", "post" };

    /// <returns>Null where the label holds no number or names two units.</returns>
    public static TimeLabel? Parse(string text)
    {
        Match match = Pattern().Match(text);
        if (!match.Success || !double.TryParse(match.Groups["number"].Value.Replace(',', '.'), CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
            return null;
        string prefix = match.Groups["prefix"].Value;
        if (prefix is "E" or "P")
            return match.Groups["suffix"].Length == 0 ? new TimeLabel(text, value, "d", prefix) : null;
        string[] words = [.. TimeUnit.Words(prefix), .. TimeUnit.Words(match.Groups["suffix"].Value)];
        string[] units = [.. words.Select(TimeUnit.Of).OfType<string>().Distinct()];
        string origin = string.Join(' ', words.Where(w => TimeUnit.Of(w) is null && !TimeWords.Contains(w)));
        return units.Length > 1 ? null : new TimeLabel(text, value, units.FirstOrDefault(""), origin);
    }

    // A minus after letters is a dash (day-3); a minus after a blank or at the start is a sign (day -1).
    [GeneratedRegex(@"^\s*(?<prefix>\p{L}[\p{L}_ .]*?)?(?:(?<=\p{L})-|[\s_:=.])*(?<number>[+-]?\d+(?:[.,]\d+)?)[\s_-]*(?<suffix>\p{L}[\p{L}_ .]*)?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
