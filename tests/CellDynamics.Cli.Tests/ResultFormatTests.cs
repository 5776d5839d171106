using System.Text.Json;
using CellDynamics.Cli.Tests.Shared;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Unstructured;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Results;

namespace CellDynamics.Cli.Tests;

/// <summary>Real results against <c>docs/result-format.md</c>: nothing in the file that the page does not describe, nothing promised that is not there.</summary>
public sealed class ResultFormatTests(FinishedRun run) : IDisposable
{
    private const string Validation = "with validation";

    private readonly ScratchFolder scratch = new();
    private readonly FormatPage page = FormatPage.Read(FormatPage.ThroughTime);

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Every_place_of_a_result_is_described_and_every_promised_place_is_there()
    {
        IReadOnlyList<StoredObject> validated = StoredObject.All(run.Result), plain = StoredObject.All(await PlainAsync());
        Assert.Equal([], page.Undescribed(validated));
        Assert.Equal([], page.Undescribed(plain));
        Assert.Equal([], page.Missing(validated, "always", Validation));
        Assert.Equal([], page.Missing(plain, "always"));
        Assert.DoesNotContain(plain, stored => page.Find(stored.Place)?.Present == Validation);
        Assert.All(page.Rows, row => Assert.Contains(row.Present, new[] { "always", Validation, "where given" }));
        Assert.All(page.Rows.Where(row => row.Type != FormatRow.AsInTheDataset), row => Assert.Contains(validated, stored => row.Describes(stored.Place)));
    }

    [Fact]
    public void Every_key_of_the_request_and_every_metric_is_explained()
    {
        using AnnotatedData result = H5adReader.Open(run.Result);
        using JsonDocument request = JsonDocument.Parse(result.ReadUnsText("celldynamics/run_json"));
        Assert.All(request.RootElement.EnumerateObject(), key => Assert.Contains($"`{key.Name}`", page.Text, StringComparison.Ordinal));
        Assert.Equal(JsonDocument.Parse(File.ReadAllText(new RunFolder(run.Folder).Request)).RootElement.ToString(), request.RootElement.ToString());
        string[] metrics = [.. result.UnsChildren("celldynamics/metrics").Where(name => !name.StartsWith("sigma_choice_", StringComparison.Ordinal))];
        Assert.Contains("sigma", metrics);
        Assert.All(metrics, name => Assert.True(page.Text.Contains($"`{name}`", StringComparison.Ordinal), $"{name} is not explained."));
    }

    [Fact]
    public void Couplings_keep_most_of_every_row_and_sum_to_one()
    {
        using AnnotatedData result = H5adReader.Open(run.Result);
        foreach (string pair in result.UnsChildren("celldynamics/couplings"))
        {
            UnsSparse matrix = result.ReadUnsSparse($"celldynamics/couplings/{pair}/matrix");
            double[] kept = result.ReadUnsArray($"celldynamics/couplings/{pair}/kept_mass").AsDoubles();
            Assert.Equal((15, 15), (matrix.Rows, matrix.Columns));
            for (int row = 0; row < matrix.Rows; row++)
            {
                double[] values = matrix.Values[matrix.Pointers[row]..matrix.Pointers[row + 1]];
                Assert.InRange(values.Length, 1, 50);
                Assert.Equal(1, values.Sum(), 5);
                Assert.InRange(kept[row], 0.99, 1.0000001);
                // Without its smallest entry it would have kept too little: no entry is idle.
                Assert.True(values.Length == 1 || kept[row] * (1 - values.Min()) < 0.99 + 1e-6);
            }
        }
    }

    [Fact]
    public void Paths_go_through_the_cells_they_name_on_a_grid_that_holds_every_measured_time()
    {
        TrajectoryResult result = ResultReader.Read(run.Result);
        using AnnotatedData file = H5adReader.Open(run.Result);
        DenseMatrix states = file.ReadObsm(ResultKeys.State);
        Assert.All(result.Measured, measured => Assert.Contains(result.Trajectories.Times, time => Math.Abs(time - measured.Time) < 1e-9));
        for (int path = 0; path < result.Trajectories.PathCount; path++)
        {
            int cell = result.Trajectories.SourceCell[path], time = Array.FindIndex(result.Trajectories.Times, t => Math.Abs(t - result.CellTimes[cell]) < 1e-9);
            for (int k = 0; k < result.Dimensions; k++)
                Assert.Equal(states[cell, k], result.Trajectories.Points[(path * result.Trajectories.Times.Length + time) * result.Dimensions + k], 1e-4);
        }
    }

    [Fact]
    public async Task A_large_fine_run_keeps_two_thousand_paths_on_a_hundred_and_one_times()
    {
        (await CommandLineProcess.RunAsync("simulate", "lotka-volterra", "--out", scratch["big.h5ad"], "--set", "cells=701", "--set", "snapshots=3", "--set", "gap=0.1")).Succeeded();
        (await CommandLineProcess.RunAsync("run", "sbirr", scratch["big.h5ad"], "--time", "time", "--use", "X", "--out", scratch["big"],
            "--set", "reference=brownian", "--set", "sigma=0.3", "--set", "steps=60", "--set", "validation=off")).Succeeded();
        TrajectoryResult result = ResultReader.Read(scratch["big", "result.h5ad"]);
        Assert.Equal(2000, result.Trajectories.PathCount);
        Assert.Equal(2000, result.Trajectories.SourceCell.Distinct().Count());
        Assert.Equal(101, result.Trajectories.Times.Length);
        Assert.All(new[] { 0, 0.1, 0.2 }, time => Assert.InRange(result.Trajectories.SourceCell.Count(cell => result.CellTimes[cell] == time), 666, 667));
    }

    private async Task<string> PlainAsync()
    {
        (await CommandLineProcess.RunAsync("run", "sbirr", run.Dataset, "--time", "day", "--use", "X", "--out", scratch["plain"],
            "--set", "validation=off", "--set", "reference=brownian", "--set", "sigma=0.2", "--set", "steps=3")).Succeeded();
        return scratch["plain", "result.h5ad"];
    }
}
