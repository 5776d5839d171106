using System.Globalization;
using Microsoft.Playwright;

namespace CellDynamics.EndToEnd;

/// <summary>From cells that move to the genes that drive them, in a real browser against the real site.</summary>
public sealed class NetworkJourneyTests(SiteFixture site)
{
    /// <summary>Learned and tested on two busy processors, perhaps behind the examples.</summary>
    private const float AnalysisMilliseconds = 420_000;

    [Fact]
    public async Task Paths_of_muscle_cells_become_a_network_in_which_a_gene_is_knocked_out()
    {
        await using BrowserWindow window = await site.OpenAsync();
        IPage page = window.Page;
        await window.GoToAsync("/analyses");
        await page.Locator("tr", new() { HasText = "muscle" }).GetByText("Done", new() { Exact = true }).First.WaitForAsync(new() { Timeout = AnalysisMilliseconds });
        await window.GoToAsync("/trajectories");
        await page.GetByRole(AriaRole.Link).Filter(new() { HasText = "muscle" }).First.ClickAsync();
        await page.Locator(".tj-page[data-state=ready]").WaitForAsync(new() { Timeout = AnalysisMilliseconds });
        await page.GetByRole(AriaRole.Link, new() { Name = "Which genes drive this?" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Radio, new() { Name = "Which genes and signals drive it?" })).ToBeCheckedAsync();
        await Assertions.Expect(page.Locator("input[name=paths]").First).ToBeCheckedAsync();
        await page.GetByLabel("Fits").FillAsync("2");
        await page.GetByLabel("Most genes").FillAsync("40");
        await page.GetByLabel("Most cells").FillAsync("100");
        await page.GetByLabel("Most cells").BlurAsync();
        await window.TakePictureAsync("new-analysis-of-genes");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start analysis" }).ClickAsync();
        ILocator done = page.GetByRole(AriaRole.Link, new() { Name = "See the network" });
        await done.WaitForAsync(new() { Timeout = AnalysisMilliseconds });
        await window.TakePictureAsync("network-analysis-done");
        await done.ClickAsync();
        await page.Locator(".nw-page[data-state=ready]").WaitForAsync();
        await window.UntilQuietAsync();
        int drawn = await page.Locator(".nw-node").CountAsync();
        Assert.True(drawn is > 1 and <= 13, string.Create(CultureInfo.InvariantCulture, $"Expected one gene and at most twelve neighbours, found {drawn} genes."));
        await window.TakePictureAsync("network-of-muscle");
        await window.AssertAccessibleAsync("network-of-muscle");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Knock out ") }).First.ClickAsync();
        await page.Locator(".nw-changes").WaitForAsync();
        Assert.Contains("genes change in the same direction in all fits", await page.Locator(".nw-effects").InnerTextAsync(), StringComparison.Ordinal);
        await window.TakePictureAsync("network-of-muscle-knocked-out");
        Assert.Empty(window.Complaints);
        Assert.DoesNotContain("fail:", site.ServerLog, StringComparison.Ordinal);
    }
}
