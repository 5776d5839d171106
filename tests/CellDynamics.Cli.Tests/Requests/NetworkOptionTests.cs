using CellDynamics.Cli.Tests.Shared;
using CellDynamics.Cli.Verbs;
using CellDynamics.Methods.Networks;
using CellDynamics.Runs.Execution;

namespace CellDynamics.Cli.Tests.Requests;

/// <summary>What <c>run staged</c> asks for; nothing is computed here.</summary>
public sealed class NetworkOptionTests(FinishedRun run, FinishedScreen screen) : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void Pairs_edges_and_genes_are_in_the_request_so_that_it_needs_their_files_no_more()
    {
        File.WriteAllText(scratch["pairs.csv"], "ligand,receptor\ngene_0,gene_1\nTGFB1,TGFBR1_TGFBR2\n");
        File.WriteAllText(scratch["prior.tsv"], "regulator\ttarget\tcell_type\ngene_1\tgene_2\tB\ngene_2\tgene_3\t\n");
        RunRequest request = Asked(run.Dataset, "--time", "day", "--cell", "cell", "--pairs", scratch["pairs.csv"], "--prior", scratch["prior.tsv"], "--gene", "gene_4", "--gene", "gene_4", "--gene", "gene_5");
        RunRequest read = RunRequest.FromJson(request.ToJson(), "run.json");
        Assert.Equal([new SignalPair("gene_0", "gene_1"), new SignalPair("TGFB1", "TGFBR1"), new SignalPair("TGFB1", "TGFBR2")], read.Pairs!);
        Assert.Equal([new PriorEdge("gene_1", "gene_2") { Type = "B" }, new PriorEdge("gene_2", "gene_3")], read.Prior!);
        Assert.Equal(["gene_4", "gene_5"], read.Genes!);
        Assert.Equal("cell", read.Roles.Cell);
        Assert.Null(read.PathsFrom);
        Assert.Equal(request.ToJson(), read.ToJson());
    }

    [Fact]
    public void Without_them_the_request_leaves_them_open()
    {
        RunRequest request = Asked(run.Dataset, "--time", "day");
        Assert.Equal((null, null, null, null), (request.Pairs, request.Prior, request.Genes, request.Roles.Cell));
        Assert.All(new[] { "pairs", "prior", "genes", "pathsFrom" }, name => Assert.DoesNotContain($"\"{name}\"", request.ToJson(), StringComparison.Ordinal));
    }

    [Fact]
    public void A_finished_trajectory_analysis_gives_its_file_its_roles_and_its_paths()
    {
        RunRequest earlier = new RunFolder(run.Folder).ReadRequest();
        RunRequest request = Asked(run.Folder + Path.DirectorySeparatorChar, "--cell-type", "branch", "--seed", "3");
        Assert.Equal((run.Folder, earlier.DatasetPath, earlier.DatasetSha256), (request.PathsFrom, request.DatasetPath, request.DatasetSha256));
        Assert.Equal(earlier.Roles with { CellType = "branch" }, request.Roles);
        Assert.Equal(("staged", 3), (request.Method, request.Seed));
        Assert.Equal(request.PathsFrom, RunRequest.FromJson(request.ToJson(), "run.json").PathsFrom);
    }

    [Fact]
    public void A_folder_without_paths_is_refused_with_the_reason()
    {
        Assert.Contains("or the folder of a finished trajectory analysis, found a folder without run.json.", Refused<RunException>(scratch.Path), StringComparison.Ordinal);
        Assert.Contains("found one of mfm, which infers no paths.", Refused<RunException>(screen.Folder), StringComparison.Ordinal);
        Assert.Contains("expected only --cell-type and --spatial beside a finished analysis, found other roles.", Refused<RunException>(run.Folder, "--time", "day"), StringComparison.Ordinal);

        RunRequest earlier = new RunFolder(run.Folder).ReadRequest();
        new RunFolder(scratch["begun"]).WriteRequest(earlier);
        Assert.Contains("found one that is not finished. Run it to its end first.", Refused<RunException>(scratch["begun"]), StringComparison.Ordinal);
        new RunFolder(scratch["other"]).WriteRequest(earlier with { DatasetSha256 = new string('0', 64) });
        File.WriteAllText(new RunFolder(scratch["other"]).Result, "");
        Assert.Contains($"{run.Dataset}: expected the file that {scratch["other"]} was made from, found another one in its place.", Refused<RunException>(scratch["other"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--pairs", "pairs.csv")]
    [InlineData("--prior", "prior.csv")]
    [InlineData("--gene", "MYOG")]
    [InlineData("--cell", "track")]
    public async Task Methods_that_learn_no_network_refuse_what_is_for_one(string option, string value) =>
        (await CommandLineProcess.RunAsync("run", "sbirr", "cells.h5ad", "--out", scratch["out"], option, value))
            .Refused(2, $"{option}: expected a method that learns networks of genes (staged), found sbirr. Leave the option out.");

    [Fact]
    public async Task A_table_that_cannot_be_read_is_named_before_anything_is_computed()
    {
        File.WriteAllText(scratch["bad.csv"], "ligand,receptor\nDLL1\n");
        (await CommandLineProcess.RunAsync("run", "staged", run.Dataset, "--time", "day", "--out", scratch["out"], "--pairs", scratch["bad.csv"]))
            .Refused(1, "bad.csv, line 2: expected 2 values, as in the header, found 1. Put quotes around values");
        (await CommandLineProcess.RunAsync("run", "staged", run.Dataset, "--time", "day", "--out", scratch["out"], "--prior", scratch["none.csv"]))
            .Refused(1, "none.csv: expected a file, found none. Check the path.");
        Assert.False(Path.Exists(scratch["out"]));
    }

    private RunRequest Asked(string file, params string[] options) => RunVerb.Request(RunVerb.Build().Parse(["staged", file, "--out", scratch["out"], .. options]));

    private string Refused<T>(string file, params string[] options) where T : Exception => Assert.Throws<T>(() => Asked(file, options)).Message;
}
