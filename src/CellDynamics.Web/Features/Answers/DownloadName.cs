using System.Text;

namespace CellDynamics.Web.Features.Answers;

/// <summary>Names for downloads that every file system takes and that carry neither a person nor a path.</summary>
public static class DownloadName
{
    private const int MaximumLength = 60;

    /// <summary>Letters, digits and single hyphens of the analysis' name, an underscore, the same of the detail, and the extension.</summary>
    public static string Of(string analysis, string detail, string extension)
    {
        string first = Clean(analysis);
        string second = Clean(detail);
        string name = (first.Length, second.Length) switch
        {
            (0, 0) => "analysis",
            (0, _) => $"analysis_{second}",
            (_, 0) => first,
            _ => $"{first}_{second}",
        };
        return $"{name}.{extension}";
    }

    private static string Clean(string text)
    {
        var clean = new StringBuilder(MaximumLength);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (clean.Length >= MaximumLength)
                break;
            if (rune.IsAscii && Rune.IsLetterOrDigit(rune))
                clean.Append(rune.ToString());
            else if (rune.Value == '.' && clean.Length > 0 && char.IsAsciiDigit(clean[^1]))
                clean.Append('.');
            else if (clean.Length > 0 && clean[^1] != '-')
                clean.Append('-');
        }
        return clean.ToString().Trim('-', '.');
    }
}
