namespace CellDynamics.Cli.Benchmarks;

/// <summary>What a benchmark measured: the same content for the terminal, for <c>--json</c> and for <c>docs/benchmarks</c>.</summary>
/// <param name="Name">Of the benchmark.</param>
/// <param name="Protocol">What was done, in a few sentences, so that the numbers can be read on their own.</param>
/// <param name="Tables">Numbers.</param>
/// <param name="Goals">What was aimed at and what was reached.</param>
/// <param name="Notes">What limits the comparison.</param>
internal sealed record BenchmarkReport(
    string Name, string Protocol, IReadOnlyList<BenchmarkTable> Tables, IReadOnlyList<BenchmarkGoal> Goals, IReadOnlyList<string> Notes);

/// <param name="Title">One line.</param>
/// <param name="Columns">Headings with units.</param>
/// <param name="Rows">As many texts as there are columns, each; numbers already rounded.</param>
internal sealed record BenchmarkTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);

internal enum GoalState { Met, AtTheLimit, Missed, NotJudged }

/// <param name="Goal">What was aimed at.</param>
/// <param name="Found">What was measured.</param>
/// <param name="State">A goal in seconds within a fifth of its limit is at the limit, not met.</param>
internal sealed record BenchmarkGoal(string Goal, string Found, GoalState State)
{
    /// <summary>A goal that a number stays at or below a limit.</summary>
    public static BenchmarkGoal AtMost(string goal, double found, double limit) => new(goal, Text(found), found <= limit ? GoalState.Met : GoalState.Missed);

    /// <summary>A goal that a number reaches or exceeds a limit.</summary>
    public static BenchmarkGoal AtLeast(string goal, double found, double limit) => new(goal, Text(found), found >= limit ? GoalState.Met : GoalState.Missed);

    /// <summary>A goal in seconds: clocks of shared machines drift, so close to the limit is not met.</summary>
    public static BenchmarkGoal SecondsAtMost(string goal, double seconds, double limit) => new(
        goal, $"{Text(seconds)} s", seconds <= 0.8 * limit ? GoalState.Met : seconds <= 1.2 * limit ? GoalState.AtTheLimit : GoalState.Missed);

    private static string Text(double number) => number.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture);
}
