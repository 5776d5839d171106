using System.Text.Json;
using Bunit;
using CellDynamics.Data.H5ad.Copying;
using CellDynamics.Runs;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Exports;
using CellDynamics.Runs.Model;
using CellDynamics.Web.Features.Answers;
using CellDynamics.Web.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace CellDynamics.Web.Tests.Pages;

public class ExportFileTests
{
    [Fact]
    public async Task While_the_file_is_written_it_says_so_and_can_be_cancelled()
    {
        // A child that waits for a word that never comes.
        await using PageStage stage = await CreateAsync("/bin/sh", "-c", "cat");
        Guid run = await FinishedAsync(stage);
        var cut = stage.Render<ExportFile>(p => p.Add(c => c.Run, run));
        Task writing = cut.PressAsync("Write the file with the results added (.h5ad)");
        await cut.WaitForElementAsync("progress");
        Assert.Equal("Writing the file…", cut.Read("[role=status]"));
        Assert.Null(cut.Find("progress").GetAttribute("value"));
        Assert.StartsWith("0:00", cut.Read("p.tj-note"), StringComparison.Ordinal);
        stage.Time.Advance(TimeSpan.FromSeconds(65));
        await cut.WaitForAssertionAsync(() => Assert.StartsWith("1:05", cut.Read("p.tj-note"), StringComparison.Ordinal));
        // Who opens the page again looks on.
        var again = stage.Render<ExportFile>(p => p.Add(c => c.Run, run));
        Assert.Equal("Writing the file…", again.Read("[role=status]"));
        await again.PressAsync("Cancel");
        await writing;
        foreach (var shown in new[] { cut, again })
            await shown.WaitForAssertionAsync(() => Assert.Equal("Cancelled. Nothing was written.", shown.Read("[role=alert]")));
        Assert.Null(stage.Services.GetRequiredService<ExportDesk>().Progress(run));
    }

    [Fact]
    public async Task What_could_not_be_carried_stands_before_the_download()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        Guid run = await FinishedAsync(stage, [new LeftOut("/uns/graph", "it is a link that leads nowhere"), new LeftOut("", "a note on the whole")]);
        var cut = stage.Render<ExportFile>(p => p.Add(c => c.Run, run));
        Assert.Equal("The file with the results added is written. Not carried, or changed:", cut.Read("[role=status]"));
        Assert.Equal(["/uns/graph: it is a link that leads nowhere", "a note on the whole"], cut.ReadAll("li"));
        Assert.Equal((ExportEndpoints.AddressOf(run), "The file with the results added (.h5ad, 4 bytes)"), (cut.Find("a[download]").GetAttribute("href"), cut.Read("a")));
        Guid whole = await FinishedAsync(stage, []);
        Assert.EndsWith("everything was carried.", stage.Render<ExportFile>(p => p.Add(c => c.Run, whole)).Read("[role=status]"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_went_wrong_is_told_and_can_be_tried_again()
    {
        await using PageStage stage = await CreateAsync("/bin/sh", "-c", "echo 'celldynamics: The disk is full.' >&2; exit 1");
        Guid run = await FinishedAsync(stage);
        var cut = stage.Render<ExportFile>(p => p.Add(c => c.Run, run));
        await cut.PressAsync("Write the file with the results added (.h5ad)");
        await cut.WaitForElementAsync("[role=alert]");
        Assert.Equal("The disk is full.", cut.Read("[role=alert]"));
        Assert.Equal("Write the file with the results added (.h5ad)", cut.Read("button"));
    }

    private static Task<PageStage> CreateAsync(params string[] command) => PageStage.CreateAsync(services =>
        services.AddSingleton((RunsOptions)services.Single(service => service.ServiceType == typeof(RunsOptions)).ImplementationInstance! with { Command = command }));

    /// <param name="stage">Gets the run.</param>
    /// <param name="left">What its export does not hold; none given: it was not made yet.</param>
    private static async Task<Guid> FinishedAsync(PageStage stage, LeftOut[]? left = null)
    {
        RunRecord run = await stage.AddRunAsync(await stage.AddDatasetAsync(), RunStatus.Succeeded);
        RunFolder folder = stage.Services.GetRequiredService<RunsOptions>().FolderOf(run.Id);
        await File.WriteAllTextAsync(folder.Result, "a result");
        if (left is not null)
        {
            await File.WriteAllTextAsync(folder.FullExport, "made");
            await File.WriteAllTextAsync(folder.FullExportList, JsonSerializer.Serialize(left));
        }
        return run.Id;
    }
}
