using System.Text.Json;
using AngleSharp.Dom;
using Bunit;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Doctor.Design;
using CellDynamics.Data.Quality;
using CellDynamics.Runs.Datasets;
using CellDynamics.Runs.Model;
using CellDynamics.Web.Features.Datasets;
using CellDynamics.Web.Tests.Shared;

namespace CellDynamics.Web.Tests.Pages;

public class DatasetQualityTests
{
    [Fact]
    public async Task Thresholds_say_at_once_how_many_cells_are_kept_and_are_saved_with_the_roles()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        (var cut, DatasetRecord dataset) = await ShowAsync(stage);
        Assert.Equal("All 30 cells take part.", cut.Read(".ds-keeps").Trim());
        Assert.Equal(["Genes per cell", "Counts per cell", "Mitochondrial share"], cut.ReadAll(".ds-strips h3"));
        Assert.Equal("Genes per cell: median 1,004 in 0 h, 1,014 in 24 h, 1,024 in 48 h.", cut.FindAll(".ds-strips svg.cd-chart")[0].GetAttribute("aria-label"));
        Assert.True(Button(cut, "Use this filter").HasAttribute("disabled"));

        await TypeAsync(cut, "quality-genes-least", "1005");
        Assert.Equal("Keeps 25 of 30 cells. 0 h: 50 %, 24 h: 100 %, 48 h: 100 %.", cut.Read(".ds-keeps"));
        Assert.Equal("min 1,005", cut.Read("[data-threshold=quality-genes-least] text"));
        Assert.False(Button(cut, "Use this filter").HasAttribute("disabled"));
        await TypeAsync(cut, "quality-mito-most", "5");
        Assert.StartsWith("Keeps 15 of 30 cells. 0 h: 30 %", cut.Read(".ds-keeps"), StringComparison.Ordinal);
        await cut.PressAsync("Use this filter");
        StudyRoles confirmed = JsonSerializer.Deserialize<StudyRoles>((await stage.Catalog.FindAsync(dataset.Id, CancellationToken.None))!.ConfirmedRoles!, DatasetSummaryFile.Json)!;
        Assert.Equal(new StudyRoles { Time = "Hours", Filter = new CellFilter { MinGenes = 1005, MaxMitochondrialShare = 0.05 } }, confirmed);
        await cut.WaitForAssertionAsync(() => Assert.True(Button(cut, "Filter in use").HasAttribute("disabled")));
        Assert.Equal(DatasetStatus.Checking, (await stage.Catalog.FindAsync(dataset.Id, CancellationToken.None))!.Status);
    }

    [Fact]
    public async Task A_filter_that_empties_a_time_point_cannot_be_used_and_reset_takes_it_back()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        (var cut, _) = await ShowAsync(stage);
        await TypeAsync(cut, "quality-counts-most", "3009");
        await TypeAsync(cut, "quality-genes-least", "1008");
        Assert.Equal("Keeps 2 of 30 cells. Too strict for 0 h (2 left), 24 h (0 left), 48 h (0 left): every group needs at least 3 cells.", cut.Read(".ds-keeps"));
        Assert.True(Button(cut, "Use this filter").HasAttribute("disabled"));
        await cut.PressAsync("Reset");
        Assert.Equal("All 30 cells take part.", cut.Read(".ds-keeps").Trim());
        Assert.Equal("none", cut.Find("#quality-genes-least").GetAttribute("placeholder"));
        Assert.Equal("", cut.Find("#quality-genes-least").GetAttribute("value") ?? "");
    }

    [Fact]
    public async Task The_design_marks_what_is_missing_and_small_in_words_and_its_findings_stand_with_the_others()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        var design = new DesignTable(["0 h", "24 h"], ["Ref", "LPS"], [], [new("0 h", "Ref", null, 1200), new("24 h", "Ref", null, 7), new("24 h", "LPS", null, 30)], 4);
        (var cut, _) = await ShowAsync(stage, summary => summary with { Design = design, Findings = [.. summary.Findings, new("warning", "/obs/batch", "batch-is-time", "Each batch occurs at one time point only.", "")] });
        Assert.Equal(["Condition", "0 h", "24 h"], cut.ReadAll("section[aria-labelledby=design] thead th"));
        Assert.Equal(["1,200", "7 (few)", "none", "30"], cut.ReadAll("section[aria-labelledby=design] tbody td"));
        Assert.Contains("Each batch occurs at one time point only.", cut.ReadAll("section[aria-labelledby=found] .cd-finding-what"));
        Assert.Equal(2, cut.FindAll(".cd-finding-what").Count);
        Assert.Contains("4 cells without a value in one of these columns are not counted.", cut.Read("section[aria-labelledby=design] .cd-card-foot"), StringComparison.Ordinal);
    }

    private static async Task<(IRenderedComponent<DatasetPage> Page, DatasetRecord Dataset)> ShowAsync(PageStage stage, Func<DatasetSummary, DatasetSummary>? change = null)
    {
        // Ten cells at each of three times; genes and counts rise from cell to cell, two in five have 10 % mitochondrial counts.
        int[] cells = [.. Enumerable.Range(0, 30)];
        var quality = new QualitySummary("/X", true, "Hours", ["0 h", "24 h", "48 h"], [0, 24, 48], [10, 10, 10],
            [.. cells.Select(i => i / 10)], [.. cells.Select(i => 1000 + i)], [.. cells.Select(i => 3000.0 + i)], [.. cells.Select(i => i % 5 < 3 ? 0.04 : 0.1)]);
        DatasetSummary summary = Samples.Summary() with { Quality = quality };
        DatasetRecord dataset = await stage.AddDatasetAsync(summary: change?.Invoke(summary) ?? summary);
        var cut = stage.Render<DatasetPage>(p => p.Add(page => page.Id, dataset.Id));
        await cut.WaitForElementAsync("#quality");
        return (cut, dataset);
    }

    private static IElement Button(IRenderedComponent<DatasetPage> cut, string words) => cut.FindAll("button").Single(button => Words.Of(button) == words);

    private static Task TypeAsync(IRenderedComponent<DatasetPage> cut, string field, string value) => cut.InvokeAsync(() => cut.Find("#" + field).ChangeAsync(new() { Value = value }));
}
