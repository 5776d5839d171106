using CellDynamics.Cli.Benchmarks;
using CellDynamics.Cli.Benchmarks.Load;

namespace CellDynamics.Cli.Tests.Load;

/// <summary>How the benchmark of many people judges what it measured.</summary>
public class LoadReportTests
{
    [Fact]
    public void A_percentile_is_the_smallest_value_that_so_many_do_not_exceed()
    {
        double[] hundred = [.. Enumerable.Range(1, 100).Select(number => (double)number)];
        Assert.Equal((50, 95, 99, 100), (LoadReport.Percentile(hundred, 0.5), LoadReport.Percentile(hundred, 0.95), LoadReport.Percentile(hundred, 0.99), LoadReport.Percentile(hundred, 1)));
        Assert.Equal(7, LoadReport.Percentile([7], 0.95));
        Assert.True(double.IsNaN(LoadReport.Percentile([], 0.5)));
    }

    [Fact]
    public void Goals_are_judged_on_browsers_while_an_analysis_was_computed_and_on_the_quarters_of_an_hour()
    {
        BenchmarkReport report = LoadReport.Of(Outcome(60, slow: 499, memory: quarter => quarter == 3 ? 1_099_000_000 : 1_000_000_000));
        Assert.All(report.Goals, goal => Assert.Equal(GoalState.Met, goal.State));
        Assert.Equal([GoalState.Missed, GoalState.Met, GoalState.Missed, GoalState.Missed], LoadReport.Of(Outcome(60, slow: 501, memory: quarter => quarter == 3 ? 1_600_000_000 : 1_000_000_000)).Goals.Select(goal => goal.State));
    }

    [Fact]
    public void A_shorter_time_judges_no_growth_and_an_error_of_any_kind_misses_its_goal()
    {
        LoadOutcome outcome = Outcome(3, slow: 100, memory: _ => 1_000_000_000) with { Troubles = [new Trouble("circuit", 2, "a | b\nc", TimeSpan.FromSeconds(83))] };
        BenchmarkReport report = LoadReport.Of(outcome);
        Assert.Equal([GoalState.Met, GoalState.Missed, GoalState.Met, GoalState.NotJudged], report.Goals.Select(goal => goal.State));
        Assert.Contains(report.Tables[^1].Rows, row => row.SequenceEqual(["circuit", "2", "1:23", "a / b c"]));
        Assert.Contains(report.Notes, note => note.Contains("needs an hour", StringComparison.Ordinal));
    }

    [Fact]
    public void Long_waits_that_overlap_are_one_standstill_with_its_time()
    {
        LoadOutcome outcome = Outcome(60, slow: 100, memory: _ => 1) with
        {
            Latencies = [Wait("search a gene", 70, 4), Wait("open a page", 72, 9), Wait("open a page", 73, 0.2), Wait("open a page", 130, 3)],
        };
        BenchmarkTable table = LoadReport.Of(outcome).Tables.Single(table => table.Title.StartsWith("Waits of", StringComparison.Ordinal));
        Assert.Equal([["1:03", "1:12", "2", "9000", "open a page, search a gene"], ["2:07", "2:10", "1", "3000", "open a page"]], table.Rows);

        static Latency Wait(string what, double end, double seconds) => new(Waiter.Circuit, what, 1000 * seconds, true, TimeSpan.FromSeconds(end));
    }

    [Fact]
    public void Where_nothing_was_computed_the_wait_is_not_judged()
    {
        LoadOutcome outcome = Outcome(60, slow: 100, memory: _ => 1);
        Assert.Equal(GoalState.NotJudged, LoadReport.Of(outcome with { Latencies = [.. outcome.Latencies.Select(latency => latency with { IsTraining = false })] }).Goals[0].State);
    }

    [Fact]
    public void Processor_time_and_memory_of_this_process_are_found()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux tells it.");
        double all = ProcessTimes.OfTree(Environment.ProcessId, out double own);
        Assert.InRange(own, 0.01, all + 0.01);
        Assert.True(ProcessTimes.OfMachine() > all / 2);
        Assert.InRange(ProcessTimes.MemoryOf(Environment.ProcessId), 1_000_000, 100_000_000_000);
        Assert.Equal(0, ProcessTimes.MemoryOf(-1));
    }

    /// <param name="slow">Milliseconds of the slowest tenth of the browsers; circuits and times without an analysis are far slower, and are not judged.</param>
    private static LoadOutcome Outcome(double minutes, double slow, Func<int, long> memory) => new(
        new LoadPlan { Minutes = minutes }, TimeSpan.FromMinutes(minutes),
        [
            .. Enumerable.Range(0, 100).Select(i => new Latency(Waiter.Browser, "open a page", i < 90 ? 50 : slow, true, TimeSpan.FromSeconds(i))), new Latency(Waiter.Circuit, "open a page", 5000, true, TimeSpan.FromSeconds(100)),
            .. Enumerable.Range(0, 50).Select(_ => new Latency(Waiter.Browser, "open a page", 9000, false, TimeSpan.FromSeconds(600))),
        ],
        [], [.. Enumerable.Range(0, 400).Select(i => new Sample(TimeSpan.FromMinutes(minutes) * (i / 399.0), true, memory(i / 100), i, i, i, i, 5 * i))], [], 0, [], []);
}
