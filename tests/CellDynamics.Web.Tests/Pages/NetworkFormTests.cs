using Bunit;
using CellDynamics.Methods.Networks;
using CellDynamics.Runs.Datasets;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Web.Features.NetworkQuestions;
using CellDynamics.Web.Features.Runs;
using CellDynamics.Web.Tests.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;

namespace CellDynamics.Web.Tests.Pages;

/// <summary>What a person knows of a network, said in the form before it is learned.</summary>
public class NetworkFormTests
{
    private static readonly DatasetSummary Muscle = Samples.Summary() with { GeneSymbols = ["MYOG", "MYH3", "Dll1", "NOTCH1", "TGFB1"] };

    [Fact]
    public async Task A_table_of_pairs_is_read_at_once_and_goes_with_the_request()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        var cut = await ShowAsync(stage, Muscle);
        Assert.StartsWith("Without a table: ", cut.ReadAll(".cd-given")[0], StringComparison.Ordinal);
        Assert.EndsWith("pairs that textbooks name. 1 has both genes in this dataset.", cut.ReadAll(".cd-given")[0], StringComparison.Ordinal);
        await GiveAsync(cut, Pairs, InputFileContent.CreateFromText("ligand,receptor\nDLL1,NOTCH1\nTGFB1,TGFBR2\n", "pairs.csv"));
        Assert.Equal("pairs.csv was read as columns called ligand and receptor: 2 of 2 rows give 2 ligand–receptor pairs. 1 has both genes in this dataset.", cut.ReadAll(".cd-given")[0]);
        Assert.Contains(", with signals of pairs.csv; tested", cut.Read("aside"), StringComparison.Ordinal);
        Assert.Equal([new("DLL1", "NOTCH1"), new("TGFB1", "TGFBR2")], (await StartAsync(stage, cut)).Pairs);
    }

    [Fact]
    public async Task Three_tables_of_CellPhoneDB_are_one()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        var cut = await ShowAsync(stage, Muscle);
        await GiveAsync(cut, Pairs,
            InputFileContent.CreateFromText("complex_name,uniprot_1,uniprot_2\nboth,P2,P3\n", "complex_input.csv"), InputFileContent.CreateFromText("gene_name,uniprot\nDLL1,P1\nNOTCH1,P2\nMYOG,P3\n", "gene_input.csv"),
            InputFileContent.CreateFromText("partner_a,partner_b\nP1,both\n", "interaction_input.csv"));
        Assert.Equal([new("DLL1", "NOTCH1"), new("DLL1", "MYOG")], (await StartAsync(stage, cut)).Pairs);
    }

    [Theory]
    [InlineData("gene,value\nMYOG,1\n", "pairs.csv: expected columns called ligand and receptor", "Name the two columns ligand and receptor.")]
    [InlineData("ligand,receptor\nDLL1,NOTCH1\nTGFB1\n", "pairs.csv, line 3: expected 2 values, as in the header, found 1.", "look whether the line is complete.")]
    [InlineData("PK\u0003\u0004", "pairs.csv: expected a table as plain text (CSV or TSV)", "save the table as CSV.")]
    [InlineData("ligand,receptor\n,\n", "pairs.csv: expected ligand–receptor pairs", "Look whether this is the right table.")]
    public async Task A_wrong_table_says_where_and_how_to_mend_it_and_nothing_starts_before(string content, string found, string cure)
    {
        await using PageStage stage = await PageStage.CreateAsync();
        var cut = await ShowAsync(stage, Muscle);
        await GiveAsync(cut, Pairs, InputFileContent.CreateFromText(content, "pairs.csv"));
        Assert.Contains(found, cut.Read(".cd-problem"), StringComparison.Ordinal);
        Assert.EndsWith(cure, cut.Read(".cd-problem"), StringComparison.Ordinal);
        Assert.Contains("The table of ligand–receptor pairs cannot be used", cut.Read("aside"), StringComparison.Ordinal);
        Assert.True(Start(cut).HasAttribute("disabled"));
        await cut.PressAsync("Leave it out");
        Assert.Empty(cut.FindAll(".cd-problem"));
        Assert.Null((await StartAsync(stage, cut)).Pairs);
    }

    [Fact]
    public async Task A_table_that_is_too_large_is_refused()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        var cut = await ShowAsync(stage, Muscle);
        await GiveAsync(cut, Links, InputFileContent.CreateFromBinary(new byte[10_000_001], "all.tsv"));
        Assert.StartsWith("all.tsv: expected a table of at most 10 MB, found 10 MB.", cut.Read(".cd-problem"), StringComparison.Ordinal);
        await GiveAsync(cut, Links, InputFileContent.CreateFromText("a,b\n", "one.csv"), InputFileContent.CreateFromText("a,b\n", "two.csv"));
        Assert.StartsWith("one.csv: expected one table, found 2.", cut.Read(".cd-problem"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Known_links_go_with_the_request()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        var cut = await ShowAsync(stage, Muscle);
        await GiveAsync(cut, Links, InputFileContent.CreateFromText("Gene1\tGene2\nMYOG\tMYH3\nSOX2\tMYH3\n", "network.tsv"));
        Assert.EndsWith("2 of 2 rows give 2 edges. 1 has both genes in this dataset.", cut.ReadAll(".cd-given")[1], StringComparison.Ordinal);
        RunRequest request = await StartAsync(stage, cut);
        Assert.Equal([new("MYOG", "MYH3"), new("SOX2", "MYH3")], request.Prior);
        Assert.Null(request.Pairs);
        Assert.Null(request.Genes);
    }

    [Fact]
    public async Task A_gene_that_is_not_there_is_said_before_anything_runs()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        var cut = await ShowAsync(stage, Muscle);
        await cut.InvokeAsync(() => cut.Find("#must-genes").ChangeAsync(new() { Value = "myog, MYH4\nSOX99" }));
        Assert.Equal("There is no gene MYH4 in this dataset. Did you mean MYH3? There is no gene SOX99 in this dataset.", cut.Read("#must-genes-state"));
        Assert.True(Start(cut).HasAttribute("disabled"));
        Assert.Contains("A gene that must be in the network cannot be used", cut.Read("aside"), StringComparison.Ordinal);
        await cut.InvokeAsync(() => cut.Find("#must-genes").ChangeAsync(new() { Value = " myog; dll1 MYOG" }));
        Assert.Equal("MYOG, Dll1", cut.Find("#must-genes").GetAttribute("value"));
        Assert.Contains(", with MYOG, Dll1 in it; tested", cut.Read("aside"), StringComparison.Ordinal);
        Assert.Equal(["MYOG", "Dll1"], (await StartAsync(stage, cut)).Genes);
    }

    [Fact]
    public async Task More_genes_than_the_network_may_hold_are_refused_until_it_may_hold_more()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        var cut = await ShowAsync(stage, Muscle);
        async Task MostAsync(string count)
        {
            string id = cut.FindAll(".cd-setting label").Single(label => Words.Of(label).StartsWith("Most genes", StringComparison.Ordinal)).GetAttribute("for")!;
            await cut.InvokeAsync(() => cut.Find($"#{id}").ChangeAsync(new() { Value = count }));
        }
        await MostAsync("3");
        await cut.InvokeAsync(() => cut.Find("#must-genes").ChangeAsync(new() { Value = "MYOG, MYH3, DLL1, NOTCH1" }));
        Assert.Equal("4 genes are asked for, and the network holds at most 3: ask for fewer, or raise Most genes.", cut.Read("#must-genes-state"));
        await MostAsync("4");
        Assert.Empty(cut.FindAll(".cd-problem"));
    }

    [Fact]
    public void Genes_that_finished_paths_cannot_be_read_for_are_told_from_those_that_are_nowhere()
    {
        var genes = new NetworkGenes(["MYOG", "MYH3", "DES"], ["MYOG", "MYH3"]);
        Assert.Equal("DES is in the dataset, but not among the 2 genes that these paths can be read for: choose \"Infer paths first\", or leave it out. There is no gene PAX7 in this dataset.", genes.Problem(["MYOG", "DES", "PAX7"], 100));
        Assert.Equal("1 has both genes among the 2 along these paths.", genes.Shared([new SignalPair("MYOG", "MYH3"), new SignalPair("MYOG", "DES")]));
        Assert.StartsWith("None has both genes among the 2 along these paths. They change nothing", genes.Shared([new PriorEdge("A", "B")]), StringComparison.Ordinal);
        Assert.EndsWith("The same holds for 2 more names.", genes.Problem(["A1", "B2", "C3", "D4", "E5"], 100), StringComparison.Ordinal);
        Assert.Null(new NetworkGenes([], null).Problem(["ANY"], 100)); // nothing is known, so nothing is refused
    }

    [Fact]
    public async Task Cells_that_were_followed_can_be_chosen_where_a_column_names_them()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        var cut = await ShowAsync(stage, Muscle);
        Assert.DoesNotContain("Cells that were followed", cut.ReadAll("section[aria-labelledby=paths] strong"));
        cut = await ShowAsync(stage, Muscle with
        {
            SuggestedRoles = Muscle.SuggestedRoles with { Cell = "cell" },
            Columns = [.. Muscle.Columns, new("cell", "Integer", ["1"], 99), new("plate", "Categorical", ["a"], 12), new("track", "String", ["c1"], 100), new("barcode", "String", ["x"], 297)],
        });
        Assert.Equal(["cell (99 cells)", "track (100 cells)"], cut.ReadAll("#cell-column option"));
        await cut.InvokeAsync(() => cut.Find("#cell-column").ChangeAsync(new() { Value = "track" }));
        Assert.Contains("along the cells that were followed (column track)", cut.Read("aside"), StringComparison.Ordinal);
        RunRequest request = await StartAsync(stage, cut);
        Assert.Equal(("track", (string?)null), (request.Roles.Cell, request.PathsFrom));
    }

    [Fact]
    public async Task Cells_that_the_check_found_to_be_followed_are_chosen_and_can_be_left_aside()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        var cut = await ShowAsync(stage, Muscle with { SuggestedRoles = new() { Time = "Hours", Cell = "cell" }, Columns = [.. Muscle.Columns, new("cell", "Integer", ["1"], 99)] });
        Assert.Contains("(column cell)", cut.Read("aside"), StringComparison.Ordinal);
        await cut.InvokeAsync(() => cut.Find("input[name=paths][value='']").ChangeAsync(new() { Value = "" }));
        Assert.Null((await StartAsync(stage, cut)).Roles.Cell);
    }

    [Fact]
    public async Task What_was_given_to_an_earlier_analysis_is_taken_over()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        DatasetRecord dataset = await stage.AddDatasetAsync(summary: Muscle);
        RunRecord earlier = await stage.AddRunAsync(dataset, RunStatus.Succeeded, run => run.Method = "staged");
        RunFolder folder = stage.Options.FolderOf(earlier.Id);
        RunRequest before = folder.ReadRequest() with { Method = "staged", Parameters = new Dictionary<string, string>(), Pairs = [new("DLL1", "NOTCH1")], Genes = ["MYOG"] };
        await File.WriteAllTextAsync(folder.Request, before.ToJson());
        stage.Services.GetRequiredService<NavigationManager>().NavigateTo($"datasets/{dataset.Id}/new-analysis?from={earlier.Id}");
        var cut = stage.Render<NewAnalysisPage>(p => p.Add(page => page.Id, dataset.Id));
        await cut.WaitForElementAsync("#must-genes");
        Assert.Equal("MYOG", cut.Find("#must-genes").GetAttribute("value"));
        Assert.Equal("1 ligand–receptor pair, as given to \"Second look\". 1 has both genes in this dataset.", cut.ReadAll(".cd-given")[0]);
        Assert.True(cut.Find("section[aria-labelledby=paths] details").HasAttribute("open"));
        await cut.PressAsync("Start analysis");
        RunRecord run = (await stage.Queue.ListAsync(CancellationToken.None)).Single(one => one.Id != earlier.Id);
        RunRequest request = stage.Options.FolderOf(run.Id).ReadRequest();
        Assert.Equal(before.Pairs, request.Pairs);
        Assert.Equal(before.Genes, request.Genes);
    }

    private const int Pairs = 0, Links = 1;

    private static Task GiveAsync(IRenderedComponent<NewAnalysisPage> cut, int field, params InputFileContent[] files)
    {
        string before = cut.Markup;
        cut.FindComponents<InputFile>()[field].UploadFiles(files);
        return cut.WaitForStateAsync(() => cut.Markup != before && !cut.Markup.Contains("Reading the table", StringComparison.Ordinal));
    }

    private static AngleSharp.Dom.IElement Start(IRenderedComponent<NewAnalysisPage> cut) => cut.FindAll("button").Single(button => Words.Of(button) == "Start analysis");

    private static async Task<RunRequest> StartAsync(PageStage stage, IRenderedComponent<NewAnalysisPage> cut)
    {
        await cut.PressAsync("Start analysis");
        return stage.Options.FolderOf(Assert.Single(await stage.Queue.ListAsync(CancellationToken.None)).Id).ReadRequest();
    }

    private static async Task<IRenderedComponent<NewAnalysisPage>> ShowAsync(PageStage stage, DatasetSummary summary)
    {
        DatasetRecord dataset = await stage.AddDatasetAsync(null, summary);
        var cut = stage.Render<NewAnalysisPage>(p => p.Add(page => page.Id, dataset.Id));
        await cut.WaitForElementAsync("#analysis-name");
        await cut.InvokeAsync(() => cut.Find("input[value=staged]").ChangeAsync(new() { Value = "staged" }));
        return cut;
    }
}
