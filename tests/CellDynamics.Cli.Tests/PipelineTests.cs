using System.Globalization;
using System.Text.Json;
using CellDynamics.Cli.Tests.Shared;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;

namespace CellDynamics.Cli.Tests;

/// <summary>What comes after a run: predict and score, and the reference implementation as a reader.</summary>
public sealed class PipelineTests(FinishedRun run) : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Cells_of_an_unmeasured_time_are_written_with_coordinates_and_genes()
    {
        Said said = (await CommandLineProcess.RunAsync("predict", run.Folder, "--at", "1.5", "--out", scratch["p.h5ad"])).Succeeded();
        Assert.Equal($"{scratch["p.h5ad"]}: 60 cells at 1.5", said.Output.TrimEnd());
        using AnnotatedData predicted = H5adReader.Open(scratch["p.h5ad"]), result = H5adReader.Open(run.Result);
        Assert.Equal(60, predicted.CellCount);
        Assert.All(predicted.RequireObs("celldynamics_time").Numbers!, time => Assert.Equal(1.5, time));
        Assert.Equal(result.ReadObsm("celldynamics_state").Columns, predicted.ReadObsm("celldynamics_state").Columns);
        Assert.Equal(result.Var.Index.Order(), predicted.Var.Index.Order());
        Assert.Equal("log1p of counts per 10,000", predicted.ReadUnsText("celldynamics/x_scale"));
        Assert.Contains("\"sbirr\"", predicted.ReadUnsText("celldynamics/run_json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cells_and_seed_choose_how_many_and_which()
    {
        foreach ((string name, string seed) in new[] { ("a", "1"), ("b", "1"), ("c", "2") })
            (await CommandLineProcess.RunAsync("predict", run.Folder, "--at", "2", "--cells", "7", "--seed", seed, "--out", scratch[$"{name}.h5ad"])).Succeeded();
        Assert.Equal([], ResultComparison.Differences(scratch["a.h5ad"], scratch["b.h5ad"], 0));
        Assert.NotEmpty(ResultComparison.Differences(scratch["a.h5ad"], scratch["c.h5ad"], 0));
        using AnnotatedData few = H5adReader.Open(scratch["c.h5ad"]);
        Assert.Equal(7, few.CellCount);
    }

    [Theory]
    [InlineData("-0.5")]
    [InlineData("99")]
    public async Task A_time_outside_what_was_measured_is_refused_with_the_range(string time)
    {
        (await CommandLineProcess.RunAsync("predict", run.Folder, "--at", time, "--out", scratch["p.h5ad"])).Refused(
            1, $"{run.Folder}, --at: expected a time within the measured range, found {time}. The populations were measured from 0 to 3; the method does not look beyond. Choose a time between them.");
        Assert.False(File.Exists(scratch["p.h5ad"]));
    }

    [Fact]
    public async Task A_folder_without_a_result_is_refused_with_the_command_that_makes_one() =>
        (await CommandLineProcess.RunAsync("predict", scratch["nothing"], "--at", "1", "--out", scratch["p.h5ad"])).Refused(
            1, $"{scratch["nothing"]}: expected a finished analysis (result.h5ad and model), found none. Run it first: celldynamics run");

    [Fact]
    public async Task Predicted_cells_come_closer_to_the_truth_of_their_time_than_to_that_of_another()
    {
        (await CommandLineProcess.RunAsync("predict", run.Folder, "--at", "2", "--out", scratch["p.h5ad"])).Succeeded();
        double here = await DistanceToAsync(2), elsewhere = await DistanceToAsync(0);
        Assert.InRange(here, 0, 0.5 * elsewhere);
    }

    [Fact]
    public async Task Scores_are_exact_and_chosen_by_name()
    {
        Write("near.h5ad", [0, 0, 1, 1]);
        Write("far.h5ad", [3, 4, 4, 5]);
        JsonElement scores = (await CommandLineProcess.RunAsync("score", scratch["near.h5ad"], scratch["far.h5ad"], "--json")).Succeeded().Json();
        Assert.Equal(["w1", "w2", "mmd", "energy"], scores.EnumerateObject().Select(score => score.Name));
        // Two points moved by (3, 4): both distances are the length of the move.
        Assert.Equal(5, scores.GetProperty("w1").GetDouble(), 12);
        Assert.Equal(5, scores.GetProperty("w2").GetDouble(), 12);
        Said one = (await CommandLineProcess.RunAsync("score", scratch["near.h5ad"], scratch["near.h5ad"], "--json", "--metrics", "energy,w2")).Succeeded();
        Assert.Equal("{\"energy\":0,\"w2\":0}", one.Output.Trim());
        (await CommandLineProcess.RunAsync("score", scratch["near.h5ad"], scratch["far.h5ad"], "--metrics", "w3")).Refused(1, "--metrics: expected some of w1, w2, mmd, energy, found \"w3\".");
        (await CommandLineProcess.RunAsync("score", scratch["near.h5ad"], run.Dataset)).Refused(1, "X: expected the same number of dimensions, found 2 and 12. Choose common coordinates with --use.");
        (await CommandLineProcess.RunAsync("score", run.Result, run.Result, "--use", "X_pca")).Refused(1, "result.h5ad, /obsm: expected an embedding named 'X_pca', found none.");
    }

    [Fact]
    public async Task Genes_are_compared_by_name_whatever_their_order()
    {
        Write("ab.h5ad", [1, 10, 2, 20], "a", "b");
        Write("ba.h5ad", [10, 1, 20, 2], "b", "a");
        Said same = (await CommandLineProcess.RunAsync("score", scratch["ab.h5ad"], scratch["ba.h5ad"], "--json", "--metrics", "w2")).Succeeded();
        Assert.Equal("{\"w2\":0}", same.Output.Trim());
        Write("cd.h5ad", [1, 10, 2, 20], "c", "d");
        Said unnamed = (await CommandLineProcess.RunAsync("score", scratch["ab.h5ad"], scratch["cd.h5ad"], "--json", "--metrics", "w2")).Succeeded();
        Assert.Equal("{\"w2\":0}", unnamed.Output.Trim());
        Assert.Contains("name their genes differently", unnamed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Anndata_opens_what_run_and_predict_wrote()
    {
        (await CommandLineProcess.RunAsync("predict", run.Folder, "--at", "1.5", "--out", scratch["p.h5ad"])).Succeeded();
        string seen = await ReferencePython.RunAsync("anndata", """
            import sys, json, anndata, scipy.sparse
            r, p = (anndata.read_h5ad(path) for path in sys.argv[1:])
            u = r.uns["celldynamics"]
            m = u["couplings"]["0"]["matrix"]
            print(r.n_obs, r.obsm["celldynamics_velocity"].shape == r.obsm["celldynamics_state"].shape, u["trajectories"]["points"].shape[0],
                  scipy.sparse.issparse(m), abs(m.sum(axis=1) - 1).max() < 1e-5, json.loads(u["run_json"])["method"], bool(u["outcome"]["has_converged"]),
                  p.n_obs, p.X.shape[1], p.obs["celldynamics_time"].unique().tolist())
            """, run.Result, scratch["p.h5ad"]);
        Assert.Equal("60 True 60 True True sbirr False 60 12 [1.5]", seen);
    }

    private async Task<double> DistanceToAsync(double time)
    {
        using AnnotatedData result = H5adReader.Open(run.Result);
        double[] times = result.RequireObs("celldynamics_time").Numbers!;
        int[] rows = [.. Enumerable.Range(0, times.Length).Where(row => times[row] == time)];
        string truth = scratch[$"truth{time.ToString(CultureInfo.InvariantCulture)}.h5ad"];
        H5adWriter.Write(truth, new H5adContent
        {
            Obs = DataFrame.Numbered("cell_", rows.Length), Var = DataFrame.Numbered("gene_", 0),
            Obsm = new Dictionary<string, DenseMatrix> { ["celldynamics_state"] = result.ReadObsm("celldynamics_state").SelectRows(rows) },
        });
        return (await CommandLineProcess.RunAsync("score", scratch["p.h5ad"], truth, "--json")).Succeeded().Json().GetProperty("w2").GetDouble();
    }

    private void Write(string name, double[] values, params string[] genes) => H5adWriter.Write(scratch[name], new H5adContent
    {
        Obs = DataFrame.Numbered("cell_", 2), Var = genes.Length == 0 ? DataFrame.Numbered("gene_", 2) : new DataFrame("_index", genes, []), X = new MemoryMatrix(new DenseMatrix(2, 2, values)),
    });
}
