using CellDynamics.Data.Annotated;
using CellDynamics.Data.Formats;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Quality;
using CellDynamics.Methods.Contract;
using CellDynamics.Runs.Datasets;
using CellDynamics.Runs.Tests.Shared;

namespace CellDynamics.Runs.Tests.Datasets;

public sealed class SummarizerTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData("patient", true)] // plates taken at 1 h and at 2 h, one plate a time
    [InlineData("stim", false)] // every treatment at both
    public void Conditions_that_were_taken_at_one_time_each_are_told_from_a_course_of_time(string condition, bool isTimeOfCondition)
    {
        string path = Screen.Write(scratch["screen.h5ad"], ["1", "2"], ["LPS"]);
        DatasetSummary summary = DatasetSummarizer.Summarize(path, new StudyRoles { Time = "patient", Condition = condition });
        Assert.Equal((2, isTimeOfCondition), (summary.Times.Count, summary.IsTimeOfCondition));
        Assert.False(DatasetSummarizer.Summarize(path, new StudyRoles { Condition = condition }).IsTimeOfCondition);
    }

    [Fact]
    public void A_table_is_written_as_AnnData_for_what_comes_after_and_read_the_other_way_when_asked()
    {
        File.WriteAllText(scratch["table.csv"], "cell,day,MYOG,ACTB,GAPDH\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"c{i},{i % 2},{i % 3},{i % 5},{i}\n")));
        DatasetSummary summary = DatasetSummarizer.Summarize(scratch["table.csv"], readable: scratch["converted.h5ad"]);
        Assert.Equal(("csv", false, true), (summary.Reading!.Format, summary.Reading.AreRowsGenes, summary.Reading.HasChoice));
        Assert.Equal((40, 3, "day", true), (summary.Cells, summary.Genes, summary.SuggestedRoles.Time, summary.IsReady));
        using (AnnotatedData converted = H5adReader.Open(scratch["converted.h5ad"]))
            Assert.Equal(780, converted.X!.ReadColumn(2).Sum());
        DatasetSummary turned = DatasetSummarizer.Summarize(scratch["table.csv"], choices: summary.Reading.ToChoices() with { AreRowsGenes = true }, readable: scratch["converted.h5ad"]);
        Assert.Equal((true, 40), (turned.Reading!.AreRowsGenes, turned.Genes));
        // AnnData is read as it came.
        string h5ad = Screen.Write(scratch["screen.h5ad"], ["N1"], ["LPS"]);
        Assert.False(DatasetSummarizer.Summarize(h5ad, readable: scratch["none.h5ad"]).Reading!.HasChoice);
        Assert.False(File.Exists(scratch["none.h5ad"]));
    }

    [Fact]
    public void Annotations_make_a_file_without_columns_ready_and_a_table_that_fits_nothing_makes_none_unreadable()
    {
        File.WriteAllText(scratch["table.csv"], "cell,MYOG,ACTB,GAPDH\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"c{i},{i % 3},{i % 5},{i}\n")));
        File.WriteAllText(scratch["cells.csv"], "cell,day\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"c{i},{i % 2}\n")));
        DatasetSummary bare = DatasetSummarizer.Summarize(scratch["table.csv"]);
        Assert.Equal("Not ready for trajectories: no column of sampling times was recognised. The file says nothing about its cells but their names: add a table of annotations with the time of each.", bare.Readiness);
        Assert.Equal(["c0", "c1", "c2"], bare.CellNames);
        DatasetSummary annotated = DatasetSummarizer.Summarize(scratch["table.csv"], choices: new OpenChoices { Annotations = scratch["cells.csv"] }, readable: scratch["converted.h5ad"]);
        Assert.Equal(("day", true, 40), (annotated.SuggestedRoles.Time, annotated.IsReady, annotated.Reading!.Annotations!.Matched));
        using (AnnotatedData converted = H5adReader.Open(scratch["converted.h5ad"]))
            Assert.Equal(20, converted.RequireObs("day").Numbers!.Sum());
        File.WriteAllText(scratch["cells.csv"], "cell,day\nx,1\n");
        DatasetSummary refused = DatasetSummarizer.Summarize(scratch["table.csv"], choices: new OpenChoices { Annotations = scratch["cells.csv"] });
        Assert.Equal((40, null), (refused.Cells, refused.Reading!.Annotations));
        Assert.StartsWith("cells.csv: expected names of cells in the first column", refused.Reading.AnnotationsProblem, StringComparison.Ordinal);
        Assert.Equal(("error", "annotations"), (refused.Findings[0].Severity, refused.Findings[0].Code));
    }

    [Fact]
    public async Task Names_of_genes_are_kept_beside_the_summary()
    {
        DatasetSummaryFile.Write(scratch.Path, DatasetSummarizer.Summarize(Screen.Write(scratch["screen.h5ad"], ["N1"], ["LPS"])));
        string[] names = (await DatasetSummaryFile.ReadGenesAsync(scratch.Path, CancellationToken.None))!;
        Assert.Equal((Screen.Markers, "pM0"), (names.Length, names[0]));
        Assert.Equal(names, await DatasetSummaryFile.ReadSymbolsAsync(scratch.Path, CancellationToken.None)); // this file has no other names
        Assert.DoesNotContain("geneNames", await File.ReadAllTextAsync(scratch[DatasetSummaryFile.Name], CancellationToken.None), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filter_is_followed_by_every_count_while_quality_shows_all_cells()
    {
        string path = Screen.Write(scratch["screen.h5ad"], ["P1", "P2"], ["LPS"]);
        var roles = new StudyRoles { Condition = "stim", Control = "Ref", Donor = "patient" };
        QualitySummary all = DatasetSummarizer.Summarize(path, roles).Quality!;
        Assert.Equal(("/X", false, "stim", true), (all.Place, all.AreCounts, all.Column, all.IsWhole));
        Assert.Equal([2 * Screen.CellsEach, 2 * Screen.CellsEach], all.GroupSizes);
        double median = all.Counts.Order().ElementAt(2 * Screen.CellsEach);
        DatasetSummary summary = DatasetSummarizer.Summarize(path, roles with { Filter = new CellFilter { MinCounts = median } });
        Assert.Equal((4 * Screen.CellsEach, 2 * Screen.CellsEach), (summary.Cells, summary.Design!.Groups.Sum(group => group.Cells)));
        Assert.StartsWith($"{2 * Screen.CellsEach} of {4 * Screen.CellsEach} cells were set aside by the filter: at least", summary.Findings.Single(finding => finding.Code == "filter").Message, StringComparison.Ordinal);
        Assert.Contains($", {2 * Screen.CellsEach} cells", summary.Readiness, StringComparison.Ordinal);
        DatasetSummaryFile.Write(scratch.Path, summary);
        QualitySummary kept = (await DatasetSummaryFile.ReadQualityAsync(scratch.Path, CancellationToken.None))!;
        Assert.Equal(all.Counts, kept.Counts);
        Assert.Equal(all.Groups, kept.Groups);
    }

    [Fact]
    public void A_filter_that_leaves_too_little_is_said_and_can_be_taken_back()
    {
        string path = Screen.Write(scratch["screen.h5ad"], ["P1", "P2"], ["LPS"]);
        DatasetSummary summary = DatasetSummarizer.Summarize(path, new StudyRoles { Condition = "stim", Control = "Ref", Filter = new CellFilter { MinGenes = 1000 } });
        Assert.False(summary.IsReady);
        FindingSummary finding = summary.Findings.Single(known => known.Code == "filter");
        Assert.Equal("error", finding.Severity);
        Assert.Contains("at least 1,000 genes", finding.Message, StringComparison.Ordinal);
        Assert.Contains("0 of 48 cells at 'Ref'", finding.Message, StringComparison.Ordinal);
        Assert.Equal(4 * Screen.CellsEach, summary.Quality!.Counts.Length);
    }

    [Fact]
    public void Every_method_of_the_catalogue_is_told_whether_it_can_be_used() =>
        Assert.Equal(MethodCatalog.All.Select(method => method.Descriptor.Id).Order(), DatasetSummarizer.Summarize(Screen.Write(scratch["screen.h5ad"], ["P1"], ["LPS"])).Questions.Select(question => question.Method).Order());
}
