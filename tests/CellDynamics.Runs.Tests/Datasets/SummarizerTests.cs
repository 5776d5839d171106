using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
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
        // AnnData is read as it came: nothing is left of another reading.
        string h5ad = Screen.Write(scratch["screen.h5ad"], ["N1"], ["LPS"]);
        Assert.False(DatasetSummarizer.Summarize(h5ad, readable: scratch["converted.h5ad"]).Reading!.HasChoice);
        Assert.False(File.Exists(scratch["converted.h5ad"]));
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
}
