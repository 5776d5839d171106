using System.Text.RegularExpressions;

namespace CellDynamics.Cli.Benchmarks.Circuits;

/// <summary>What a browser takes from the HTML of a page before its circuit starts.</summary>
/// <param name="Markers">JSON of the components that want a circuit, in their order.</param>
/// <param name="State">What the server wants to hear again when the circuit starts.</param>
/// <param name="Assets">Addresses of styles, scripts and pictures.</param>
internal sealed partial record PageHtml(IReadOnlyList<string> Markers, string State, IReadOnlyList<string> Assets)
{
    public static PageHtml Of(string html) => new(
        [.. Marker().Matches(html).Select(match => match.Groups[1].Value)],
        KeptState().Match(html).Groups[1].Value,
        [.. Asset().Matches(html).Select(match => System.Net.WebUtility.HtmlDecode(match.Groups[1].Value)).Distinct()]);

    /// <summary>Asks the server to draw all components.</summary>
    public string Operations => $$"""{"batchId":0,"operations":[{{string.Join(',', Markers.Select((marker, i) => $$"""{"type":"add","ssrComponentId":{{i + 1}},"marker":{{marker}}}"""))}}]}""";

    [GeneratedRegex("<!--Blazor:(\\{.*?\\})-->")]
    private static partial Regex Marker();

    [GeneratedRegex("<!--Blazor-Server-Component-State:(.*?)-->")]
    private static partial Regex KeptState();

    [GeneratedRegex("<(?:link|script|img)\\s[^>]*?(?:href|src)=\"([^\"]+)\"")]
    private static partial Regex Asset();
}
