namespace CellDynamics.Runs.Queue;

/// <summary>The order in which waiting runs start: a rule, without a database.</summary>
internal static class WaitingLine
{
    /// <summary>People before examples; projects take turns, the one served longest ago first; within a project by age.</summary>
    /// <param name="waiting">Everything that waits, in any order.</param>
    /// <param name="lastServed">When a project's latest run started; absent for a project that was never served.</param>
    public static IReadOnlyList<WaitingRun> Order(IEnumerable<WaitingRun> waiting, IReadOnlyDictionary<Guid, DateTime> lastServed) =>
        [.. waiting
            .GroupBy(run => (run.IsExample, run.ProjectId))
            .SelectMany(project => project.OrderBy(run => run.CreatedUtc).ThenBy(run => run.Id).Select((run, turn) => (Run: run, Turn: turn)))
            .OrderBy(entry => entry.Run.IsExample)
            .ThenBy(entry => entry.Turn)
            .ThenBy(entry => lastServed.TryGetValue(entry.Run.ProjectId, out DateTime served) ? served : DateTime.MinValue)
            .ThenBy(entry => entry.Run.CreatedUtc)
            .ThenBy(entry => entry.Run.Id)
            .Select(entry => entry.Run)];

    /// <summary>Why the run at this position waits, such as "2nd in line: 1 of 1 analyses is running."</summary>
    /// <param name="position">1 for the next to start.</param>
    public static string Reason(int position, int running, int limit) => running == 0
        ? $"{Ordinal(position)} in line: it starts in a moment."
        : $"{Ordinal(position)} in line: {running} of {limit} analyses {(running == 1 ? "is" : "are")} running.";

    private static string Ordinal(int number) => number + ((number % 100) is >= 11 and <= 13 ? "th" : (number % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" });
}

/// <summary>What the order depends on.</summary>
internal sealed record WaitingRun(Guid Id, Guid ProjectId, bool IsExample, DateTime CreatedUtc, string Group = "cpu");
