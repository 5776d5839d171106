using System.Text;

namespace CellDynamics.Runs.Datasets;

/// <summary>Makes a name that came with an upload safe to be the name of a file.</summary>
internal static class FileNames
{
    /// <summary>File systems allow 255 bytes; this leaves room for an ending of ours.</summary>
    private const int MaximumBytes = 200;

    private const string Forbidden = "<>:\"|?*";

    /// <summary>The last part of a path, without control characters and what some file systems forbid, shortened before its extension.</summary>
    /// <exception cref="UploadException">Nothing is left.</exception>
    public static string Sanitise(string name)
    {
        string last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var clean = new StringBuilder();
        foreach (Rune letter in last.Normalize(NormalizationForm.FormC).EnumerateRunes())
        {
            bool isHarmless = !Rune.IsControl(letter) && letter != Rune.ReplacementChar && !Forbidden.Contains(letter.ToString(), StringComparison.Ordinal)
                && Rune.GetUnicodeCategory(letter) is not (System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.Surrogate);
            clean.Append(isHarmless ? letter.ToString() : "_");
        }
        string safe = clean.ToString().Trim(' ', '.');
        if (safe.Trim('_').Length == 0)
            throw new UploadException(UploadProblem.BadName, $"File name: expected a name such as cells.h5ad, found \"{last}\". Rename the file and try again.");
        return Shorten(safe);
    }

    private static string Shorten(string name)
    {
        string extension = Path.GetExtension(name);
        if (Encoding.UTF8.GetByteCount(extension) > 20)
            extension = "";
        string stem = name[..^extension.Length];
        int room = MaximumBytes - Encoding.UTF8.GetByteCount(extension);
        var kept = new StringBuilder();
        foreach (Rune letter in stem.EnumerateRunes())
        {
            room -= letter.Utf8SequenceLength;
            if (room < 0)
                break;
            kept.Append(letter.ToString());
        }
        return kept.ToString().TrimEnd(' ', '.') + extension;
    }
}
