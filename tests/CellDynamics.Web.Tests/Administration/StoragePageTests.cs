using Bunit;
using CellDynamics.Runs.Model;
using CellDynamics.Web.Features.Administration;
using CellDynamics.Web.Tests.Shared;

namespace CellDynamics.Web.Tests.Administration;

public class StoragePageTests
{
    [Fact]
    public async Task An_empty_instance_has_nothing_to_remove()
    {
        await using AdministrationStage stage = await AdministrationStage.CreateAsync();
        var cut = await stage.ShowAsync<StoragePage>();
        Assert.Contains("No dataset was uploaded yet.", cut.Markup, StringComparison.Ordinal);
        Assert.Empty(cut.FindAll("button"));
        Assert.EndsWith("free on the disk of the data", cut.Read(".cd-title .cd-meta"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Projects_and_datasets_are_measured_and_leftovers_removed_after_asking()
    {
        await using AdministrationStage stage = await AdministrationStage.CreateAsync();
        DatasetRecord dataset = await stage.Page.AddDatasetAsync(d => (d.ProjectId, d.UsedUtc) = (stage.Lab.Id, Stage.Noon.AddHours(-2)));
        string folder = Directory.CreateDirectory(stage.Page.Options.FolderOfDataset(dataset.Id)).FullName, leftover = Path.Combine(folder, "summary.json.tmp");
        await File.WriteAllBytesAsync(Path.Combine(folder, "cells"), new byte[7000]);
        await File.WriteAllBytesAsync(leftover, new byte[2000]);
        File.SetLastWriteTimeUtc(leftover, Stage.Noon.AddDays(-2));
        var cut = await stage.ShowAsync<StoragePage>();
        Assert.Equal("Stem cells", cut.ReadAll("[aria-labelledby=by-project] td:nth-child(1)")[0]);
        Assert.Equal("9 kB", cut.ReadAll("[aria-labelledby=by-project] td:nth-child(2)")[0]);
        Assert.Equal(["HSMM myoblastsStem cells", "2 h ago", "9 kB", "0 bytes"], cut.ReadAll("[aria-labelledby=largest] td"));
        Assert.StartsWith("1 file, 2 kB", cut.ReadAll("[aria-labelledby=rest] dd")[1], StringComparison.Ordinal);
        await stage.ConfirmAsync(cut, "Remove leftovers and trash", "Remove leftovers and trash");
        Assert.False(File.Exists(leftover));
        Assert.StartsWith("none", cut.ReadAll("[aria-labelledby=rest] dd")[1], StringComparison.Ordinal);
        Assert.Equal(["1 leftover files and 0 bytes of trash"], await stage.LinesAsync());
    }
}
