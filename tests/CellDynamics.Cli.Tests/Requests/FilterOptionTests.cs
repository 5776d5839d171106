using System.Globalization;
using CellDynamics.Cli.Tests.Shared;
using CellDynamics.Cli.Verbs;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Quality;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Results;

namespace CellDynamics.Cli.Tests.Requests;

/// <summary>Thresholds of quality on the command line of <c>run</c>.</summary>
public sealed class FilterOptionTests(FinishedRun run)
{
    [Fact]
    public void Thresholds_are_frozen_with_the_roles()
    {
        RunRequest request = RunVerb.Request(RunVerb.Build().Parse(Line("--min-genes", "200", "--max-genes", "6000", "--min-counts", "500", "--max-counts", "30000.5", "--max-mito", "0.05")));
        Assert.Equal(new CellFilter { MinGenes = 200, MaxGenes = 6000, MinCounts = 500, MaxCounts = 30000.5, MaxMitochondrialShare = 0.05 }, request.Roles.Filter);
        Assert.Equal(request.Roles, RunRequest.FromJson(request.ToJson(), "run.json").Roles);
        Assert.Null(RunVerb.Request(RunVerb.Build().Parse(Line())).Roles.Filter);
        Assert.DoesNotContain("filter", RunVerb.Request(RunVerb.Build().Parse(Line())).ToJson(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--max-mito", "5", "--max-mito: expected a share from 0 to 1, found \"5\".")]
    [InlineData("--min-genes", "-1", "--min-genes: expected 0 or more, found \"-1\".")]
    [InlineData("--min-genes", "1.5", "--min-genes: expected a whole number, found \"1.5\".")]
    public void A_threshold_that_cannot_be_one_is_refused(string option, string value, string message) =>
        Assert.Equal([message], RunVerb.Build().Parse(Line(option, value)).Errors.Select(error => error.Message));

    [Fact]
    public async Task A_run_has_fewer_cells_and_says_so_and_too_strict_a_filter_names_time_and_numbers()
    {
        using var scratch = new ScratchFolder();
        using AnnotatedData data = H5adReader.Open(run.Dataset);
        double[] totals = CellQuality.Of(data)!.Counts;
        double most = totals.Order().ElementAt(40);
        int kept = totals.Count(total => total <= most);
        Said said = (await CommandLineProcess.RunAsync([.. run.Command(scratch["run"]), "--max-counts", most.ToString(CultureInfo.InvariantCulture), "--set", "validation=off"])).Succeeded();
        Assert.Contains($"{60 - kept} of 60 cells were set aside by the filter: at most", said.Error, StringComparison.Ordinal);
        TrajectoryResult found = ResultReader.Read(scratch["run", "result.h5ad"]);
        Assert.Equal((kept, kept), (found.CellNames.Length, found.Measured.Sum(measured => measured.Cells)));
        Assert.True(kept < 60);
        Said refused = await CommandLineProcess.RunAsync([.. run.Command(scratch["none"]), "--min-genes", "13"]);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("expected at least 3 cells of every time point after the filter (at least 13 genes), found 0 of 15 cells at", refused.Error, StringComparison.Ordinal);
    }

    private string[] Line(params string[] more) => ["sbirr", run.Dataset, "--time", "day", "--out", "none", .. more];
}
