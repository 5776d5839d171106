using Bunit;
using CellDynamics.Web.Features.Administration;
using CellDynamics.Web.Tests.Shared;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Web.Tests.Administration;

public class RetentionPageTests
{
    [Fact]
    public async Task Without_a_policy_nothing_is_deleted()
    {
        await using AdministrationStage stage = await AdministrationStage.CreateAsync();
        var cut = await stage.ShowAsync<RetentionPage>();
        Assert.Equal("Nothing.", cut.Read("[aria-labelledby=due] p"));
        Assert.Equal(["kept for ever", "kept for ever"], cut.ReadAll("[aria-labelledby=policies] td:nth-child(2)"));
        Assert.Empty(cut.FindAll("[aria-labelledby=held]"));
    }

    [Fact]
    public async Task A_policy_is_set_and_what_falls_under_it_is_kept_or_held()
    {
        await using AdministrationStage stage = await AdministrationStage.CreateAsync();
        foreach (string name in new[] { "Old", "Older" })
            await stage.Page.AddDatasetAsync(d => (d.ProjectId, d.Name, d.UsedUtc) = (stage.Lab.Id, name, Stage.Noon.AddDays(name == "Old" ? -85 : -88)));
        var cut = await stage.ShowAsync<RetentionPage>();
        Task asked = cut.InvokeAsync(() => cut.Find("button[aria-label='Change the policy of Stem cells']").ClickAsync(new()));
        await stage.Dialogs.WaitForElementAsync("#policy-days");
        await stage.Dialogs.Find("#policy-days").ChangeAsync(new() { Value = "90" });
        await stage.Dialogs.PressAsync("Delete after 90 days without use");
        await asked;
        Assert.Equal("deleted 90 days after their last use", cut.ReadAll("[aria-labelledby=policies] td:nth-child(2)")[0]);
        // The first warning is thirty days before, whatever the last use was.
        Assert.Equal(["Old", "Older"], cut.ReadAll("[aria-labelledby=due] td:nth-child(1)").Order());
        Assert.All(cut.ReadAll("[aria-labelledby=due] td:nth-child(3)"), due => Assert.Equal("4 Feb 2026in 30 days", due));
        await cut.InvokeAsync(() => cut.Find("button[aria-label='Keep Old for 180 days more']").ClickAsync(new()));
        await cut.InvokeAsync(() => cut.Find("button[aria-label='Hold Older']").ClickAsync(new()));
        Assert.Equal("Nothing.", cut.Read("[aria-labelledby=due] p"));
        Assert.Equal(["Older", "Stem cells", "End the hold"], cut.ReadAll("[aria-labelledby=held] td"));
        asked = cut.InvokeAsync(() => cut.Find("button[aria-label='End the hold of Older']").ClickAsync(new()));
        await stage.Dialogs.WaitForElementAsync(".mud-dialog button");
        Assert.True((await stage.ReadAsync(db => db.Datasets.SingleAsync(d => d.Name == "Older"))).IsHeld);
        await stage.Dialogs.PressAsync("End the hold");
        await asked;
        Assert.Empty(cut.FindAll("[aria-labelledby=held]"));
        Assert.Equal(["Older: released.", "Older: held.", "Old: kept until 2026-08-03.", "Stem cells: datasets are deleted 90 days after their last use."], await stage.LinesAsync());
    }

    [Fact]
    public async Task A_whole_project_is_held_and_released_after_asking()
    {
        await using AdministrationStage stage = await AdministrationStage.CreateAsync();
        var cut = await stage.ShowAsync<RetentionPage>();
        await cut.InvokeAsync(() => cut.Find("button[aria-label='Hold everything in Stem cells']").ClickAsync(new()));
        Assert.Contains("Held: nothing is deleted", cut.Markup, StringComparison.Ordinal);
        await stage.ConfirmAsync(cut, "End the hold", "End the hold");
        Assert.DoesNotContain("Held: nothing is deleted", cut.Markup, StringComparison.Ordinal);
        Assert.Equal(["Stem cells: released.", "Stem cells: everything in it is held."], await stage.LinesAsync());
    }
}
