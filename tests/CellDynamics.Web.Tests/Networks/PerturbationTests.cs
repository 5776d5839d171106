using Bunit;
using CellDynamics.Web.Features.Networks;
using CellDynamics.Web.Features.Trajectories;
using CellDynamics.Web.Tests.Shared;

namespace CellDynamics.Web.Tests.Networks;

public class PerturbationTests
{
    [Fact]
    public async Task A_knock_out_of_the_gene_in_the_middle_is_one_press_away()
    {
        var source = new TestNetworks();
        await using PageStage stage = await NetworksPageTests.StageAsync(source);
        var cut = NetworksPageTests.Show(stage, "?gene=Gata1&type=erythroid");
        await cut.PressAsync("Knock out Gata1");
        cut.WaitForElement(".nw-changes");
        Assert.Equal(["Gata1 knocked out"], source.Asked);
        string[] effects = cut.ReadAll(".nw-effects li");
        Assert.Equal(2, effects.Length); // per cell type
        Assert.Matches(@"^erythroid: \d+ of 29 genes change in the same direction in all fits, most Hbb −1\.08 \(−1\.22 to −0\.943\)\.$", effects[0]);
        Assert.Equal(["erythroid|38 %|3 % −39 to −31", "myeloid|62 %|97 % +31 to +39"], Rows(cut, ".nw-change .nw-table:not(.nw-changes)"));
        Assert.Equal(8, cut.FindAll(".nw-changes tbody tr").Count);
        Assert.StartsWith("Hbb|−1.08", Rows(cut, ".nw-changes")[0], StringComparison.Ordinal);
        Assert.DoesNotContain(Rows(cut, ".nw-changes"), row => row.StartsWith("Gata1", StringComparison.Ordinal));
        await cut.PressAsync("All 29 genes");
        Assert.Equal(29, cut.FindAll(".nw-changes tbody tr").Count);
        Assert.Contains("a hypothesis to test", cut.Read(".nw-change .cd-card-body > .cd-meta:last-child"), StringComparison.Ordinal);
        Assert.EndsWith("/perturbation.csv?part=out%3AGata1", cut.Find(".nw-csv").GetAttribute("href"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_perturbation_does_is_taken_away_as_figures_under_a_title()
    {
        await using PageStage stage = await NetworksPageTests.StageAsync(new TestNetworks());
        var cut = NetworksPageTests.Show(stage, "?type=erythroid&a=out:Gata1");
        cut.WaitForElement(".nw-changes");
        var tools = cut.FindAll(".nw-change .cd-figure-block details");
        Assert.Equal(["Where cells end", "Genes that change"], tools.Select(one => one.GetAttribute("data-title")));
        Assert.Equal("Gata1 knocked out · predicted", tools[0].GetAttribute("data-caption"));
        Assert.StartsWith("Gata1 knocked out · predicted · erythroid · ", tools[1].GetAttribute("data-caption"), StringComparison.Ordinal);
        Assert.All(tools, one => Assert.Equal("72 h", one.GetAttribute("data-time")));
        Assert.All(tools, one => Assert.Equal(["Figure (SVG)", "Figure (PNG)", "Numbers (CSV)"], one.QuerySelectorAll("li").Select(Words.Of)));
        Assert.Equal(2, cut.FindAll(".nw-change .cd-figure-block [data-drawn]").Count);
    }

    [Fact]
    public async Task Perturbed_lines_are_dashed_beside_those_left_alone()
    {
        await using PageStage stage = await NetworksPageTests.StageAsync(new TestNetworks());
        var cut = NetworksPageTests.Show(stage, "?type=erythroid&a=out:Gata1&b=down70:Pu1");
        cut.WaitForAssertion(() => Assert.Equal(8, cut.FindAll(".nw-activity .nw-dotted").Count));
        Assert.Equal(8, cut.FindAll(".nw-activity .nw-dashed").Count);
        Assert.EndsWith("Solid: left alone; dashed: Gata1 knocked out, dotted: Pu1 down by 70 %.", cut.Read(".nw-activity .cd-card-body > .cd-meta"), StringComparison.Ordinal);
        Assert.Equal(["Gene", "A: change", "B: change"], cut.ReadAll(".nw-changes th"));
        Assert.Contains(Rows(cut, ".nw-changes"), row => row.StartsWith("Pu1|", StringComparison.Ordinal) && row.EndsWith("|changed by hand", StringComparison.Ordinal));
        await cut.PressAsync("Only A");
        Assert.Equal(["Gene", "Change"], cut.ReadAll(".nw-changes th"));
        Assert.Empty(cut.FindAll(".nw-activity .nw-dotted"));
    }

    [Fact]
    public async Task A_gene_that_drives_nothing_is_said_to_drive_nothing()
    {
        await using PageStage stage = await NetworksPageTests.StageAsync(new TestNetworks());
        var cut = NetworksPageTests.Show(stage, "?a=out:Hbb");
        cut.WaitForElement(".nw-change .nw-note");
        Assert.Equal("Hbb is not a regulator in this network, so a knock-out changes nothing else.", cut.Read(".nw-change .nw-note"));
        Assert.Empty(cut.FindAll(".nw-changes"));
    }

    [Theory]
    [InlineData("?a=out:TP53", "There is no gene 'TP53' among the 30 of this network.")]
    [InlineData("?a=block:Il3", "There is no signal 'Il3' in this network.")]
    public async Task What_the_network_does_not_have_is_said_in_words(string query, string words)
    {
        await using PageStage stage = await NetworksPageTests.StageAsync(new TestNetworks());
        var cut = NetworksPageTests.Show(stage, query);
        cut.WaitForElement(".nw-change .nw-note");
        Assert.StartsWith(words, cut.Read(".nw-change .nw-note"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_that_runs_can_be_taken_back()
    {
        var source = new TestNetworks { Gate = new TaskCompletionSource().Task };
        await using PageStage stage = await NetworksPageTests.StageAsync(source);
        var cut = NetworksPageTests.Show(stage, "?a=out:Gata1");
        cut.WaitForElement(".nw-running");
        Assert.Equal("Following 5 fits with Gata1 knocked out", cut.Read(".nw-running span"));
        cut.WaitForAssertion(() => Assert.Equal("40", cut.Find(".nw-running [role=progressbar]").GetAttribute("aria-valuenow"))); // the share that is done
        await cut.PressAsync("Cancel");
        Assert.Empty(cut.FindAll(".nw-running"));
        Assert.Equal("Gata1 knocked out×", cut.Read(".nw-part")); // what was asked still stands there
    }

    [Fact]
    public async Task A_signal_can_be_blocked_and_a_gene_knocked_down_by_a_share()
    {
        var source = new TestNetworks();
        await using PageStage stage = await NetworksPageTests.StageAsync(source);
        var cut = NetworksPageTests.Show(stage);
        await cut.InvokeAsync(() => cut.Find("select[aria-label='What to do in A']").ChangeAsync(new() { Value = "Block" }));
        await cut.InvokeAsync(() => cut.Find("select[aria-label='Signal to block']").ChangeAsync(new() { Value = "Csf1 → Csf1r" }));
        cut.WaitForElement(".nw-changes");
        await cut.InvokeAsync(() => cut.Find("select[aria-label='What to do in A']").ChangeAsync(new() { Value = "KnockDown" }));
        await cut.InvokeAsync(() => cut.Find(".nw-percent").ChangeAsync(new() { Value = "40" }));
        var chooser = cut.FindComponents<GeneChooser>().Single(one => one.Instance.Label == "Gene to change in A");
        await cut.InvokeAsync(() => chooser.Instance.Chosen.InvokeAsync("Fli1"));
        cut.WaitForAssertion(() => Assert.Equal(["Csf1 → Csf1r blocked", "Csf1 → Csf1r blocked, Fli1 down by 40 %"], source.Asked));
        await cut.InvokeAsync(() => cut.FindAll(".nw-part")[0].ClickAsync(new()));
        cut.WaitForAssertion(() => Assert.Equal("Fli1 down by 40 %", source.Asked[^1]));
    }

    [Fact]
    public async Task Damaged_agents_leave_the_network_readable()
    {
        await using PageStage stage = await NetworksPageTests.StageAsync(new TestNetworks { IsModelDamaged = true });
        var cut = NetworksPageTests.Show(stage, "?a=out:Gata1");
        cut.WaitForElement(".nw-change .nw-note");
        Assert.StartsWith("The fitted agents of this analysis are missing or damaged", cut.Read(".nw-change .nw-note"), StringComparison.Ordinal);
        Assert.NotEmpty(cut.FindAll(".nw-node"));
    }

    private static string[] Rows(IRenderedComponent<NetworksPage> cut, string table) => [.. cut.FindAll($"{table} tbody tr").Select(row => string.Join('|', row.QuerySelectorAll("td").Select(Words.Of)))];
}
