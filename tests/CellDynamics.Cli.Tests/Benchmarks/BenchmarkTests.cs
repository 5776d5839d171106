using CellDynamics.Cli.Tests.Shared;
using System.Globalization;
using System.Text.Json;
using CellDynamics.Cli.Benchmarks;
using CellDynamics.Cli.Benchmarks.KnownSystems;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.MultiMarginalBridge.References;
using CellDynamics.Methods.Simulators;

namespace CellDynamics.Cli.Tests.Benchmarks;

public class BenchmarkTests
{
    public static TheoryData<string> KnownSystems => ["lotka-volterra", "repressilator"];

    [Theory]
    [MemberData(nameof(KnownSystems))]
    public void Even_the_quick_bridge_of_a_known_system_beats_every_guess_at_every_held_out_time(string name)
    {
        BenchmarkReport report = BenchmarkCatalog.Find(name).Run(Request());
        BenchmarkTable distances = report.Tables[0];
        double[] bridge = Numbers(distances, HeldOutTrial.Sbirr);
        Assert.All(bridge, error => Assert.InRange(error, 0.001, 1));
        foreach (string guess in new[] { HeldOutTrial.Brownian, HeldOutTrial.Transport, HeldOutTrial.Persistence })
            Assert.All(bridge.Zip(Numbers(distances, guess)), pair => Assert.True(pair.First < pair.Second, $"{guess}: {pair.Second}; SBIRR: {pair.First}"));
        Assert.InRange(bridge[^1], 0, 1.5 * Numbers(distances, HeldOutTrial.Floor)[^1]);
        Assert.All(report.Goals, goal => Assert.Equal(GoalState.NotJudged, goal.State));
    }

    [Fact]
    public void Cells_that_are_held_out_have_no_part_in_the_fit()
    {
        var system = new KnownSystem(new LotkaVolterraSimulator(), ReferenceFamily.LotkaVolterra);
        PopulationSet all = system.Draw(0);
        double[] heldOut = HeldOutTrial.HeldOut(all);
        PopulationSet moved = all with { Populations = [.. all.Populations.Select(p => heldOut.Contains(p.Time) ? p with { States = Moved(p.States, 100) } : p)] };
        HeldOutTrial asDrawn = HeldOutTrial.Run(system, all, 0, Request()), elsewhere = HeldOutTrial.Run(system, moved, 0, Request());
        Assert.Equal([1, 3, 5, 7], heldOut);
        Assert.Equal(asDrawn.Metrics, elsewhere.Metrics);
        Assert.All(elsewhere.Errors[HeldOutTrial.Sbirr], error => Assert.True(error > 100, $"{error} from cells that were moved away by more"));
    }

    /// <summary>Against numbers found by another program on the same file: they hold the split, the metric and the reading of the file at once.</summary>
    [Fact]
    public void On_the_published_file_the_guesses_score_what_an_independent_program_found()
    {
        string file = Path.Combine(SharedData(), "science", "sbirr", "LV_data.h5ad");
        Assert.SkipUnless(File.Exists(file), "The published snapshots are not here (../shared/data/science/sbirr).");
        BenchmarkReport report = BenchmarkCatalog.Find("lotka-volterra").Run(Request() with { Data = file });
        double[] transport = Numbers(report.Tables[0], HeldOutTrial.Transport), floor = Numbers(report.Tables[0], HeldOutTrial.Floor);
        Assert.All(transport.Zip([0.747, 0.244, 0.278, 0.472]), pair => Assert.Equal(pair.Second, pair.First, 0.0011));
        Assert.All(floor.Zip([0.054, 0.080, 0.122, 0.311]), pair => Assert.InRange(pair.First, 0.8 * pair.Second, 1.2 * pair.Second));
        Assert.Contains(report.Tables[0].Rows, row => row.Contains("0.740"));
    }

    [Fact]
    public void A_goal_is_met_up_to_its_limit_and_missed_beyond_it()
    {
        Assert.Equal(GoalState.Met, BenchmarkGoal.AtMost("", 0.25, 0.25).State);
        Assert.Equal(GoalState.Missed, BenchmarkGoal.AtMost("", Math.BitIncrement(0.25), 0.25).State);
        Assert.Equal(GoalState.Missed, BenchmarkGoal.AtMost("", double.NaN, 0.25).State);
    }

    [Theory]
    [InlineData(48, "Met")]
    [InlineData(48.1, "AtTheLimit")]
    [InlineData(72, "AtTheLimit")]
    [InlineData(72.1, "Missed")]
    [InlineData(double.NaN, "Missed")]
    public void A_goal_in_seconds_is_neither_met_nor_missed_within_a_fifth_of_its_limit(double seconds, string state) =>
        Assert.Equal(state, BenchmarkGoal.SecondsAtMost("", seconds, 60).State.ToString());

    [Fact]
    public void A_report_as_text_has_tables_whose_rows_are_as_wide_as_their_head()
    {
        string[] lines = ReportText.ToMarkdown(Small(), [new("nproc", "2")]).Split(Environment.NewLine);
        string[] rows = [.. lines.Where(line => line.StartsWith('|'))];
        Assert.Equal(8, rows.Length);
        Assert.All(rows[..4], row => Assert.Equal(4, row.Split('|').Length));
        Assert.All(rows[4..], row => Assert.Equal(5, row.Split('|').Length));
        Assert.Single(rows[..4].Select(row => row.Length).Distinct());
        Assert.Contains("| at most 1 | 2     | missed |", rows);
        Assert.Contains("nproc: 2", lines);
        Assert.Equal("- a note", lines[^1]);
    }

    [Fact]
    public void A_report_as_json_says_the_same()
    {
        using JsonDocument report = JsonDocument.Parse(ReportText.ToJson(Small(), [new("nproc", "2")]));
        JsonElement table = report.RootElement.GetProperty("tables")[0], goal = report.RootElement.GetProperty("goals")[0];
        Assert.Equal("wide cell", table.GetProperty("rows")[1][0].GetString());
        Assert.Equal("missed", goal.GetProperty("state").GetString());
        Assert.Equal("2", report.RootElement.GetProperty("machine").GetProperty("nproc").GetString());
    }

    private static string SharedData() => Repository.PathOf("..", "shared", "data");

    private static BenchmarkReport Small() => new(
        "small", "What was done.", [new BenchmarkTable("Numbers", ["name", "W2"], [["a", "0.1"], ["wide cell", "10"]])],
        [BenchmarkGoal.AtMost("at most 1", 2, 1), BenchmarkGoal.AtMost("at most 3", 2, 3)], ["a note"]);

    private static BenchmarkRequest Request() => new(null, IsQuick: true, _ => { }, TestContext.Current.CancellationToken);

    /// <summary>The means of a row, one per time and their mean.</summary>
    private static double[] Numbers(BenchmarkTable table, string predictor) =>
        [.. table.Rows.Single(row => row[0] == predictor).Skip(1).Select(cell => double.Parse(cell.Split(' ')[0], CultureInfo.InvariantCulture))];

    private static DenseMatrix Moved(DenseMatrix states, double by) => new(states.Rows, states.Columns, [.. states.Values.Select(x => x + by)]);
}
