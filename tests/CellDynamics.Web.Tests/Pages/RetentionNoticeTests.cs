using Bunit;
using CellDynamics.Runs.Model;
using CellDynamics.Web.Features.Keeping;
using CellDynamics.Web.Tests.Shared;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Web.Tests.Pages;

public class RetentionNoticeTests
{
    [Fact]
    public async Task Where_nothing_is_deleted_by_itself_nothing_is_said()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        DatasetRecord dataset = await stage.AddDatasetAsync(d => d.UsedUtc = Stage.Noon.AddYears(-3));
        Assert.Equal("", stage.Render<RetentionNotice>().Markup.Trim());
        Assert.Equal("", stage.Render<RetentionNotice>(parameters => parameters.Add(notice => notice.Dataset, dataset.Id)).Markup.Trim());
    }

    [Fact]
    public async Task What_is_deleted_soon_is_said_with_the_days_and_kept_by_one_press()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        await stage.WriteAsync(db => db.Projects.Where(p => p.Id == ProjectRecord.DefaultId).ExecuteUpdate(set => set.SetProperty(p => p.RetentionDays, 100)));
        DatasetRecord dataset = await stage.AddDatasetAsync(d => (d.Name, d.UsedUtc) = (Samples.Script, Stage.Noon.AddDays(-80)));
        await stage.AddDatasetAsync(d => (d.Name, d.UsedUtc) = ("Used", Stage.Noon));
        var cut = stage.Render<RetentionNotice>();
        await cut.WaitForElementAsync(".cd-verdict");
        Assert.Equal($"{Samples.Script} will be deleted in 30 days.", cut.Read(".cd-verdict strong"));
        Assert.Empty(cut.FindAll("script"));
        Assert.Equal($"datasets/{dataset.Id}", cut.Find("a").GetAttribute("href"));
        await cut.Find("button").ClickAsync(new());
        await cut.WaitForAssertionAsync(() => Assert.Contains("is kept until 3 August 2026.", cut.Markup, StringComparison.Ordinal));
        Assert.Empty(cut.FindAll("button"));
    }

    [Fact]
    public async Task The_page_of_the_dataset_offers_the_file_before_it_is_deleted()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        await stage.WriteAsync(db => db.Projects.Where(p => p.Id == ProjectRecord.DefaultId).ExecuteUpdate(set => set.SetProperty(p => p.RetentionDays, 5)));
        DatasetRecord dataset = await stage.AddDatasetAsync(d => d.UsedUtc = Stage.Noon.AddDays(-9));
        var cut = stage.Render<RetentionNotice>(parameters => parameters.Add(notice => notice.Dataset, dataset.Id));
        await cut.WaitForElementAsync(".cd-verdict.cd-warning");
        Assert.Equal("HSMM myoblasts will be deleted within a day.", cut.Read(".cd-verdict strong"));
        Assert.Equal($"api/datasets/{dataset.Id}/file", cut.Find("a").GetAttribute("href"));
    }
}
