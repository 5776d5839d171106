using Bunit;
using CellDynamics.Runs.Model;
using CellDynamics.Web.Features.Datasets;
using CellDynamics.Web.Tests.Shared;

namespace CellDynamics.Web.Tests.Pages;

public class DatasetsPageTests
{
    [Fact]
    public async Task Without_datasets_the_page_says_what_will_stand_there_and_which_files_it_reads()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        var cut = stage.Render<DatasetsPage>();
        await cut.WaitForElementAsync(".cd-empty");
        Assert.Equal("Your datasets will stand here", cut.Read(".cd-empty h2"));
        Assert.Contains("AnnData (.h5ad), MuData, 10x Genomics, loom, Matrix Market, tables (.csv)", cut.Read(".cd-empty p"), StringComparison.Ordinal);
        Assert.Equal("0 datasets, 0 bytes in all", cut.Read(".cd-meta"));
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_said_with_a_way_to_try_again()
    {
        await using PageStage stage = PageStage.WithoutDatabase();
        var cut = stage.Render<DatasetsPage>();
        await cut.WaitForElementAsync("[role=alert]");
        Assert.Equal("The datasets could not be read", cut.Read("[role=alert] h2"));
        Assert.Equal("Try again", cut.Read("[role=alert] button"));
        Assert.Empty(cut.FindAll(".cd-empty, .cd-loading"));
    }

    [Fact]
    public async Task Datasets_are_cards_with_their_analyses_counted()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        DatasetRecord dataset = await stage.AddDatasetAsync(d => d.Name = Samples.Script);
        await stage.AddRunAsync(dataset, RunStatus.Waiting);
        await stage.AddRunAsync(dataset, RunStatus.Failed);
        var cut = stage.Render<DatasetsPage>();
        await cut.WaitForElementAsync("article");
        Assert.Equal(Samples.Script, cut.Read("article h2"));
        Assert.Empty(cut.FindAll("script"));
        Assert.EndsWith("2 analyses", cut.Read(".cd-dataset-foot"), StringComparison.Ordinal);
        Assert.Equal("1 dataset, 2.1 MB in all", cut.Read(".cd-meta"));
    }

    [Fact]
    public async Task Many_datasets_can_be_searched_by_name_and_state()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        foreach (string name in new[] { "Blood", "Bone", "Brain", "Skin" })
            await stage.AddDatasetAsync(d => (d.Name, d.FileName, d.Status) = (name, $"{name}.h5ad", name == "Bone" ? DatasetStatus.CannotBeRead : DatasetStatus.Ready));
        var cut = stage.Render<DatasetsPage>();
        await cut.WaitForElementAsync("[type=search]");
        await cut.Find("[type=search]").InputAsync(new() { Value = "B" });
        Assert.Equal(3, cut.FindAll("article").Count);
        await cut.Find("select").ChangeAsync(new() { Value = nameof(DatasetStatus.CannotBeRead) });
        Assert.Equal(["Bone"], cut.ReadAll("article h2"));
        Assert.Equal("1 dataset found", cut.Read("p[role=status]"));
        await cut.Find("[type=search]").InputAsync(new() { Value = "liver" });
        Assert.Equal("No dataset like this", cut.Read(".cd-empty h2"));
        await cut.PressAsync("Show all");
        Assert.Equal(4, cut.FindAll("article").Count);
    }

    [Fact]
    public async Task A_dataset_that_arrives_while_the_page_is_open_appears()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        var cut = stage.Render<DatasetsPage>();
        await cut.WaitForElementAsync(".cd-empty");
        await stage.AddDatasetAsync(d => d.Name = "New cells");
        await stage.HearNewsAsync(() => cut.FindAll("article").Count > 0);
        Assert.Equal(["New cells"], cut.ReadAll("article h2"));
    }

    [Theory]
    [InlineData(RunStatus.Waiting, "Follow the analysis")]
    [InlineData(RunStatus.Succeeded, "Watch the cells move")]
    [InlineData(RunStatus.Failed, "See what happened")]
    public async Task A_newcomer_sees_the_example_and_where_its_analysis_stands(RunStatus status, string link)
    {
        await using PageStage stage = await PageStage.CreateAsync();
        DatasetRecord dataset = await stage.AddDatasetAsync(d => d.IsExample = true, Samples.Summary());
        await stage.AddRunAsync(dataset, status, run => run.IsExample = true);
        var cut = stage.Render<DatasetsPage>();
        await cut.WaitForElementAsync(".cd-hero a");
        Assert.Equal("HSMM myoblasts", cut.Read(".cd-hero h2"));
        await cut.WaitForAssertionAsync(() => Assert.Contains("297 cells, taken at 0, 24 and 48 h.", cut.Read(".cd-hero"), StringComparison.Ordinal));
        Assert.Equal(link, cut.Read(".cd-hero a"));
    }
}
