using Bunit;
using CellDynamics.Methods.Validation;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Results;
using CellDynamics.Web.Features.Trajectories;
using CellDynamics.Web.Features.TrajectoryData;
using CellDynamics.Web.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;

namespace CellDynamics.Web.Tests.Trajectories;

public class TrajectoriesPageTests
{
    [Fact]
    public async Task A_finished_result_opens_with_its_verdict_and_shows_all_its_parts()
    {
        await using Stage stage = StageOf(new TestTrajectories());
        var cut = Show(stage, TestTrajectories.Finished);
        await cut.WaitForElementAsync(".cd-verdict strong");
        Assert.Equal("HSMM myoblast differentiation", cut.Read("h1"));
        Assert.Equal("Trajectories, example analysis · 271 cells · measured at 0, 24, 48 and 72 h · no donor column", cut.Read(".tj-title .tj-meta"));
        Assert.Equal("At 24 h, left-out cells are predicted better than by any simple guess. At 48 h, no better than pairwise transport.", cut.Read(".cd-verdict p"));
        Assert.Equal("status", cut.Find(".cd-verdict").GetAttribute("role"));
        Assert.Equal(["Cells", "Gene in cells", "Time", "Gene trend", "How this was computed", "Can I trust this?"], cut.FindAll("section").Select(part => part.GetAttribute("aria-label")));
        Assert.Equal(3, cut.FindAll("[data-do^=table]").Count);
    }

    [Theory]
    [InlineData(VerdictLevel.BetterThanEveryBaseline, "cd-good")]
    [InlineData(VerdictLevel.Mixed, "cd-warning")]
    [InlineData(VerdictLevel.NoBetterThanNoChange, "cd-bad")]
    [InlineData(VerdictLevel.NotTested, "cd-note")]
    public async Task The_verdict_is_green_amber_or_red_as_the_scores_are(VerdictLevel level, string look)
    {
        TrajectoryResult result = SyntheticTrajectories.Create();
        await using Stage stage = StageOf(new TestTrajectories { Result = result with { Validation = result.Validation! with { Verdict = new Verdict(level, "One sentence.", "Another.") } } });
        var cut = Show(stage, TestTrajectories.Finished);
        await cut.WaitForElementAsync(".cd-verdict strong");
        Assert.Contains(look, cut.Find(".cd-verdict").ClassList);
    }

