using Bunit;
using CellDynamics.Runs.Model;
using CellDynamics.Web.Features.Administration;
using CellDynamics.Web.Tests.Shared;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Web.Tests.Administration;

public class QueuePageTests
{
    [Fact]
    public async Task Where_nothing_waits_that_is_said()
    {
        await using AdministrationStage stage = await AdministrationStage.CreateAsync();
        var cut = await stage.ShowAsync<QueuePage>();
        Assert.Equal("Nothing runs and nothing waits", cut.Read(".cd-empty h2"));
        await stage.Page.WriteAsync(db => db.Add(new SettingRecord { Key = SettingRecord.IsDraining, Value = "true" }));
        stage.Page.Time.Advance(TimeSpan.FromSeconds(3));
        await cut.WaitForElementAsync(".cd-verdict.cd-warning");
    }

    [Fact]
    public async Task Every_run_says_whose_it_is_where_it_runs_or_why_it_waits_and_is_cancelled_after_asking()
    {
        await using AdministrationStage stage = await AdministrationStage.CreateAsync();
        DatasetRecord dataset = await stage.Page.AddDatasetAsync(d => d.ProjectId = stage.Lab.Id);
        RunRecord waiting = await stage.Page.AddRunAsync(dataset, RunStatus.Waiting, run => (run.Name, run.WaitReason, run.SubmittedBy, run.PredictedSeconds, run.PredictedBytes) = ("Waits", "2nd in line.", stage.Ben.Id, 600, 2_000_000_000));
        await stage.Page.AddRunAsync(dataset, RunStatus.Running, run => (run.Name, run.Node, run.Fraction, run.StartedUtc) = ("Runs", "big/7/abc", 0.42, Stage.Noon));
        await stage.Page.AddRunAsync(dataset, RunStatus.Succeeded);
        var cut = await stage.ShowAsync<QueuePage>();
        Assert.Equal("1 running · 1 waiting", cut.Read(".cd-title .cd-meta"));
        Assert.Equal(["Runs", "Waits"], cut.ReadAll("td:nth-child(1) > a"));
        Assert.Equal("Stem cellsBen · 5 min ago", cut.ReadAll("td:nth-child(2)")[1]);
        Assert.Equal(["Running on big", "Waiting 2nd in line."], cut.ReadAll("td:nth-child(3)"));
        Assert.Equal("8 to 13 min2 GB of memory · cpu", cut.ReadAll("td:nth-child(4)")[1]);
        Assert.Equal("42", cut.Find("[role=progressbar]").GetAttribute("aria-valuenow"));
        Task asked = cut.InvokeAsync(() => cut.Find("button[aria-label='Cancel Waits of Stem cells']").ClickAsync(new()));
        await stage.Dialogs.WaitForElementAsync(".mud-dialog button");
        Assert.Contains("It belongs to Stem cells and was started by Ben.", stage.Dialogs.Markup, StringComparison.Ordinal);
        await stage.Dialogs.PressAsync("Cancel the analysis");
        await asked;
        Assert.Equal(RunStatus.Cancelled, (await stage.ReadAsync(db => db.Runs.SingleAsync(run => run.Id == waiting.Id))).Status);
        Assert.Equal(["Runs"], cut.ReadAll("td:nth-child(1) > a"));
        Assert.Equal(["Waits"], await stage.LinesAsync());
    }
}
