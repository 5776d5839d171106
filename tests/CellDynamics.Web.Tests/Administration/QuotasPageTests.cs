using Bunit;
using CellDynamics.Runs.Model;
using CellDynamics.Web.Features.People;
using CellDynamics.Web.Tests.Shared;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Web.Tests.Administration;

public class QuotasPageTests
{
    [Fact]
    public async Task Each_project_shows_its_owners_what_it_uses_and_what_it_may_use()
    {
        await using AdministrationStage stage = await AdministrationStage.CreateAsync();
        await stage.Page.WriteAsync(db => db.Projects.Where(p => p.Id == stage.Lab.Id).ExecuteUpdate(set => set.SetProperty(p => p.MaximumBytes, 10_000).SetProperty(p => p.MaximumRunning, 2).SetProperty(p => p.ComputeHoursPerMonth, 2).SetProperty(p => p.IsSensitive, true)));
        DatasetRecord dataset = await stage.Page.AddDatasetAsync(d => d.ProjectId = stage.Lab.Id);
        Directory.CreateDirectory(stage.Page.Options.FolderOfDataset(dataset.Id));
        await File.WriteAllBytesAsync(Path.Combine(stage.Page.Options.FolderOfDataset(dataset.Id), "cells"), new byte[9000]);
        await stage.Page.WriteAsync(db => db.Add(new UsageRecord { ProjectId = stage.Lab.Id, Month = "2026-01", Group = "cpu", Runs = 1, ComputeSeconds = 1800 }));
        var cut = await stage.ShowAsync<QuotasPage>();
        await cut.WaitForAssertionAsync(() => Assert.DoesNotContain("measuring", cut.Markup, StringComparison.Ordinal));
        Assert.Equal("Stem cellsbenData of people", cut.ReadAll("td:nth-child(1)")[0]);
        Assert.Equal("9 kB of 10 kB · nearly full", cut.ReadAll("td:nth-child(2)")[0]);
        Assert.Equal("0 of 2", cut.ReadAll("td:nth-child(3)")[0]);
        Assert.Equal("0.5 of 2 h", cut.ReadAll("td:nth-child(4)")[0]);
        Assert.EndsWith("no quota", cut.ReadAll("td:nth-child(2)")[1], StringComparison.Ordinal);
        Assert.Equal("90", cut.Find("[role=meter]").GetAttribute("aria-valuenow"));
    }

    [Fact]
    public async Task A_project_that_could_not_be_measured_says_why_and_is_measured_again()
    {
        await using AdministrationStage stage = await AdministrationStage.CreateAsync();
        await stage.Page.WriteAsync(db => db.Database.ExecuteSqlRaw("ALTER TABLE \"Usage\" RENAME TO \"Elsewhere\""));
        var cut = await stage.ShowAsync<QuotasPage>();
        await cut.WaitForAssertionAsync(() => Assert.DoesNotContain("measuring", cut.Markup, StringComparison.Ordinal));
        Assert.All(cut.ReadAll("td:nth-child(2)"), told => Assert.StartsWith("could not be measured: ", told, StringComparison.Ordinal));
        await stage.Page.WriteAsync(db => db.Database.ExecuteSqlRaw("ALTER TABLE \"Elsewhere\" RENAME TO \"Usage\""));
        await cut.InvokeAsync(() => cut.Find("button[aria-label='Measure Stem cells again']").ClickAsync(new()));
        Assert.EndsWith("no quota", cut.ReadAll("td:nth-child(2)")[0], StringComparison.Ordinal);
        Assert.StartsWith("could not be measured: ", cut.ReadAll("td:nth-child(2)")[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quotas_are_changed_and_taken_away_by_an_empty_field()
    {
        await using AdministrationStage stage = await AdministrationStage.CreateAsync();
        await stage.Page.WriteAsync(db => db.Projects.Where(p => p.Id == stage.Lab.Id).ExecuteUpdate(set => set.SetProperty(p => p.MaximumRunning, 2)));
        var cut = await stage.ShowAsync<QuotasPage>();
        Task asked = cut.InvokeAsync(() => cut.Find("button[aria-label='Change the quotas of Stem cells']").ClickAsync(new()));
        await stage.Dialogs.WaitForElementAsync("#quota-storage");
        Assert.Equal("2", stage.Dialogs.Find("#quota-running").GetAttribute("value"));
        await stage.Dialogs.Find("#quota-storage").ChangeAsync(new() { Value = "1.5" });
        await stage.Dialogs.Find("#quota-running").ChangeAsync(new() { Value = "" });
        await stage.Dialogs.Find("#quota-hours").ChangeAsync(new() { Value = "20" });
        await stage.Dialogs.PressAsync("Change quotas");
        await asked;
        ProjectRecord lab = await stage.ReadAsync(db => db.Projects.SingleAsync(p => p.Id == stage.Lab.Id));
        Assert.Equal((1_500_000_000, null, 20), (lab.MaximumBytes, lab.MaximumRunning, lab.ComputeHoursPerMonth));
        Assert.Equal(["quota: 1.5 GB, any number at once, 20 h a month"], await stage.LinesAsync());
        Assert.Equal("Stem cells may use: 1.5 GB, any number at once, 20 h a month.", cut.Read(".cd-verdict strong"));
    }

    [Fact]
    public async Task A_project_is_added_with_an_owner_who_has_an_account()
    {
        await using AdministrationStage stage = await AdministrationStage.CreateAsync();
        var cut = await stage.ShowAsync<QuotasPage>();
        await AddAsync(stage, cut, "Neurons", "eve");
        Assert.Contains("There is no account \"eve\".", cut.Read(".cd-failed"), StringComparison.Ordinal);
        await AddAsync(stage, cut, "Neurons", "ben@example.org");
        Assert.Empty(cut.FindAll(".cd-failed"));
        Assert.Contains("Neuronsben", cut.ReadAll("td:nth-child(1)"));
        await AddAsync(stage, cut, "Neurons", "ben");
        Assert.Contains("There is already a project named Neurons.", cut.Read(".cd-failed"), StringComparison.Ordinal);
    }

    private static async Task AddAsync(AdministrationStage stage, IRenderedComponent<QuotasPage> cut, string name, string owner)
    {
        Task asked = cut.PressAsync("Add a project");
        await stage.Dialogs.WaitForElementAsync("#project-name");
        await stage.Dialogs.Find("#project-name").InputAsync(new() { Value = name });
        await stage.Dialogs.Find("#project-owner").InputAsync(new() { Value = owner });
        await stage.Dialogs.PressAsync("Add the project");
        await asked;
    }
}
