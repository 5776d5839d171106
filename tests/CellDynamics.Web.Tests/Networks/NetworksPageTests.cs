using Bunit;
using CellDynamics.Methods.Validation;
using CellDynamics.Runs.Results.Networks;
using CellDynamics.Web.Features.NetworkData;
using CellDynamics.Web.Features.Networks;
using CellDynamics.Web.Tests.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CellDynamics.Web.Tests.Networks;

public class NetworksPageTests
{
    [Fact]
    public async Task A_finished_network_opens_with_its_verdict_around_its_strongest_regulator()
    {
        await using PageStage stage = await StageAsync(new TestNetworks());
        var cut = Show(stage);
        Assert.Equal("Drivers of blood stem cells", cut.Read("h1"));
        Assert.Equal("Networks · 420 inferred paths · 30 genes · 2 cell types · 3 signals · measured at 0, 24, 48 and 72 h · no positions", cut.Read(".tj-title .tj-meta"));
        Assert.Equal("Better than every simple guess one step ahead, not along the path. Ridge regression follows whole paths as well.", cut.Read(".cd-verdict p"));
        Assert.Equal("Gata1", cut.Read(".nw-focus .nw-name"));
        Assert.Equal(13, cut.FindAll(".nw-node").Count); // the focus gene and twelve neighbours
        Assert.Equal(["Gene network", "Time", "Regulators over time", "Signals between cells", "How this was computed", "Perturbation", "Can I trust this?"], cut.FindAll("section").Select(part => part.GetAttribute("aria-label")));
        Assert.StartsWith("Gata1, in the middle: activity ", cut.Find(".nw-focus").GetAttribute("aria-label"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_activate_with_a_point_and_repress_with_a_bar_and_are_dashed_where_fits_differ()
    {
        await using PageStage stage = await StageAsync(new TestNetworks());
        var cut = Show(stage, "?gene=Gata1&type=erythroid");
        Assert.Contains(cut.FindAll(".nw-represses title").Select(Words.Of), tip => tip.StartsWith("Gata1 represses Pu1: ", StringComparison.Ordinal));
        Assert.All(cut.FindAll(".nw-graph [aria-hidden] > .nw-activates .nw-head").SkipLast(1), head => Assert.EndsWith("Z", head.GetAttribute("d"), StringComparison.Ordinal));
        Assert.NotEmpty(cut.FindAll(".nw-unsure"));
        Assert.Contains("differs between the 5 fits", cut.ReadAll(".nw-keys text"));
        double[] widths = [.. cut.FindAll(".nw-graph .nw-line[stroke-width]").Select(line => double.Parse(line.GetAttribute("stroke-width")!, System.Globalization.CultureInfo.InvariantCulture))];
        Assert.True(widths.Max() > 2 * widths.Min());
    }

    [Fact]
    public async Task The_time_changes_widths_and_fills_but_no_place()
    {
        await using PageStage stage = await StageAsync(new TestNetworks());
        var cut = Show(stage, "?t=0");
        string[] Fills() => [.. cut.FindAll(".nw-label").Select(label => label.GetAttribute("style")!)];
        string[] Places() => [.. cut.FindAll(".nw-label").Select(label => $"{label.GetAttribute("x")} {label.GetAttribute("y")}")];
        string[] Widths() => [.. cut.FindAll(".nw-graph .nw-line").Select(line => line.GetAttribute("stroke-width") ?? "")];
        (string[] fills, string[] places, string[] widths) = (Fills(), Places(), Widths());
        await cut.InvokeAsync(() => cut.Instance.MoveTo(60));
        Assert.NotEqual(fills, Fills());
        Assert.NotEqual(widths, Widths());
        Assert.Equal(places, Places());
    }

    [Fact]
    public async Task A_figure_that_is_taken_away_names_dataset_gene_cell_type_and_the_time_shown()
    {
        var source = new TestNetworks();
        source.Rows[0].Dataset = new() { Name = "Blood", FileName = "blood.h5ad" };
        await using PageStage stage = await StageAsync(source);
        var cut = Show(stage, "?gene=Gata1&type=erythroid&t=36");
        string?[] Of(string card) => [.. new[] { "data-title", "data-caption", "data-time" }.Select(cut.Find($"{card} details.cd-export").GetAttribute)];
        Assert.Equal(["Gene network", "Blood · Gata1 in the middle · erythroid · inferred", "36 h"], Of(".nw-card"));
        await cut.InvokeAsync(() => cut.Instance.MoveTo(60.004));
        Assert.Equal("60 h", Of(".nw-card")[2]);
        Assert.Equal("60 h", Of(".nw-signalling")[2]);
        Assert.EndsWith("Upright line: 60 h.", Of(".nw-activity")[1], StringComparison.Ordinal);
        await cut.PressAsync("Table");
        Assert.Equal("Blood · erythroid · inferred", Of(".nw-card")[1]);
        Assert.Single(cut.FindAll(".nw-card [data-drawn]"));
    }

    [Fact]
    public async Task A_type_of_few_cells_is_flagged_and_not_shown_first()
    {
        NetworkResult result = SyntheticNetworks.Create();
        int strongest = result.Network.Edges.MaxBy(edge => Math.Abs(edge.Strength))!.Type;
        await using PageStage stage = await StageAsync(new TestNetworks { Result = result with { Network = result.Network with { TypeSizes = [.. result.Network.TypeSizes.Select((size, type) => type == strongest ? 3 : size)] } } });
        var cut = Show(stage);
        string few = result.Network.TypeNames[strongest];
        Assert.Contains($"{few}, 3 cells: too few", cut.ReadAll(".nw-head option"));
        Assert.NotEqual(few, cut.Find(".nw-head select").GetAttribute("value"));
        Assert.Contains(cut.ReadAll(".tj-check"), check => check.StartsWith($"Fewer than 20 cells of {few} (3)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_name_is_typed_into_an_empty_field_and_one_that_is_not_there_says_how_to_have_it()
    {
        await using PageStage stage = await StageAsync(new TestNetworks());
        var cut = Show(stage, "?gene=Gata1&type=erythroid");
        async Task TypeAsync(string name)
        {
            await cut.InvokeAsync(() => cut.Find(".nw-head .tj-chooser input").InputAsync(new() { Value = name[..2] }));
            await cut.InvokeAsync(() => cut.Find(".nw-head .tj-chooser input").ChangeAsync(new() { Value = name }));
        }
        await TypeAsync("pu1");
        Assert.Equal("Pu1", cut.Read(".nw-focus .nw-name"));
        Assert.Equal(("", "Pu1"), (cut.Find(".nw-head .tj-chooser input").GetAttribute("value") ?? "", cut.Find(".nw-head .tj-chooser input").GetAttribute("placeholder")));
        await TypeAsync("PAX7");
        Assert.StartsWith("No gene like this. This network holds 30 genes.", cut.Read(".nw-head .tj-none"), StringComparison.Ordinal);
        Assert.Equal("Pu1", cut.Read(".nw-focus .nw-name"));
    }

    [Fact]
    public async Task A_person_can_go_to_a_gene_open_pin_and_hide_it_with_the_keyboard()
    {
        await using PageStage stage = await StageAsync(new TestNetworks());
        var cut = Show(stage, "?gene=Gata1&type=erythroid");
        string[] Names() => cut.ReadAll(".nw-name");
        string[] before = Names();
        const string neighbour = "Pu1";
        await KeyAsync(cut, neighbour, "e");
        string[] added = [.. Names().Except(before)];
        Assert.InRange(added.Length, 1, 4);
        await KeyAsync(cut, added[0], "p");
        Assert.Single(cut.FindAll(".nw-pin"));
        await KeyAsync(cut, neighbour, "e"); // folded again, but what is pinned stays
        Assert.Contains(added[0], Names());
        await KeyAsync(cut, before.First(name => name != "Gata1" && name != neighbour), "h");
        Assert.StartsWith("Hidden: ", cut.ReadAll(".nw-card .cd-meta").Single(text => text.Contains("Hidden", StringComparison.Ordinal)), StringComparison.Ordinal);
        await cut.InvokeAsync(() => cut.Find(".nw-hidden button").ClickAsync(new()));
        Assert.Empty(cut.FindAll(".nw-hidden"));
        await KeyAsync(cut, neighbour, "Enter");
        Assert.Equal(neighbour, cut.Read(".nw-focus .nw-name"));
        await KeyAsync(cut, neighbour, "h"); // the gene in the middle cannot be taken away
        Assert.Equal(neighbour, cut.Read(".nw-focus .nw-name"));
    }

    [Fact]
    public async Task Choosing_a_gene_says_what_it_does_and_offers_to_knock_it_out()
    {
        var source = new TestNetworks();
        await using PageStage stage = await StageAsync(source);
        var cut = Show(stage, "?gene=Gata1&type=erythroid");
        await cut.InvokeAsync(() => Node(cut, "Pu1").FocusAsync(new()));
        Assert.Matches("^Pu1 drives 1[0-9] genes, is driven by [0-9]+; activity .* In the network because: transcription factor.$", cut.Read(".nw-acts p"));
        await cut.PressAsync("Knock out");
        cut.WaitForElement(".nw-changes");
        Assert.Equal(["Pu1 knocked out"], source.Asked);
    }

    [Fact]
    public async Task A_stronger_threshold_leaves_genes_out_by_name_and_moves_none()
    {
        await using PageStage stage = await StageAsync(new TestNetworks());
        var cut = Show(stage, "?gene=Gata1&type=erythroid");
        Dictionary<string, string> Places() => cut.FindAll(".nw-node").ToDictionary(node => node.GetAttribute("data-gene")!, node => node.QuerySelector("rect")!.GetAttribute("x")!);
        Dictionary<string, string> all = Places();
        await cut.InvokeAsync(() => cut.Find(".nw-weakest input").ChangeAsync(new() { Value = "0.5" }));
        Assert.Matches("^[0-9]+ genes with weaker links are not drawn: ", cut.Read(".nw-card .cd-card-body > .cd-meta"));
        Assert.InRange(Places().Count, 2, all.Count - 1);
        Assert.All(Places(), place => Assert.Equal(all[place.Key], place.Value));
    }

    [Fact]
    public async Task Matrix_and_table_show_the_same_links()
    {
        await using PageStage stage = await StageAsync(new TestNetworks());
        var cut = Show(stage, "?type=erythroid&tab=table");
        Assert.Equal(SyntheticNetworks.Drivers, cut.FindAll(".nw-card tbody tr").Count);
        string first = cut.Read(".nw-card tbody tr button");
        await cut.PressAsync("Targets");
        int[] counts = [.. cut.FindAll(".nw-card tbody tr").Select(row => int.Parse(Words.Of(row.QuerySelectorAll("td")[2]), System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal(counts.OrderDescending(), counts);
        await cut.PressAsync("Matrix");
        Assert.Equal(first, cut.ReadAll(".nw-matrix .cd-strong")[0]);
        Assert.Equal(SyntheticNetworks.Drivers * cut.FindAll(".nw-matrix text[transform]").Count, cut.FindAll(".nw-cell").Count);
        await cut.PressAsync("Table");
        await cut.PressAsync("Pu1");
        Assert.Equal("Pu1", cut.Read(".nw-focus .nw-name"));
    }

    [Fact]
    public async Task A_gene_that_is_not_in_the_network_is_said_to_be_absent()
    {
        await using PageStage stage = await StageAsync(new TestNetworks());
        var cut = Show(stage, "?gene=TP53");
        Assert.Equal("TP53 is not among the 30 genes of this network; the strongest regulator is shown. The list of genes says why each is in.", cut.Read(".nw-note"));
        Assert.Equal("Gata1", cut.Read(".nw-focus .nw-name"));
    }

    [Fact]
    public async Task Signals_are_arrows_a_matrix_and_a_table_of_one_pair()
    {
        await using PageStage stage = await StageAsync(new TestNetworks());
        var cut = Show(stage, "?pair=" + Uri.EscapeDataString("Csf1 → Csf1r"));
        Assert.Equal(4, cut.FindAll(".nw-flow").Count); // two types, to each other and to themselves
        Assert.Equal(2, cut.FindAll(".nw-flow circle").Count);
        Assert.StartsWith("Csf1 → Csf1r: ", cut.Find(".nw-signals").GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.Equal(["Sender", "to erythroid", "to myeloid"], cut.ReadAll(".nw-flows thead th"));
        Assert.Equal(4, cut.FindAll(".nw-flows td").Count);
        Assert.Equal(12, cut.FindAll(".nw-spark").Count);
    }

    [Fact]
    public async Task The_checks_speak_of_winners_fits_proof_and_origin()
    {
        await using PageStage stage = await StageAsync(new TestNetworks());
        var cut = Show(stage);
        string[] checks = cut.ReadAll(".tj-check");
        Assert.Contains("Ahead of every simpler guess one step ahead on left-out cells (gain 0.76, next ridge regression 0.66).", checks);
        Assert.Contains("A simpler guess is as good or better along the whole path: ridge regression (error 0.09 against 0.12).", checks);
        Assert.Contains("A link is an effect found in the data, not proof of binding: treat it as a hypothesis.", checks);
        Assert.Contains("Paths of cells were inferred by SBIRR through 0, 24, 48 and 72 h; nobody saw them.", checks);
        Assert.Contains(checks, check => check.EndsWith("links differ between the 5 fits: drawn dashed.", StringComparison.Ordinal));
        Assert.Equal(["Nothing changes", "Straight line", "Ridge regression", "Random forest", "This analysis"], cut.ReadAll(".tj-score th"));
        Assert.Equal("0.76", cut.Read(".tj-this .tj-value"));
        await cut.PressAsync("Path");
        Assert.Equal("0.12", cut.Read(".tj-this .tj-value"));
    }

    [Fact]
    public async Task One_cell_type_and_no_pairs_leave_nothing_to_signal()
    {
        NetworkResult result = SyntheticNetworks.Create();
        int half = result.Network.Levels.Length / 2;
        await using PageStage stage = await StageAsync(new TestNetworks
        {
            Result = result with
            {
                Network = result.Network with
                {
                    TypeNames = ["all cells"], TypeSizes = [420], Pairs = [], Flows = [], Effects = [], Scores = [], Edges = [.. result.Network.Edges.Where(edge => edge.Type == 0)],
                    Levels = result.Network.Levels[..half], Activity = result.Network.Activity[..half], Verdict = new Verdict(VerdictLevel.NotTested, "Not tested.", ""),
                },
            },
        });
        var cut = Show(stage);
        Assert.DoesNotContain("Cell type", cut.ReadAll(".tj-choice span"));
        Assert.StartsWith("No ligand and its receptor are both among the genes", cut.Read(".nw-signalling .cd-meta"), StringComparison.Ordinal);
        Assert.Contains("One cell type: no signalling between cell types to show.", cut.ReadAll(".tj-check"));
        Assert.Equal("Not tested on left-out cells: too few cells, or the test was switched off.", cut.Read(".tj-untested"));
    }

    [Theory]
    [InlineData("ff", "There is no such analysis")]
    [InlineData("12", "Second look is still running")]
    [InlineData("13", "Third look did not finish")]
    public async Task A_result_that_is_not_there_says_what_stands_in_the_way(string run, string title)
    {
        await using PageStage stage = await StageAsync(new TestNetworks());
        var cut = stage.Render<NetworksPage>(p => p.Add(page => page.Id, new Guid($"019c0000-0000-7000-8000-0000000000{run}")));
        await cut.WaitForElementAsync(".tj-standing");
        Assert.Equal(title, cut.Read("h1"));
        Assert.Equal("networks", cut.FindAll(".tj-actions a")[^1].GetAttribute("href"));
    }

    [Fact]
    public async Task An_analysis_of_another_question_is_sent_to_its_own_page_and_a_damaged_file_said_to_be_damaged()
    {
        await using PageStage stage = await StageAsync(new TestNetworks { IsDamaged = true });
        var elsewhere = stage.Render<NetworksPage>(p => p.Add(page => page.Id, TestNetworks.OfTime));
        await elsewhere.WaitForElementAsync(".tj-standing");
        Assert.Equal("Myoblasts is an analysis through time", elsewhere.Read("h1"));
        Assert.Equal($"trajectories/{TestNetworks.OfTime}", elsewhere.Find(".tj-actions a").GetAttribute("href"));
        var damaged = stage.Render<NetworksPage>(p => p.Add(page => page.Id, TestNetworks.Finished));
        await damaged.WaitForElementAsync(".tj-standing");
        Assert.Equal("The result cannot be read", damaged.Read("h1"));
    }

    [Fact]
    public async Task The_list_leads_to_results_and_says_what_will_stand_there_while_it_is_empty()
    {
        var source = new TestNetworks();
        await using PageStage stage = await StageAsync(source);
        var cut = stage.Render<NetworkList>();
        await cut.WaitForElementAsync(".tj-entry strong");
        Assert.Equal([$"networks/{TestNetworks.Finished}", $"analyses/{TestNetworks.Running}", $"analyses/{TestNetworks.Failed}"], cut.FindAll(".tj-entry").Select(entry => entry.GetAttribute("href")));
        source.Rows.Clear();
        var empty = stage.Render<NetworkList>();
        await empty.WaitForElementAsync(".tj-standing");
        Assert.Equal("Here you will see which genes drive the others", empty.Read("h2"));
    }

    internal static Task<PageStage> StageAsync(TestNetworks source) => PageStage.CreateAsync(services => services.Replace(ServiceDescriptor.Singleton<INetworkSource>(source)));

    internal static IRenderedComponent<NetworksPage> Show(PageStage stage, string query = "")
    {
        stage.Services.GetRequiredService<NavigationManager>().NavigateTo($"networks/{TestNetworks.Finished}{query}");
        var cut = stage.Render<NetworksPage>(p => p.Add(page => page.Id, TestNetworks.Finished));
        cut.WaitForElement(".cd-verdict strong");
        return cut;
    }

    private static AngleSharp.Dom.IElement Node(IRenderedComponent<NetworksPage> cut, string gene) => cut.Find($".nw-node[data-gene='{gene}']");

    private static Task KeyAsync(IRenderedComponent<NetworksPage> cut, string gene, string key) => cut.InvokeAsync(() => Node(cut, gene).KeyDownAsync(new KeyboardEventArgs { Key = key }));
}
