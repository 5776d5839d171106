namespace CellDynamics.Web.Access;

/// <summary>A browser in words, as its person would know it again. What it says of itself may be false: for reading only.</summary>
public static class BrowserName
{
    // The first that fits: nearly all of them call themselves Safari and Chrome as well.
    private static readonly (string Mark, string Word)[] Browsers = [("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("Chrome/", "Chrome"), ("CriOS/", "Chrome"), ("Safari/", "Safari")];
    private static readonly (string Mark, string Word)[] Systems = [("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")];

    /// <param name="userAgent">The header of that name.</param>
    public static string Of(string userAgent)
    {
        string browser = Word(Browsers, userAgent) ?? "A browser or program";
        return Word(Systems, userAgent) is { } system ? $"{browser} on {system}" : browser;
    }

    private static string? Word((string Mark, string Word)[] known, string text) => known.FirstOrDefault(one => text.Contains(one.Mark, StringComparison.Ordinal)).Word;
}
