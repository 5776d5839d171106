using Bunit;
using CellDynamics.Runs.Model;
using CellDynamics.Web.Features.Audit;
using CellDynamics.Web.Tests.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace CellDynamics.Web.Tests.Administration;

public class AuditPageTests
{
    [Fact]
    public async Task What_is_not_found_is_said()
    {
        await using AdministrationStage stage = await AdministrationStage.CreateAsync();
        var cut = await stage.ShowAsync<AuditPage>();
        Assert.Equal("Nothing was found", cut.Read(".cd-empty h2"));
    }

    [Fact]
    public async Task Lines_say_who_did_what_and_are_searched()
    {
        await using AdministrationStage stage = await AdministrationStage.CreateAsync();
        await stage.Page.WriteAsync(db => db.AddRange(
            Line(0, "Ben", AuditAction.Downloaded, "Cells, result.h5ad", stage.Lab.Id), Line(1, "Ada", AuditAction.SignInFailed, Samples.Script), Line(2, "Ben", AuditAction.Deleted, "Cells", Guid.CreateVersion7())));
        var cut = await stage.ShowAsync<AuditPage>();
        Assert.Equal(["2026-01-05 12:02:00", "Ben192.0.2.7", "Deleteddataset", "one that is gone", "Cells"], cut.ReadAll("tbody tr:first-child td"));
        Assert.Equal(["Cells", Samples.Script, "Cells, result.h5ad"], cut.ReadAll("td:nth-child(5)"));
        Assert.Empty(cut.FindAll("script"));
        await cut.Find("input[aria-label=Person]").ChangeAsync(new() { Value = "ben" });
        await cut.Find("select[aria-label=Project]").ChangeAsync(new() { Value = stage.Lab.Id.ToString() });
        await cut.Find("input[type=date]").ChangeAsync(new() { Value = "2026-01-05" });
        Assert.Equal(3, cut.FindAll("tbody tr").Count); // only the search asks
        await cut.Find("form").SubmitAsync(new());
        await cut.WaitForAssertionAsync(() => Assert.Equal(["Cells, result.h5ad"], cut.ReadAll("td:nth-child(5)")));
        Assert.Equal($"api/admin/audit.csv?person=ben&project={stage.Lab.Id}&from=2026-01-05", cut.Find("a[download]").GetAttribute("href"));
    }

    [Fact]
    public async Task Older_lines_are_one_press_away_and_the_way_back_leads_to_the_same()
    {
        await using AdministrationStage stage = await AdministrationStage.CreateAsync();
        await stage.Page.WriteAsync(db => db.AddRange(Enumerable.Range(0, 120).Select(i => Line(i, "Ben", AuditAction.Viewed, $"{i}"))));
        var cut = await stage.ShowAsync<AuditPage>();
        List<string> read = [.. cut.ReadAll("td:nth-child(5)")];
        Assert.Equal(AuditPage.OnePage, read.Count);
        await cut.PressAsync("Older");
        read.AddRange(cut.ReadAll("td:nth-child(5)"));
        await cut.PressAsync("Older");
        read.AddRange(cut.ReadAll("td:nth-child(5)"));
        Assert.Equal(Enumerable.Range(0, 120).Reverse().Select(i => $"{i}"), read);
        Assert.True(cut.FindAll("button").Single(button => Words.Of(button) == "Older").HasAttribute("disabled"));
        await cut.PressAsync("Newer");
        await cut.PressAsync("Newer");
        Assert.Equal(read.Take(AuditPage.OnePage), cut.ReadAll("td:nth-child(5)"));
    }

    [Fact]
    public async Task The_link_from_a_person_asks_for_what_that_person_did()
    {
        await using AdministrationStage stage = await AdministrationStage.CreateAsync();
        await stage.Page.WriteAsync(db => db.AddRange(Line(0, "Ben", AuditAction.Viewed, "his"), Line(1, "Ada", AuditAction.Viewed, "hers")));
        stage.Page.Services.GetRequiredService<NavigationManager>().NavigateTo("admin/audit?person=Ben");
        var cut = await stage.ShowAsync<AuditPage>();
        Assert.Equal(["his"], cut.ReadAll("td:nth-child(5)"));
        Assert.Equal("Ben", cut.Find("input[aria-label=Person]").GetAttribute("value"));
    }

    [Fact]
    public async Task A_link_to_a_person_tells_apart_who_is_called_alike_until_somebody_else_is_typed()
    {
        await using AdministrationStage stage = await AdministrationStage.CreateAsync();
        AuditRecord other = Line(0, "Ben", AuditAction.Viewed, "Another Ben's"), former = Line(1, "Benjamin", AuditAction.Viewed, "Before");
        former.AccountId = stage.Ben.Id;
        await stage.Page.WriteAsync(db => db.AddRange(other, former));
        stage.Page.Services.GetRequiredService<NavigationManager>().NavigateTo($"admin/audit?account={stage.Ben.Id}&person=Ben");
        var cut = await stage.ShowAsync<AuditPage>();
        Assert.Equal(["Before"], cut.ReadAll("td:nth-child(5)"));
        Assert.Equal($"api/admin/audit.csv?account={stage.Ben.Id}&person=Ben", cut.Find("a[download]").GetAttribute("href"));
        await cut.Find("input[aria-label=Person]").ChangeAsync(new() { Value = "ben" });
        await cut.Find("form").SubmitAsync(new());
        await cut.WaitForAssertionAsync(() => Assert.Equal(["Before", "Another Ben's"], cut.ReadAll("td:nth-child(5)")));
    }

    private static AuditRecord Line(int minute, string person, AuditAction action, string detail, Guid? project = null) => new()
    {
        AtUtc = Stage.Noon.AddMinutes(minute), Account = person, Action = action, Kind = "dataset", Detail = detail, ProjectId = project, Address = "192.0.2.7",
    };
}
