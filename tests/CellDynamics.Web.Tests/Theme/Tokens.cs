using System.Text.RegularExpressions;
using CellDynamics.Web.Tests.Shared;

namespace CellDynamics.Web.Tests.Theme;

/// <summary>The colours of <c>tokens.css</c> in one theme.</summary>
internal sealed partial class Tokens
{
    private readonly Dictionary<string, string> values;

    private Tokens(string block) => values = Declaration().Matches(block).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);

    public static Tokens Light { get; } = new(Blocks()[0]);

    public static Tokens Dark { get; } = new(Blocks()[1]);

    public IReadOnlyCollection<string> Names => values.Keys;

    /// <summary>As written: <c>#0A5AA8</c>.</summary>
    public string Hex(string name) => values[name];

    public Colour this[string name] => Colour.Parse(values[name]);

    /// <summary><c>time-1</c>, <c>time-2</c>, … in order.</summary>
    public IReadOnlyList<string> Series(string name) =>
        [.. Enumerable.Range(1, 20).Select(i => $"{name}-{i}").TakeWhile(values.ContainsKey).Select(Hex)];

    public static Tokens Of(bool isDark) => isDark ? Dark : Light;

    private static string[] Blocks()
    {
        string css = File.ReadAllText(Path.Combine(Sources.WebRoot, "css", "tokens.css"));
        int dark = css.IndexOf("[data-theme=\"dark\"]", StringComparison.Ordinal);
        return [css[..dark], css[dark..]];
    }

    [GeneratedRegex("--cd-([a-z0-9-]+):\\s*(#[0-9A-Fa-f]{6});")]
    private static partial Regex Declaration();
}
