using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CellDynamics.Cli.Benchmarks;

/// <summary>A report as Markdown, which a terminal shows as well as a page of <c>docs/benchmarks</c>, and as JSON.</summary>
internal static class ReportText
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    public static string ToMarkdown(BenchmarkReport report, IReadOnlyList<KeyValuePair<string, string>> machine)
    {
        var text = new StringBuilder();
        text.AppendLine($"# benchmark {report.Name}").AppendLine();
        text.AppendLine(report.Protocol).AppendLine();
        text.AppendLine(string.Join(" · ", machine.Select(fact => $"{fact.Key}: {fact.Value}"))).AppendLine();
        foreach (BenchmarkTable table in report.Tables)
            Append(text, table);
        if (report.Goals.Count > 0)
            Append(text, new BenchmarkTable("Goals", ["goal", "found", "state"], [.. report.Goals.Select(goal => (string[])[goal.Goal, goal.Found, Words(goal.State)])]));
        foreach (string note in report.Notes)
            text.AppendLine($"- {note}");
        return text.ToString().TrimEnd();
    }

    public static string ToJson(BenchmarkReport report, IReadOnlyList<KeyValuePair<string, string>> machine) =>
        JsonSerializer.Serialize(new { report.Name, report.Protocol, Machine = machine.ToDictionary(), report.Tables, report.Goals, report.Notes }, Json);

    private static string Words(GoalState state) => state switch
    {
        GoalState.Met => "met",
        GoalState.AtTheLimit => "at the limit",
        GoalState.Missed => "missed",
        _ => "not judged",
    };

    private static void Append(StringBuilder text, BenchmarkTable table)
    {
        int[] widths = [.. table.Columns.Select((column, c) => table.Rows.Select(row => row[c].Length).Append(column.Length).Max())];
        text.AppendLine($"## {table.Title}").AppendLine();
        text.AppendLine(Line(table.Columns, widths)).AppendLine($"|{string.Concat(widths.Select(width => new string('-', width + 2) + "|"))}");
        foreach (IReadOnlyList<string> row in table.Rows)
            text.AppendLine(Line(row, widths));
        text.AppendLine();
    }

    private static string Line(IReadOnlyList<string> cells, int[] widths) => $"| {string.Join(" | ", cells.Select((cell, c) => cell.PadRight(widths[c])))} |";
}
