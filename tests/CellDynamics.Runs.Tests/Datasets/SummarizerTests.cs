using CellDynamics.Data.Annotated;
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
    public async Task Names_of_genes_are_kept_beside_the_summary()
    {
        DatasetSummaryFile.Write(scratch.Path, DatasetSummarizer.Summarize(Screen.Write(scratch["screen.h5ad"], ["N1"], ["LPS"])));
        string[] names = (await DatasetSummaryFile.ReadGenesAsync(scratch.Path, CancellationToken.None))!;
        Assert.Equal((Screen.Markers, "pM0"), (names.Length, names[0]));
        Assert.Equal(names, await DatasetSummaryFile.ReadSymbolsAsync(scratch.Path, CancellationToken.None)); // this file has no other names
        Assert.DoesNotContain("geneNames", await File.ReadAllTextAsync(scratch[DatasetSummaryFile.Name], CancellationToken.None), StringComparison.Ordinal);
    }
}
