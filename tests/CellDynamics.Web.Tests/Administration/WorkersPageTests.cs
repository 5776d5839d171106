using Bunit;
using CellDynamics.Runs.Model;
using CellDynamics.Web.Features.Administration;
using CellDynamics.Web.Tests.Shared;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Web.Tests.Administration;

public class WorkersPageTests
{
    [Fact]
    public async Task Without_a_worker_the_page_says_how_to_start_one()
    {
        await using AdministrationStage stage = await AdministrationStage.CreateAsync();
        var cut = await stage.ShowAsync<WorkersPage>();
        Assert.Equal("No worker is there", cut.Read(".cd-empty h2"));
        Assert.Empty(cut.FindAll(".cd-title button"));
    }

    [Fact]
    public async Task Every_worker_says_how_it_is_what_it_runs_and_can_be_drained()
    {
        await using AdministrationStage stage = await AdministrationStage.CreateAsync();
        await stage.Page.WriteAsync(db => db.AddRange(Worker("big", 3), Worker("silent", 7200)));
        DatasetRecord dataset = await stage.Page.AddDatasetAsync();
        await stage.Page.AddRunAsync(dataset, RunStatus.Running, run => (run.Name, run.Node, run.Fraction) = ("Paths", "big/1/a", 0.5));
        var cut = await stage.ShowAsync<WorkersPage>();
        Assert.Equal(["Works", "Nothing is heard of it"], cut.ReadAll(".cd-chip"));
        Assert.Equal(["1 of 2 + 1 shortPaths 50 %", "0 of 2 + 1 short"], cut.ReadAll("td:nth-child(3)"));
        Assert.Contains("last sign 3 s ago", cut.Markup, StringComparison.Ordinal);
        await stage.ConfirmAsync(cut, "Drain", "Drain big");
        Assert.True((await stage.ReadAsync(db => db.Workers.SingleAsync(worker => worker.Node == "big"))).IsDraining);
        Assert.Equal("Draining", cut.ReadAll(".cd-chip")[0]);
        await cut.PressAsync("Work again");
        await stage.ConfirmAsync(cut, "Drain for maintenance", "Drain for maintenance");
        Assert.Equal("Nothing new is started anywhere.", cut.ReadAll(".cd-verdict strong")[^1]);
        await cut.PressAsync("Start again");
        Assert.DoesNotContain("Nothing new is started anywhere.", cut.Markup, StringComparison.Ordinal);
        Assert.Equal(["all workers: working again", "all workers: draining", "big/1/a: working again", "big/1/a: draining"], await stage.LinesAsync());
    }

    [Fact]
    public async Task A_worker_without_the_files_says_so_also_while_it_drains()
    {
        await using AdministrationStage stage = await AdministrationStage.CreateAsync();
        WorkerRecord lost = Worker("lost", 3);
        (lost.HasLostFiles, lost.IsDraining) = (true, true);
        await stage.Page.WriteAsync(db => db.Add(lost));
        var cut = await stage.ShowAsync<WorkersPage>();
        Assert.Equal(["Does not see the files"], cut.ReadAll(".cd-chip"));
        await cut.PressAsync("Work again");
        Assert.Equal(["Does not see the files"], cut.ReadAll(".cd-chip"));
    }

    private static WorkerRecord Worker(string node, int silence) => new()
    {
        Id = $"{node}/1/a", Node = node, Groups = "cpu", Version = "0.0.9", Slots = 2, Cores = 8, MemoryBytes = 16_000_000_000, StartedUtc = Stage.Noon, SeenUtc = Stage.Noon.AddSeconds(-silence),
    };
}
