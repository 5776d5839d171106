using Bunit;
using CellDynamics.Runs.Model;
using CellDynamics.Web.Features.Runs;
using CellDynamics.Web.Tests.Shared;

namespace CellDynamics.Web.Tests.Pages;

public class AnalysesPageTests
{
    [Fact]
    public async Task Without_analyses_the_page_says_how_to_make_one()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        var cut = stage.Render<AnalysesPage>();
        await cut.WaitForElementAsync(".cd-empty");
        Assert.Equal("Your analyses will stand here", cut.Read(".cd-empty h2"));
        Assert.Equal("datasets", cut.Find(".cd-empty a").GetAttribute("href"));
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_said()
    {
        await using PageStage stage = PageStage.WithoutDatabase();
        var cut = stage.Render<AnalysesPage>();
        await cut.WaitForElementAsync("[role=alert]");
        Assert.Equal("The analyses could not be read", cut.Read("[role=alert] h2"));
    }

    [Fact]
    public async Task Every_state_is_a_word_newest_first_and_a_finished_run_leads_to_its_result()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        DatasetRecord dataset = await stage.AddDatasetAsync();
        RunStatus[] states = [RunStatus.Waiting, RunStatus.Running, RunStatus.Succeeded, RunStatus.Failed, RunStatus.Cancelled];
        foreach ((int age, RunStatus status) in states.Index())
        {
            await stage.AddRunAsync(dataset, status, run => (run.Name, run.CreatedUtc, run.Fraction, run.Verdict, run.Failure) =
                ($"{status}", Stage.Noon.AddHours(-22 * age), 0.42, "Better than any simple guess.", status == RunStatus.Failed ? "Did not settle." : ""));
        }
        var cut = stage.Render<AnalysesPage>();
        await cut.WaitForElementAsync("tbody tr");
        Assert.Equal(["Waiting", "Running", "Done", "Failed", "Cancelled"], cut.ReadAll(".cd-chip"));
        Assert.Equal("1 waiting · 1 running · 1 done · 1 failed · 1 cancelled", cut.Read(".cd-title .cd-meta"));
        Assert.Equal(["just now", "22 h ago", "3 Jan 2026", "2 Jan 2026", "1 Jan 2026"], cut.ReadAll("td:last-child"));
        Assert.Equal("42", cut.Find("[role=progressbar]").GetAttribute("aria-valuenow"));
        Assert.Equal(["analyses", "analyses", "trajectories", "analyses", "analyses"], cut.FindAll("td:first-child > a").Select(a => a.GetAttribute("href")!.Split('/')[0]));
        Assert.Contains("Did not settle.", cut.Read("tbody"), StringComparison.Ordinal);

    }
}
