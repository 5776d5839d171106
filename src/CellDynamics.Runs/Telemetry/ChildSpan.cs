using System.Text.Json;

namespace CellDynamics.Runs.Telemetry;

/// <summary>A part of what a child process did, as a line of JSON.</summary>
/// <param name="Trace">In hexadecimal digits, as <paramref name="Id"/> and <paramref name="Parent"/>.</param>
internal sealed record ChildSpan(string Trace, string Id, string Parent, string Name, DateTime StartUtc, double Seconds)
{
    /// <summary>A day more than the longest run.</summary>
    private const double LongestSeconds = 3 * 86_400;

    public string ToJson() => JsonSerializer.Serialize(this);

    /// <summary>The first lines, as far as they can be understood.</summary>
    public static IReadOnlyList<ChildSpan> Read(string file, int most)
    {
        List<ChildSpan> spans = [];
        try
        {
            foreach (string line in File.ReadLines(file).Take(most))
            {
                if (JsonSerializer.Deserialize<ChildSpan>(line) is { Trace: not null, Id: not null, Parent: not null, Name: not null, Seconds: >= 0 and < LongestSeconds, StartUtc.Year: < 9999 } span)
                    spans.Add(span with { StartUtc = DateTime.SpecifyKind(span.StartUtc, DateTimeKind.Utc) });
            }
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            // Cut off with its child.
        }
        return spans;
    }
}
