using System.Text.Json;
using CellDynamics.Cli.Tests.Shared;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;

namespace CellDynamics.Cli.Tests.Networks;

/// <summary>Gene networks from file to report to knock-out: of cells that were followed, of the paths of a finished analysis, and of a file with times alone.</summary>
public sealed class NetworkTests(FinishedRun throughTime) : IDisposable
{
    private static readonly string[] Small = ["--set", "members=2", "--set", "slope-steps=60", "--set", "path-steps=20", "--set", "horizon=3", "--set", "most-genes=12", "--set", "most-cells=30", "--set", "times=8"];

    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Followed_cells_of_a_tissue_give_edges_signals_scores_and_a_knock_out()
    {
        (await CommandLineProcess.RunAsync("simulate", "spatial-hill", "--out", scratch["tissue.h5ad"], "--set", "side=4", "--set", "stored=12")).Succeeded();
        File.WriteAllText(scratch["pairs.csv"], "ligand,receptor\nligand0,receptor0\nligand1,receptor1\nligand0,receptor1\nWNT3,FZD1\n");
        string[] run =
        [
            "run", "staged", scratch["tissue.h5ad"], "--time", "time", "--cell", "cell", "--cell-type", "cell_type", "--spatial", "spatial", "--pairs", scratch["pairs.csv"], "--out", scratch["run"], .. Small,
        ];
        Said said = (await CommandLineProcess.RunAsync(run)).Succeeded();
        foreach (string word in new[] { "16 cells were followed through 13 measured times (cell).", "this analysis", "linear rates", "random-forest rates", "Strongest edges, mean of 2 fits", "Strongest signals, heard from neighbours", "1 ligand–receptor pair lacks a gene in the data", "Edges are hypotheses" })
            Assert.Contains(word, said.Output, StringComparison.Ordinal);
        JsonElement json = (await CommandLineProcess.RunAsync([.. run, "--json"])).Succeeded().Json();
        JsonElement network = json.GetProperty("network");
        Assert.Equal(12, network.GetProperty("genes").GetArrayLength());
        Assert.Equal(["type-1", "type-2"], network.GetProperty("typeNames").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(3, network.GetProperty("pairs").GetArrayLength());
        Assert.True(network.GetProperty("isSpatial").GetBoolean());
        Assert.Contains("this-analysis", network.GetProperty("scores").EnumerateArray().Select(score => score.GetProperty("predictor").GetString()));

        Said knocked = (await CommandLineProcess.RunAsync("predict", scratch["run"], "--knock-out", "gene5", "--block", "ligand0=receptor0", "--out", scratch["ko.h5ad"])).Succeeded();
        Assert.Contains("gene5 knocked out, ligand0 → receptor0 blocked", knocked.Output, StringComparison.Ordinal);
        Assert.Contains("16 cells at 13 times. A hypothesis", knocked.Output, StringComparison.Ordinal);
        using AnnotatedData cells = H5adReader.Open(scratch["ko.h5ad"]);
        Assert.Equal((16 * 13, 12), (cells.CellCount, cells.GeneCount));
        int gone = Array.IndexOf(cells.Var.Index, "gene5");
        Assert.All(Column(cells.X!, gone), level => Assert.Equal(0, level));
        Assert.Contains(Column(cells.RequireMatrix("unperturbed"), gone), level => level > 0.05);
        (await CommandLineProcess.RunAsync("predict", scratch["run"], "--knock-out", "gene55", "--out", scratch["no.h5ad"])).Refused(1, "There is no gene 'gene55' among the 12 of this network. Did you mean 'gene5'?");
        (await CommandLineProcess.RunAsync("predict", scratch["run"], "--knock-down", "gene5", "--out", scratch["no.h5ad"])).Refused(1, "--knock-down: expected GENE=PERCENT with a whole number from 1 to 99, found \"gene5\".");
        (await CommandLineProcess.RunAsync("predict", throughTime.Folder, "--knock-out", "gene5", "--out", scratch["no.h5ad"])).Refused(1, "--knock-out: expected an analysis of gene networks, found one by sbirr.");
    }

    [Fact]
    public async Task Paths_of_a_finished_analysis_are_learned_from_and_the_same_command_finds_the_same()
    {
        foreach (string name in new[] { "one", "two" })
        {
            Said said = (await CommandLineProcess.RunAsync(["run", "staged", throughTime.Folder, "--out", scratch[name], .. Small])).Succeeded();
            Assert.Contains("paths that the analysis", said.Output, StringComparison.Ordinal);
            Assert.Contains("All paths come from one inference that saw all cells", said.Output, StringComparison.Ordinal);
        }
        Assert.Equal([], ResultComparison.Differences(scratch["one", "result.h5ad"], scratch["two", "result.h5ad"], 1e-6));
    }

    [Fact]
    public async Task A_file_with_times_alone_gets_its_paths_first()
    {
        Said said = (await CommandLineProcess.RunAsync(["run", "staged", throughTime.Dataset, "--time", "day", "--set", "validation=off", "--out", scratch["run"], .. Small])).Succeeded();
        Assert.Contains("paths that SBIRR inferred between the", said.Output, StringComparison.Ordinal);
        Assert.Contains("Not tested", said.Output, StringComparison.Ordinal);
    }

    private static double[] Column(ICellMatrix matrix, int column)
    {
        double[] values = new double[matrix.Rows];
        foreach (SparseRows block in matrix.ReadRowBlocks())
        {
            for (int row = 0; row < block.Rows; row++)
            {
                for (int i = block.Pointers[row]; i < block.Pointers[row + 1]; i++)
                    values[block.FirstRow + row] = block.Indices[i] == column ? block.Values[i] : values[block.FirstRow + row];
            }
        }
        return values;
    }
}
