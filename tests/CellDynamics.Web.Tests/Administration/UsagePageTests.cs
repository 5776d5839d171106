using Bunit;
using CellDynamics.Runs.Model;
using CellDynamics.Web.Features.Administration;
using CellDynamics.Web.Tests.Shared;

namespace CellDynamics.Web.Tests.Administration;

public class UsagePageTests
{
    [Fact]
    public async Task A_month_without_analyses_says_so_and_another_is_chosen()
    {
        await using AdministrationStage stage = await AdministrationStage.CreateAsync();
        Guid gone = Guid.CreateVersion7();
        await stage.Page.WriteAsync(db => db.AddRange(
            new UsageRecord { ProjectId = stage.Lab.Id, Month = "2025-12", Group = "cpu", Runs = 3, ComputeSeconds = 5400 }, new UsageRecord { ProjectId = gone, Month = "2025-12", Group = "gpu", Runs = 1, ComputeSeconds = 36 }));
        var cut = await stage.ShowAsync<UsagePage>();
        Assert.Equal("Nothing was computed in January 2026", cut.Read(".cd-empty h2"));
        Assert.Equal(["January 2026", "December 2025"], cut.ReadAll("option"));
        await cut.Find("select").ChangeAsync(new() { Value = "2025-12" });
        await cut.WaitForElementAsync("tbody tr");
        Assert.Equal(["Stem cellsben", "cpu", "3", "1.50"], cut.ReadAll("tbody tr:first-child td"));
        Assert.Equal([$"a project that is gone{gone}", "gpu", "1", "0.01"], cut.ReadAll("tbody tr:last-child td"));
        Assert.Equal(["4", "1.51"], cut.ReadAll("tfoot td"));
        Assert.Equal("api/admin/usage.csv?month=2025-12", cut.Find("a[download]").GetAttribute("href"));
    }
}
