using System.Text.RegularExpressions;

namespace CellDynamics.Cli.Tests.Shared;

/// <summary>The table of <c>docs/result-format.md</c>.</summary>
internal sealed partial class FormatPage
{
    private FormatPage(string text, IReadOnlyList<FormatRow> rows) => (Text, Rows) = (text, rows);

    public string Text { get; }

    public IReadOnlyList<FormatRow> Rows { get; }

    public const string ThroughTime = "Through time", Treatments = "Treatments", Networks = "Networks";

    /// <summary>The rows of every result and those of one kind.</summary>
    public static FormatPage Read(string kind)
    {
        string[] parts = kind == Networks ? ["Every result", kind] : ["Every result", "Through time and treatments", kind];
        string text = File.ReadAllText(Repository.PathOf("docs", "result-format.md"));
        string rows = string.Concat(text.Split("\n##").Where(part => parts.Any(name => part.StartsWith($"# {name}\n", StringComparison.Ordinal))));
        return new FormatPage(text, [.. Row().Matches(rows).Select(row => new FormatRow(
            row.Groups["place"].Value, row.Groups["shape"].Value.Trim().Trim('`'), row.Groups["type"].Value.Trim(), row.Groups["present"].Value.Trim()))]);
    }

    /// <summary>The row that describes a place, the one with fewest placeholders; null where none does.</summary>
    public FormatRow? Find(string place) => Rows.Where(row => row.Describes(place)).MinBy(row => row.Place.Count(c => c == '<'));

    /// <summary>What is wrong with the places of a file, as the page has them.</summary>
    public List<string> Undescribed(IReadOnlyList<StoredObject> all)
    {
        var wrong = new List<string>();
        var lengths = new Dictionary<string, long>();
        foreach (StoredObject stored in all)
        {
            FormatRow? row = Find(stored.Place);
            if (stored.Type == "group" && row?.Type != "group" && Rows.Any(other => other.IsBelow(stored.Place)))
                continue;
            if (row is null)
                wrong.Add($"{stored.Place}: not on the page");
            else if (!row.Allows(stored.Type))
                wrong.Add($"{stored.Place}: expected {row.Type}, found {stored.Type}");
            else if (stored.Type != "group" && row.Disagreement(stored.Place, stored.Extents, lengths) is { } disagreement)
                wrong.Add(disagreement);
        }
        return wrong;
    }

    /// <summary>Places the page promises that a file lacks.</summary>
    public string[] Missing(IReadOnlyList<StoredObject> all, params string[] present) =>
        [.. Rows.Where(row => present.Contains(row.Present) && !all.Any(stored => row.Describes(stored.Place))).Select(row => row.Place)];

    [GeneratedRegex(@"^\| `(?<place>[^`\n]+)` \|(?<shape>[^|\n]*)\|(?<type>[^|\n]*)\|[^|\n]+\|(?<present>[^|\n]+)\|\r?$", RegexOptions.Multiline)]
    private static partial Regex Row();
}

/// <param name="Place">Path with placeholders such as <c>&lt;view&gt;</c>.</param>
/// <param name="Shape">Such as <c>[cells, dims]</c>, <c>scalar</c>, empty for a group, or words.</param>
/// <param name="Type">NumPy name, <c>number</c>, <c>real</c>, <c>group</c>, or words.</param>
/// <param name="Present"><c>always</c>, <c>with validation</c> or <c>where given</c>.</param>
internal sealed record FormatRow(string Place, string Shape, string Type, string Present)
{
    public const string AsInTheDataset = "as in the dataset";

    public bool Describes(string place)
    {
        string pattern = Regex.Replace(Regex.Escape(Place), "<[^>]+>", "[^/]+");
        return Regex.IsMatch(place, $"^{pattern}$");
    }

    public bool Allows(string type) => Type switch
    {
        AsInTheDataset => true,
        "number" => type is "int64" or "float64",
        "real" => type is "float32" or "float64",
        _ => type == Type,
    };

    public bool IsBelow(string group) => Regex.IsMatch(Place, $"^{string.Join('/', group.Split('/').Select(part => $"({Regex.Escape(part)}|[^/]*<[^/]+)"))}/");

    /// <summary>Lengths by axis; a name must mean one length. Axes of a pair are its own.</summary>
    /// <returns>Null where the shape agrees, else what is wrong.</returns>
    public string? Disagreement(string place, long[] extents, Dictionary<string, long> lengths)
    {
        if (Shape == AsInTheDataset)
            return null;
        string[] axes = Shape == "scalar" ? [] : Shape.Trim('[', ']').Split(", ");
        if (axes.Length != extents.Length)
            return $"{place}: expected {Shape}, found {extents.Length} axes";
        string own = Place.Contains("<pair>", StringComparison.Ordinal) ? string.Join('/', place.Split('/')[..4]) + " " : "";
        for (int i = 0; i < axes.Length; i++)
        {
            bool isLonger = axes[i].EndsWith(" + 1", StringComparison.Ordinal);
            string axis = own + axes[i].Replace(" + 1", "", StringComparison.Ordinal);
            long length = extents[i] - (isLonger ? 1 : 0);
            long expected = long.TryParse(axes[i], out long number) ? number : lengths.TryGetValue(axis, out long known) ? known : lengths[axis] = length;
            if (length != expected)
                return $"{place}: expected {axes[i]} = {expected}, found {length}";
        }
        return null;
    }
}