    [Fact]
    public async Task Without_a_test_the_page_calls_the_result_a_hypothesis()
    {
        await using Stage stage = StageOf(new TestTrajectories { Result = SyntheticTrajectories.Create() with { Validation = null } });
        var cut = Show(stage, TestTrajectories.Finished);
        await cut.WaitForElementAsync(".cd-verdict strong");
        Assert.Equal("Not tested on left-out time points. Treat the inferred cells as a hypothesis.", cut.Read(".cd-verdict p"));
        Assert.DoesNotContain("numbers:scores", cut.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Genes_and_columns_that_look_like_scripts_are_shown_as_text()
    {
        await using Stage stage = StageOf(new TestTrajectories { Result = SyntheticTrajectories.Create() with { Request = SyntheticTrajectories.Request() with { Name = Samples.Script } } });
        var cut = Show(stage, TestTrajectories.Finished);
        await cut.WaitForElementAsync(".cd-verdict strong");
        Assert.Equal(Samples.Script, cut.Read("h1"));
        Assert.Contains("@SUM(A1)", cut.ReadAll("option"));
        Assert.Empty(cut.FindAll("script"));
        var trend = stage.Render<TrendCard>(p => p.Add(c => c.Genes, ["<img src=x onerror=alert(1)>"]).Add(c => c.Names, SyntheticTrajectories.Genes));
        Assert.StartsWith("<img src=x onerror=alert(1)>", trend.Read(".tj-gene"), StringComparison.Ordinal);
        Assert.Empty(trend.FindAll("img"));
    }

    [Fact]
    public async Task An_analysis_of_treatments_is_sent_to_its_own_page()
    {
        var source = new TestTrajectories();
        source.Rows[0].Method = "mfm";
        await using Stage stage = StageOf(source);
        var cut = Show(stage, TestTrajectories.Finished);
        await cut.WaitForElementAsync(".tj-standing");
        Assert.Equal("HSMM myoblast differentiation is an analysis of treatments", cut.Read("h1"));
        Assert.Equal($"treatments/{TestTrajectories.Finished}", cut.Find(".tj-actions a").GetAttribute("href"));
    }

    [Theory]
    [InlineData("ff", "There is no such analysis", "The address may be mistyped, or the analysis was deleted.")]
    [InlineData("02", "Second look is still running", "Fitting: about 2 to 3 min left.")]
    [InlineData("03", "Third look did not finish", "Did not settle in 20 min. Fewer genes or a longer limit may help.")]
    public async Task A_result_that_is_not_there_says_what_stands_in_the_way(string run, string title, string explanation)
    {
        var id = new Guid($"019b0000-0000-7000-8000-0000000000{run}");
        await using Stage stage = StageOf(new TestTrajectories());
        var cut = Show(stage, id);
        await cut.WaitForElementAsync(".tj-standing");
        Assert.Equal(title, cut.Read("h1"));
        Assert.Equal(explanation, cut.Read(".tj-standing p"));
        Assert.Equal(run == "ff" ? ["trajectories"] : [$"analyses/{id}", "trajectories"], cut.FindAll(".tj-actions a").Select(link => link.GetAttribute("href")!));
        Assert.Equal(run == "02" ? 1 : 0, cut.FindAll("progress").Count);
    }

    [Fact]
    public async Task A_waiting_and_a_cancelled_run_say_so()
    {
        var source = new TestTrajectories();
        source.Rows.Add(Row(4, RunStatus.Waiting, run => run.WaitReason = "One analysis is before it."));
        source.Rows.Add(Row(5, RunStatus.Cancelled));
        await using Stage stage = StageOf(source);
        Assert.Equal("Look is waiting to start One analysis is before it.", Standing(4));
        Assert.Equal("Look was cancelled It was stopped before there was a result. Start it again from its page.", Standing(5));

        string Standing(int number)
        {
            var cut = stage.Render<RunStanding>(p => p.Add(s => s.Run, source.Rows.Single(row => row.Id == IdOf(number))));
            return $"{cut.Read("h1")} {cut.Read("p")}";
        }
    }

    [Fact]
    public async Task A_damaged_result_is_said_in_words_without_a_path()
    {
        var source = new TestTrajectories();
        source.Rows.Add(Row(6, RunStatus.Succeeded));
        await using Stage stage = StageOf(source);
        var cut = Show(stage, IdOf(6));
        await cut.WaitForElementAsync(".tj-standing");
        Assert.Equal("The result cannot be read", cut.Read("h1"));
        Assert.StartsWith("The file of this result is missing or damaged.", cut.Read(".tj-standing p"), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", cut.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_shows_finished_results_with_their_verdicts()
    {
        await using Stage stage = StageOf(new TestTrajectories());
        var cut = stage.Render<TrajectoryList>();
        await cut.WaitForElementAsync("li");
        Assert.Equal($"trajectories/{TestTrajectories.Finished}", Assert.Single(cut.FindAll("li a")).GetAttribute("href"));
        Assert.Contains("At 24 h, left-out cells are predicted better than by any simple guess.", cut.Read("li"), StringComparison.Ordinal);
        Assert.Contains("finished 5 Jan 2026 · example", cut.Read("li"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "analyses")]
    [InlineData(false, "datasets")]
    public async Task An_empty_list_says_what_will_stand_there_and_leads_to_a_page_that_exists(bool isRunning, string address)
    {
        var source = new TestTrajectories();
        source.Rows.RemoveAll(row => row.Status == RunStatus.Succeeded || !isRunning);
        await using Stage stage = StageOf(source);
        var cut = stage.Render<TrajectoryList>();
        await cut.WaitForElementAsync("h2");
        Assert.Equal("Here you will see cells move through time", cut.Read("h2"));
        Assert.Equal(address, cut.Find(".tj-primary").GetAttribute("href"));
    }

    [Fact]
    public async Task The_trend_takes_four_genes_and_gives_each_a_way_out()
    {
        await using Stage stage = StageOf(new TestTrajectories());
        IReadOnlyList<string>? told = null;
        var cut = stage.Render<TrendCard>(p => p.Add(c => c.Genes, ["A", "B", "C", "D"]).Add(c => c.Names, ["A", "B", "C", "D", "E"]).Add(c => c.GenesChanged, genes => told = genes));
        Assert.Empty(cut.FindComponents<GeneChooser>());
        await cut.Find("[aria-label='Remove B from the chart']").ClickAsync(new());
        Assert.Equal(["A", "C", "D"], told);
    }

    [Fact]
    public async Task Everything_can_be_exported_and_the_file_shows_its_size()
    {
        await using PageStage stage = StageOf(new TestTrajectories());
        var cut = stage.Render<ResultExport>(p => p.Add(e => e.Run, TestTrajectories.Finished).Add(e => e.HasScores, true).Add(e => e.Bytes, 3_200_000));
        Assert.Equal(["Cells", "Gene in cells", "Gene trend", "Left-out scores"], cut.FindAll("[role=group]").Select(row => row.GetAttribute("aria-label")));
        Assert.Equal("Result for Python and R (.h5ad, 3.2 MB)", cut.Read("a"));
        Assert.Equal($"api/runs/{TestTrajectories.Finished}/result.h5ad", cut.Find("a").GetAttribute("href"));
    }

    [Fact]
    public void Genes_are_found_by_what_a_person_types_the_closest_first()
    {
        string[] genes = ["MYOGENIN-AS", "AMYOG", "MYOG", "CDK1"];
        Assert.Equal(["MYOG", "MYOGENIN-AS", "AMYOG"], GeneNames.Search(genes, " myog "));
        Assert.Equal(genes, GeneNames.Search(genes, ""));
        Assert.Empty(GeneNames.Search(genes, "TP53"));
        Assert.Equal(30, GeneNames.Search([.. Enumerable.Range(0, 60_000).Select(i => $"G{i}")], "G").Count);
    }

    [Fact]
    public async Task A_page_left_while_its_script_mounts_takes_it_down_as_soon_as_it_stands()
    {
        var script = new SlowScript();
        await using PageStage stage = StageOf(new TestTrajectories(), script);
        var cut = Show(stage, TestTrajectories.Finished);
        await script.Asked.WaitAsync(Stage.DefaultWaitTimeout);
        Task leaving = cut.InvokeAsync(() => cut.Instance.DisposeAsync().AsTask());
        await leaving.WaitAsync(Stage.DefaultWaitTimeout);
        Assert.False(script.TakenDown.IsCompleted);
        script.Mount();
        await script.TakenDown.WaitAsync(Stage.DefaultWaitTimeout);
    }

    [Fact]
    public async Task A_page_that_stays_while_its_address_changes_takes_its_script_down_and_mounts_it_anew_on_the_way_back()
    {
        var script = new SlowScript { Answers = { ["choices"] = """{ "mode": "measured", "trend": [] }""" } };
        script.Mount();
        await using PageStage stage = StageOf(new TestTrajectories(), script);
        var cut = Show(stage, TestTrajectories.Finished);
        cut.WaitForAssertion(() => Assert.Equal(1, script.Mounts));
        Assert.False(script.TakenDown.IsCompleted);
        cut.Render(parameters => parameters.Add(page => page.Id, TestTrajectories.Running));
        await script.TakenDown.WaitAsync(Stage.DefaultWaitTimeout);
        Assert.Equal(1, script.Mounts);
        cut.Render(parameters => parameters.Add(page => page.Id, TestTrajectories.Finished));
        cut.WaitForAssertion(() => Assert.Equal(2, script.Mounts));
    }

    private static PageStage StageOf(TestTrajectories source, IJSRuntime? script = null)
    {
        return PageStage.WithoutDatabase(services =>
        {
            services.AddSingleton<ITrajectorySource>(source);
            services.AddSingleton(script ?? new PendingScript());
        });
    }

    private static Guid IdOf(int number) => new($"019b0000-0000-7000-8000-00000000000{number}");

    private static RunRecord Row(int number, RunStatus status, Action<RunRecord>? more = null)
    {
        var run = new RunRecord { Id = IdOf(number), Name = "Look", Method = "sbirr", Status = status };
        more?.Invoke(run);
        return run;
    }

    private static IRenderedComponent<TrajectoriesPage> Show(Stage stage, Guid run) => stage.Render<TrajectoriesPage>(p => p.Add(page => page.Id, run));
}
