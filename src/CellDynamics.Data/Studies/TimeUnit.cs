namespace CellDynamics.Data.Studies;

/// <summary>Units of time as labels and column names spell them.</summary>
internal static class TimeUnit
{
    private static readonly Dictionary<string, string> Spellings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["s"] = "s", ["sec"] = "s", ["secs"] = "s", ["second"] = "s", ["seconds"] = "s",
        ["min"] = "min", ["mins"] = "min", ["minute"] = "min", ["minutes"] = "min",
        ["h"] = "h", ["hr"] = "h", ["hrs"] = "h", ["hour"] = "h", ["hours"] = "h",
        ["d"] = "d", ["day"] = "d", ["days"] = "d", ["div"] = "d",
        ["w"] = "wk", ["wk"] = "wk", ["wks"] = "wk", ["week"] = "wk", ["weeks"] = "wk",
        ["mo"] = "mo", ["month"] = "mo", ["months"] = "mo",
        ["y"] = "y", ["yr"] = "y", ["yrs"] = "y", ["year"] = "y", ["years"] = "y",
        ["hpf"] = "h", ["hpi"] = "h", ["hps"] = "h", ["hpt"] = "h", ["hpa"] = "h",
        ["dpf"] = "d", ["dpi"] = "d", ["dps"] = "d", ["dpt"] = "d", ["dpa"] = "d", ["dpp"] = "d", ["dpc"] = "d",
    };

    private static readonly Dictionary<string, double> Hours = new(StringComparer.Ordinal)
    {
        ["s"] = 1 / 3600.0, ["min"] = 1 / 60.0, ["h"] = 1, ["d"] = 24, ["wk"] = 168,
    };

    /// <summary>The unit a word names (<c>hrs</c> → <c>h</c>); null where it names none.</summary>
    public static string? Of(string word) => Spellings.GetValueOrDefault(word);

    /// <summary>The unit in a column's name (<c>Hours</c>, <c>age_in_days</c>); empty where there is none. Single letters do not count.</summary>
    public static string OfColumn(string name)
    {
        foreach (string word in Words(name))
            if (word.Length > 1 && Of(word) is string unit)
                return unit;
        return "";
    }

    /// <summary>Months and years have no fixed length and stay as they are.</summary>
    public static bool CanConvert(string from, string to) => from == to || (Hours.ContainsKey(from) && Hours.ContainsKey(to));

    public static double Convert(double value, string from, string to) => from == to ? value : value * Hours[from] / Hours[to];

    /// <summary>Length in hours, for choosing the finer of two units; infinite where unknown.</summary>
    public static double Length(string unit) => Hours.GetValueOrDefault(unit, double.PositiveInfinity);

    /// <summary>Splits at everything that is no letter and where a capital follows a small letter.</summary>
    public static IEnumerable<string> Words(string name)
    {
        int start = 0;
        for (int i = 0; i <= name.Length; i++)
        {
            bool isEnd = i == name.Length || !char.IsLetter(name[i]);
            bool isHump = !isEnd && i > start && char.IsUpper(name[i]) && char.IsLower(name[i - 1]);
            if (!isEnd && !isHump)
                continue;
            if (i > start)
                yield return name[start..i];
            start = isHump ? i : i + 1;
        }
    }
}
