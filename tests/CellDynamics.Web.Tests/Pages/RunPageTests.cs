using Bunit;
using CellDynamics.Methods.Contract;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Web.Features.Runs;
using CellDynamics.Web.Tests.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;

namespace CellDynamics.Web.Tests.Pages;

public class RunPageTests
{
    [Fact]
    public async Task The_address_of_a_run_that_was_deleted_leads_to_a_page_that_says_so()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        var cut = Show(stage, Guid.NewGuid());
        await cut.WaitForElementAsync(".cd-empty");
        Assert.Equal("There is no such analysis", cut.Read(".cd-empty h2"));
        Assert.Equal("analyses", cut.Find(".cd-empty a").GetAttribute("href"));
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_not_taken_for_a_run_that_was_deleted()
    {
        await using PageStage stage = PageStage.WithoutDatabase();
        var cut = Show(stage, Guid.NewGuid());
        await cut.WaitForElementAsync("[role=alert]");
        Assert.Equal("The analysis could not be read", cut.Read("[role=alert] h2"));
    }

    [Fact]
    public async Task A_waiting_run_says_how_many_are_before_it_and_why_it_waits()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        DatasetRecord dataset = await stage.AddDatasetAsync(summary: Samples.Summary());
        await stage.AddRunAsync(dataset, RunStatus.Waiting, run => run.CreatedUtc = Stage.Noon.AddHours(-2));
        RunRecord second = await stage.AddRunAsync(dataset, RunStatus.Waiting, run => run.WaitReason = "This server already runs 1 of 1 analyses.");
        var cut = Show(stage, second.Id);
        await cut.WaitForElementAsync(".cd-verdict");
        Assert.Equal("Waiting: 1 before this one. This server already runs 1 of 1 analyses.", cut.Read(".cd-verdict p"));
        Assert.Equal("Waiting", cut.Read("[aria-current=step] > span"));
        Assert.Contains("Cancel", cut.ReadAll("button"));
    }

    [Fact]
    public async Task A_running_run_shows_step_estimate_curve_warnings_and_settings()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        DatasetRecord dataset = await stage.AddDatasetAsync(summary: Samples.Summary());
        RunRecord run = await stage.AddRunAsync(dataset, RunStatus.Running, Fitting, Line(RunStage.Reading, 0), Line(RunStage.Fitting, 0.1, point: 5), Line(RunStage.Fitting, 0.41, warning: "Few cells at 72 h (49).", point: 2));
        var cut = Show(stage, run.Id);
        await cut.WaitForElementAsync(".cd-line");
        await cut.WaitForElementAsync(".cd-facts dd");
        Assert.Equal("Fitting: about 1 to 3 min left. Round 3. You can close this page; the work goes on.", cut.Read(".cd-verdict p"));
        Assert.Equal("Fitting 41 %", cut.Read("[aria-current=step] > span"));
        Assert.Contains("Fit from 5 to 2", cut.Find(".cd-figure svg").GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.Equal("Few cells at 72 h (49).", cut.Read(".cd-finding-what"));
        Assert.Equal(["sbirr", "0.25", "7", "0.1.0"], cut.ReadAll(".cd-facts dd"));
        Assert.Contains("Few cells at 72 h (49).", cut.Read("pre"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_whose_worker_is_silent_says_since_when_and_when_it_goes_on_elsewhere()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        RunRecord run = await stage.AddRunAsync(await stage.AddDatasetAsync(), RunStatus.Running, r =>
        {
            Fitting(r);
            (r.Node, r.LeaseOwner, r.LeaseUntilUtc) = ("far/7/a", "far/7/a", Stage.Noon.AddSeconds(30));
        }, Line(RunStage.Fitting, 0.1));
        var cut = Show(stage, run.Id);
        await cut.WaitForElementAsync(".cd-verdict");
        Assert.StartsWith("Fitting: about", cut.Read(".cd-verdict strong"), StringComparison.Ordinal);
        await stage.HearNewsAsync(() => cut.FindAll(".cd-verdict.cd-warning").Count > 0);
        Assert.Matches("^No sign of life from far for 1[0-9] s\\. If none comes, it goes on from its last checkpoint on another worker at about 12:00:30 UTC\\.$", cut.Read(".cd-verdict p"));
    }

    [Fact]
    public async Task A_failed_run_says_what_happened_offers_another_try_and_opens_its_log()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        DatasetRecord dataset = await stage.AddDatasetAsync(summary: Samples.Summary());
        RunRecord run = await stage.AddRunAsync(dataset, RunStatus.Failed, r => (r.Stage, r.Failure, r.Name) = (RunStage.Fitting, $"Did not settle {Samples.Script}.", Samples.Script), Line(RunStage.Fitting, 0.5));
        var cut = Show(stage, run.Id);
        await cut.WaitForElementAsync("[role=alert]");
        Assert.Equal(Samples.Script, cut.Read("h1"));
        Assert.Equal($"Did not settle {Samples.Script}.", cut.ReadAll("[role=alert] p")[0]);
        Assert.Equal($"datasets/{dataset.Id}/new-analysis?from={run.Id}", cut.FindAll("a").Single(a => Words.Of(a) == "Run again with changes").GetAttribute("href"));
        Assert.True(cut.FindAll("details").Single(d => d.QuerySelector("pre") is not null).HasAttribute("open"));
        Assert.Single(cut.FindAll(".cd-step-stopped"));
        Assert.Empty(cut.FindAll("script"));
    }

    [Fact]
    public async Task A_cancelled_run_says_so_and_can_be_run_again()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        RunRecord run = await stage.AddRunAsync(await stage.AddDatasetAsync(), RunStatus.Cancelled);
        var cut = Show(stage, run.Id);
        await cut.WaitForElementAsync(".cd-verdict");
        Assert.Equal("The analysis was cancelled.", cut.Read(".cd-verdict strong"));
        Assert.Contains("Run again with changes", cut.ReadAll("a"));
        Assert.DoesNotContain("Cancel", cut.ReadAll("button"));
    }

    [Fact]
    public async Task A_finished_run_says_its_verdict_and_leads_to_the_cells()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        RunRecord run = await stage.AddRunAsync(await stage.AddDatasetAsync(), RunStatus.Succeeded, r => (r.Stage, r.Verdict) = (RunStage.Saving, "Better than any simple guess at 24 h."));
        var cut = Show(stage, run.Id);
        await cut.WaitForElementAsync(".cd-verdict");
        Assert.Equal("The analysis is done. Better than any simple guess at 24 h.", cut.Read(".cd-verdict p"));
        Assert.Equal("100", cut.Find("[role=progressbar]").GetAttribute("aria-valuenow"));
        Assert.Equal($"trajectories/{run.Id}", cut.FindAll("a").Single(a => Words.Of(a) == "Watch the cells move").GetAttribute("href"));
    }

    [Fact]
    public async Task The_page_follows_the_run_while_it_is_open()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        RunRecord run = await stage.AddRunAsync(await stage.AddDatasetAsync(), RunStatus.Running, Fitting, Line(RunStage.Fitting, 0.1));
        var cut = Show(stage, run.Id);
        await cut.WaitForElementAsync(".cd-verdict");
        run.Status = RunStatus.Succeeded;
        await stage.WriteAsync(db => db.Runs.Update(run));
        await stage.HearNewsAsync(() => cut.FindAll(".cd-verdict.cd-good").Count > 0);
        Assert.Equal("The analysis is done.", cut.Read(".cd-verdict strong"));
    }

    [Fact]
    public async Task A_waiting_run_is_cancelled_at_once_and_a_running_one_after_a_question()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        DatasetRecord dataset = await stage.AddDatasetAsync();
        RunRecord waiting = await stage.AddRunAsync(dataset, RunStatus.Waiting), running = await stage.AddRunAsync(dataset, RunStatus.Running, Fitting, Line(RunStage.Fitting, 0.1));
        var dialogs = stage.Render<MudDialogProvider>();
        var cut = Show(stage, waiting.Id);
        await cut.WaitForElementAsync(".cd-verdict");
        await cut.PressAsync("Cancel");
        Assert.Equal(RunStatus.Cancelled, (await stage.Queue.FindAsync(waiting.Id, CancellationToken.None))!.Status);

        cut = Show(stage, running.Id);
        await cut.WaitForElementAsync(".cd-verdict");
        Task asked = cut.PressAsync("Cancel");
        await dialogs.WaitForElementAsync("button");
        Assert.False((await stage.Queue.FindAsync(running.Id, CancellationToken.None))!.IsCancelRequested);
        await dialogs.PressAsync("Cancel the analysis");
        await asked;
        Assert.True((await stage.Queue.FindAsync(running.Id, CancellationToken.None))!.IsCancelRequested);
        await cut.WaitForAssertionAsync(() => Assert.Contains("Stopping", cut.ReadAll("button")));
    }

    [Fact]
    public async Task Deleting_a_run_removes_it_and_leads_to_the_list()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        RunRecord run = await stage.AddRunAsync(await stage.AddDatasetAsync(), RunStatus.Failed);
        var dialogs = stage.Render<MudDialogProvider>();
        var cut = Show(stage, run.Id);
        await cut.WaitForElementAsync("[role=alert]");
        Task asked = cut.PressAsync("Delete");
        await dialogs.WaitForElementAsync("button");
        await dialogs.PressAsync("Delete the analysis");
        await asked;
        Assert.Null(await stage.Queue.FindAsync(run.Id, CancellationToken.None));
        Assert.EndsWith("/analyses", stage.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    private static void Fitting(RunRecord run) => (run.Stage, run.Fraction, run.SecondsLeft, run.Message, run.StartedUtc) = (RunStage.Fitting, 0.3, 130, "Round 3", Stage.Noon.AddMinutes(-4));

    private static ProgressLine Line(RunStage stage, double fraction, string? warning = null, double? point = null) => new()
    {
        Utc = Stage.Noon.AddMinutes(-3), Stage = stage, StageFraction = fraction, Fraction = fraction, Message = "Round 3", Warning = warning,
        Point = point is { } value ? new HistoryPoint("fit", (int)(10 * fraction), value) : null,
    };

    private static IRenderedComponent<RunPage> Show(PageStage stage, Guid id) => stage.Render<RunPage>(p => p.Add(page => page.Id, id));
}
