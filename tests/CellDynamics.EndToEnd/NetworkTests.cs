using Microsoft.Playwright;

namespace CellDynamics.EndToEnd;

/// <summary>The page Networks in a real browser: moved through time, walked with the keyboard, asked, sent and taken away.</summary>
public sealed class NetworkTests(SiteFixture site, MadeUpSite made) : IClassFixture<MadeUpSite>
{
    [Fact]
    public async Task Every_part_passes_axe_in_both_themes_and_on_a_phone()
    {
        foreach ((string look, int width, int height, ColorScheme scheme) in BrowserWindow.Looks)
        {
            await using BrowserWindow window = await site.OpenAsync(width, height, scheme);
            foreach ((string part, string query) in new[] { ("graph", "?a=out:Gata1&b=down70:Pu1"), ("matrix", "?tab=matrix"), ("table", "?tab=table&a=out:Hbb") })
            {
                await OpenAsync(window, query);
                string name = $"networks-{part}-{look}";
                await window.CheckAsync(name);
            }
            Assert.Empty(window.Complaints);
        }
    }

    [Fact]
    public async Task The_slider_changes_links_and_fills_and_time_and_choices_stand_in_the_address()
    {
        await using BrowserWindow window = await site.OpenAsync();
        IPage page = window.Page;
        await OpenAsync(window, "?gene=Gata1&t=0");
        ILocator fill = page.Locator(".nw-node[data-gene=Gata1] .nw-label");
        string? before = await fill.GetAttributeAsync("style");
        await page.GetByRole(AriaRole.Slider, new() { Name = "Time" }).FocusAsync();
        await page.Keyboard.PressAsync("End");
        await Assertions.Expect(fill).Not.ToHaveAttributeAsync("style", before!);
        await page.Locator(".nw-node[data-gene=Pu1]").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".nw-focus .nw-name")).ToHaveTextAsync("Pu1");
        await page.WaitForURLAsync("**gene=Pu1*t=72");
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator(".nw-focus .nw-name")).ToHaveTextAsync("Pu1");
        await Assertions.Expect(page.Locator(".tj-now-time")).ToHaveTextAsync("72 h");
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task A_knock_out_is_asked_answered_kept_in_the_address_and_taken_away()
    {
        await using BrowserWindow window = await site.OpenAsync();
        IPage page = window.Page;
        await OpenAsync(window, "?gene=Gata1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Knock out Gata1" }).ClickAsync();
        await page.Locator(".nw-changes").WaitForAsync();
        await page.WaitForURLAsync("**a=out%3AGata1*");
        await Assertions.Expect(page.Locator(".nw-activity .nw-dashed")).ToHaveCountAsync(8);
        IDownload csv = await page.RunAndWaitForDownloadAsync(() => page.Locator(".nw-csv").ClickAsync());
        Assert.StartsWith("perturbation,cell_type,time_h,gene,", await File.ReadAllTextAsync(await csv.PathAsync()), StringComparison.Ordinal);
        foreach (string link in new[] { "GraphML", "Cytoscape (.cyjs)", "Links" })
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Export", Exact = true }).ClickAsync();
            IDownload file = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).ClickAsync());
            Assert.True(new FileInfo(await file.PathAsync()).Length > 1000, link);
            await page.Keyboard.PressAsync("Escape");
        }
        Assert.Empty(window.Complaints);
    }

    [Theory]
    [InlineData("Figure (SVG)", "<svg")]
    [InlineData("Figure (PNG)", "\u0089PNG")]
    public async Task The_figure_stands_on_its_own(string format, string begins)
    {
        await using BrowserWindow window = await site.OpenAsync();
        IPage page = window.Page;
        await OpenAsync(window, "?gene=Gata1");
        await page.Locator(".nw-card summary[aria-label='Export Gene network']").ClickAsync();
        IDownload figure = await page.RunAndWaitForDownloadAsync(() => page.Locator(".nw-card").GetByRole(AriaRole.Button, new() { Name = format }).ClickAsync());
        byte[] bytes = await File.ReadAllBytesAsync(await figure.PathAsync());
        string text = System.Text.Encoding.Latin1.GetString(bytes);
        Assert.StartsWith(begins, text, StringComparison.Ordinal);
        if (begins == "<svg")
            Assert.DoesNotContain("var(--", text, StringComparison.Ordinal); // colours are written out: another program knows no token
        Assert.Empty(window.Complaints);
    }

    [Theory]
    [InlineData("graph")]
    [InlineData("table")]
    public async Task Every_figure_is_taken_away_under_its_title_and_the_time_it_shows(string tab)
    {
        await using BrowserWindow window = await site.OpenAsync();
        IPage page = window.Page;
        await OpenAsync(window, $"?tab={tab}&gene=Gata1&t=36&a=out:Gata1");
        await page.Locator(".nw-changes").WaitForAsync();
        foreach ((string title, string time) in new[] { ("Gene network", "36 h"), ("Regulators over time", "36 h"), ("Signals between cells", "36 h"), ("Where cells end", "72 h"), ("Genes that change", "72 h") })
        {
            foreach (string format in new[] { "SVG", "PNG" })
            {
                ILocator tools = page.Locator($"details[data-title='{title}']");
                await tools.Locator("summary").ClickAsync();
                IDownload figure = await page.RunAndWaitForDownloadAsync(() => tools.GetByRole(AriaRole.Button, new() { Name = $"Figure ({format})" }).ClickAsync());
                string path = Path.Combine(SiteFixture.Root, "artifacts", "screenshots", $"taken-{tab}-{title.Replace(' ', '-')}.{format.ToLowerInvariant()}");
                await figure.SaveAsAsync(path);
                if (format == "PNG")
                    continue;
                string text = await File.ReadAllTextAsync(path);
                Assert.Contains($"<title>Drivers of blood stem cells: {title}", text, StringComparison.Ordinal);
                Assert.Contains(time, text[..text.IndexOf("</title>", StringComparison.Ordinal)], StringComparison.Ordinal);
                Assert.DoesNotContain("color(srgb", text, StringComparison.Ordinal); // nobody but browsers knows it
                Assert.DoesNotContain("color-mix", text, StringComparison.Ordinal);
            }
        }
        Assert.Empty(window.Complaints);
    }

    private async Task OpenAsync(BrowserWindow window, string query)
    {
        await window.GoToAsync(made.Networks + query);
        await window.Page.Locator(".nw-page[data-state=ready]").WaitForAsync();
        await window.UntilQuietAsync();
    }
}
