using System.Text.Json;
using Bunit;
using CellDynamics.Data.Annotated;
using CellDynamics.Runs;
using CellDynamics.Runs.Datasets;
using CellDynamics.Runs.Model;
using CellDynamics.Web.Features.Datasets;
using CellDynamics.Web.Tests.Shared;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;

namespace CellDynamics.Web.Tests.Pages;

/// <summary>What a person adds to a file on its page: annotations of the cells, the matrix and the embedding to work in, the way a table is read.</summary>
public class DatasetAnnotationsTests
{
    [Fact]
    public async Task A_table_is_taken_kept_and_removed_and_what_matched_is_said()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        DatasetSummary bare = Samples.Summary() with { Columns = [], CellNames = ["AAAC-1"], Reading = new DatasetReading("mtx", null, [], null) };
        DatasetRecord dataset = await stage.AddDatasetAsync(summary: bare);
        var cut = Show(stage, dataset.Id);
        await cut.WaitForElementAsync("#annotations-file");
        Assert.Contains("The file says nothing about its cells but their names.", cut.Read("section[aria-labelledby=annotations] [role=status]"), StringComparison.Ordinal);
        Assert.Contains("beginning with its name (AAAC-1, …)", cut.Read("#annotations-file-help"), StringComparison.Ordinal);
        cut.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText("cell,day\nAAAC-1,0\n", "days.csv"));
        string folder = stage.Services.GetRequiredService<RunsOptions>().FolderOfDataset(dataset.Id);
        await cut.WaitForAssertionAsync(() => Assert.Equal("days.csv", Path.GetFileName(DatasetSummaryFile.ReadChoices(folder).Annotations)));
        Assert.Equal(DatasetStatus.Checking, (await stage.Catalog.FindAsync(dataset.Id, CancellationToken.None))!.Status);
        var join = new AnnotationJoin("days.csv", null, ["day"], 296, 297, ["c9"], ["x"], 1, []);
        DatasetRecord joined = await stage.AddDatasetAsync(summary: Samples.Summary() with { Reading = new DatasetReading("mtx", null, [], null) { Annotations = join } });
        cut = Show(stage, joined.Id);
        await cut.WaitForElementAsync("#annotations-file");
        Assert.Equal(["days.csv: day, for 296 of 297 cells, joined by the names of the cells.", "No line for c9.", "Lines that belong to no cell: x."], cut.ReadAll("section[aria-labelledby=annotations] [role=status] p"));
        await cut.PressAsync("Remove annotations");
        Assert.Equal(DatasetStatus.Checking, (await stage.Catalog.FindAsync(joined.Id, CancellationToken.None))!.Status);
    }

    [Fact]
    public async Task A_person_chooses_the_matrix_and_what_to_work_in()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        DatasetRecord dataset = await stage.AddDatasetAsync(summary: Samples.Summary() with { Layers = ["counts"], Embeddings = ["X_pca", "X_scvi"] });
        var cut = Show(stage, dataset.Id);
        await cut.WaitForElementAsync(".cd-role");
        await cut.InvokeAsync(() => Select(cut, "Values from").ChangeAsync(new() { Value = "counts" }));
        await cut.InvokeAsync(() => Select(cut, "Work in").ChangeAsync(new() { Value = "X_scvi" }));
        Assert.Equal(["Chosen by CellDynamics", "Embedding X_pca", "Embedding X_scvi", "The values of genes as they are"], Select(cut, "Work in").Children.Select(option => option.TextContent));
        await cut.PressAsync("Confirm roles");
        DatasetRecord read = (await stage.Catalog.FindAsync(dataset.Id, CancellationToken.None))!;
        Assert.Equal(new StudyRoles { Time = "Hours", Layer = "counts", Use = "X_scvi" }, JsonSerializer.Deserialize<StudyRoles>(read.ConfirmedRoles!, DatasetSummaryFile.Json));
        Assert.Equal(DatasetStatus.Checking, read.Status);
    }

    [Fact]
    public async Task A_guessed_orientation_is_turned_round_by_a_button_and_cells_that_cannot_be_drawn_are_said()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        DatasetRecord dataset = await stage.AddDatasetAsync(summary: Samples.Summary() with { Preview = [], PreviewTimes = [], PreviewName = "", Reading = new DatasetReading("csv", null, [], false) { IsOrientationGuessed = true } });
        var cut = Show(stage, dataset.Id);
        await cut.WaitForElementAsync("#rows");
        Assert.Empty(cut.FindAll("img.cd-cells"));
        Assert.Contains("These cells cannot be drawn", cut.Read("section[aria-labelledby=cells]"), StringComparison.Ordinal);
        await cut.PressAsync("Swap cells and genes");
        Assert.True(DatasetSummaryFile.ReadChoices(stage.Services.GetRequiredService<RunsOptions>().FolderOfDataset(dataset.Id)).AreRowsGenes);
    }

    private static IRenderedComponent<DatasetPage> Show(PageStage stage, Guid id) => stage.Render<DatasetPage>(p => p.Add(page => page.Id, id));

    private static AngleSharp.Dom.IElement Select(IRenderedComponent<DatasetPage> cut, string role) =>
        cut.FindAll(".cd-role").Single(row => row.QuerySelector(".cd-role-name")!.TextContent == role).QuerySelector("select")!;
}
