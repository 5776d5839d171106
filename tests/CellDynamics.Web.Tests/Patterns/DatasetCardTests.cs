using Bunit;
using CellDynamics.Runs.Model;
using CellDynamics.Web.Components.Patterns;
using CellDynamics.Web.Tests.Shared;

namespace CellDynamics.Web.Tests.Patterns;

public class DatasetCardTests
{
    [Fact]
    public async Task A_ready_dataset_shows_its_picture_its_numbers_and_how_often_it_was_analysed()
    {
        await using var stage = new Stage();
        DatasetRecord dataset = Dataset(DatasetStatus.Ready);
        var cut = stage.Render<DatasetCard>(p => p.Add(c => c.Dataset, dataset).Add(c => c.Analyses, 2));
        Assert.Equal("Ready", cut.Read(".cd-chip"));
        Assert.Equal("271 cells · 47,192 genes", cut.Read(".cd-dataset-body > p"));
        Assert.Equal("4 time points · 2.1 MB", cut.ReadAll(".cd-dataset-body > p")[1]);
        Assert.Contains("2 analyses", cut.Read(".cd-dataset-foot"), StringComparison.Ordinal);
        Assert.Equal($"datasets/{dataset.Id}", cut.Find("a").GetAttribute("href"));
        Assert.StartsWith($"api/datasets/{dataset.Id}/cells.svg?", cut.Find("img").GetAttribute("src"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DatasetStatus.Checking, false, "Checking", "cd-note")]
    [InlineData(DatasetStatus.Ready, false, "Ready", "cd-good")]
    [InlineData(DatasetStatus.Ready, true, "Example", "cd-note")]
    [InlineData(DatasetStatus.NeedsAttention, false, "Needs attention", "cd-warning")]
    [InlineData(DatasetStatus.CannotBeRead, false, "Cannot be read", "cd-bad")]
    public async Task A_status_is_a_word_and_an_icon_never_a_colour_alone(DatasetStatus status, bool isExample, string word, string look)
    {
        await using var stage = new Stage();
        var cut = stage.Render<DatasetCard>(p => p.Add(c => c.Dataset, Dataset(status, d => d.IsExample = isExample)));
        Assert.Equal(word, cut.Read(".cd-chip"));
        Assert.Contains(look, cut.Find(".cd-chip").ClassList);
        Assert.NotNull(cut.Find(".cd-chip svg"));
    }

    [Fact]
    public async Task A_dataset_without_times_says_the_one_thing_it_needs()
    {
        await using var stage = new Stage();
        var cut = stage.Render<DatasetCard>(p => p.Add(c => c.Dataset, Dataset(DatasetStatus.NeedsAttention, d => d.TimePoints = 0)));
        Assert.Equal("Say what the columns mean", cut.Read(".cd-chip"));
        Assert.Contains("time points not known yet", cut.Markup, StringComparison.Ordinal);
        cut = stage.Render<DatasetCard>(p => p.Add(c => c.Dataset, Dataset(DatasetStatus.Ready, d => d.TimePoints = 0)));
        Assert.Contains("control and treated", cut.Markup, StringComparison.Ordinal); // without times it is ready for nothing else
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_says_why_and_shows_no_picture()
    {
        await using var stage = new Stage();
        var cut = stage.Render<DatasetCard>(p => p.Add(c => c.Dataset, Dataset(DatasetStatus.CannotBeRead, d => d.Problem = "The file ends early: 2.0 of 6.2 GB arrived.")));
        Assert.Equal("The file ends early: 2.0 of 6.2 GB arrived.", cut.Read(".cd-dataset-problem"));
        Assert.Empty(cut.FindAll("img"));
    }

    [Fact]
    public async Task The_picture_follows_the_theme_and_another_content_has_another_address()
    {
        await using var stage = new Stage();
        DatasetRecord first = Dataset(DatasetStatus.Ready), second = Dataset(DatasetStatus.Ready, d => d.Sha256 = new string('b', 64));
        string dark = Source(first, true), light = Source(first, false);
        Assert.Contains("theme=dark", dark, StringComparison.Ordinal);
        Assert.Contains("theme=light", light, StringComparison.Ordinal);
        Assert.NotEqual(light, Source(second, false));

        string Source(DatasetRecord dataset, bool isDark) => stage.Render<DatasetCard>(p => p.Add(c => c.Dataset, dataset).AddCascadingValue("IsDark", isDark)).Find("img").GetAttribute("src")!.Split('?')[1];
    }

    [Fact]
    public async Task A_title_that_looks_like_a_script_is_shown_as_text()
    {
        await using var stage = new Stage();
        var cut = stage.Render<DatasetCard>(p => p.Add(c => c.Dataset, Dataset(DatasetStatus.Ready, d => d.Name = "<script>alert(1)</script>")));
        Assert.Equal("<script>alert(1)</script>", cut.Read("h2"));
        Assert.Empty(cut.FindAll("script"));
    }

    private static DatasetRecord Dataset(DatasetStatus status, Action<DatasetRecord>? more = null)
    {
        var dataset = new DatasetRecord
        {
            Name = "HSMM myoblasts", FileName = "hsmm.h5ad", Status = status, Bytes = 2_100_000, Sha256 = new string('a', 64), Cells = 271, Genes = 47_192, TimePoints = 4,
        };
        more?.Invoke(dataset);
        return dataset;
    }
}
