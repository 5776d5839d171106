using Microsoft.Playwright;

namespace CellDynamics.EndToEnd;

/// <summary>The page Treatments in a real browser: the panels are drawn, chosen in, sent and taken away.</summary>
public sealed class TreatmentTests(SiteFixture site, MadeUpSite made) : IClassFixture<MadeUpSite>
{
    [Fact]
    public async Task Every_part_passes_axe_in_both_themes_and_on_a_phone()
    {
        foreach ((string look, int width, int height, ColorScheme scheme) in BrowserWindow.Looks)
        {
            await using BrowserWindow window = await site.OpenAsync(width, height, scheme);
            foreach (string part in new[] { "shares", "responders", "donors", "scores", "samples", "method&show=difference" })
            {
                await OpenAsync(window, $"?part={part}");
                string name = $"treatments-{part.Split('&')[0]}-{look}";
                await window.CheckAsync(name);
            }
            Assert.Empty(window.Complaints);
        }
    }

    [Fact]
    public async Task A_region_drawn_in_one_panel_chooses_the_counterparts_in_the_others_and_stands_in_the_address()
    {
        await using BrowserWindow window = await site.OpenAsync();
        IPage page = window.Page;
        await OpenAsync(window, "");
        await page.GetByRole(AriaRole.Button, new() { Name = "Choose cells" }).ClickAsync();
        LocatorBoundingBoxResult box = (await page.Locator("[data-panel=control] [data-part=figure]").BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + 4, box.Y + 4);
        await page.Mouse.DownAsync();
        foreach ((float x, float y) in new[] { (box.Width / 2, 4f), (box.Width / 2, box.Height - 4), (4f, box.Height - 4), (4f, 8f) })
            await page.Mouse.MoveAsync(box.X + x, box.Y + y, new() { Steps = 5 });
        await page.Mouse.UpAsync();
        ILocator words = page.Locator("[data-part=selection-words]");
        await Assertions.Expect(words).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"^Chosen: (\d+) control cells, \1 predicted counterparts of them, \d+ treated cells? measured in the same region\.$"));
        await Assertions.Expect(page.Locator("[data-card=marker] h2")).ToContainTextAsync("chosen cells");
        await page.WaitForURLAsync("**area=control*");
        string chosen = await words.InnerTextAsync();
        await page.ReloadAsync();
        await Assertions.Expect(words).ToHaveTextAsync(chosen);
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(words).ToBeHiddenAsync();
        await page.Locator("[data-panel=predicted] [data-part=figure]").FocusAsync();
        await page.Keyboard.PressAsync("Enter"); // without a pointer: what is in view
        await Assertions.Expect(words).ToContainTextAsync("Chosen: 30 control cells, 30 predicted counterparts of them, 30 treated cells");
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task Choices_stand_in_the_address_and_come_back_with_it()
    {
        await using BrowserWindow window = await site.OpenAsync();
        IPage page = window.Page;
        await OpenAsync(window, "");
        await Chooser(page, "Patient").SelectOptionAsync("P3");
        await Chooser(page, "Treated").SelectOptionAsync("Drug <b>");
        await page.GetByRole(AriaRole.Button, new() { Name = "Difference", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Tab, new() { Name = "Responders" }).ClickAsync();
        await page.WaitForURLAsync("**show=difference*part=responders*");
        await page.ReloadAsync();
        await page.Locator(".tr-page[data-state=ready]").WaitForAsync();
        await Assertions.Expect(Chooser(page, "Patient")).ToHaveValueAsync("P3");
        await Assertions.Expect(Chooser(page, "Treated")).ToHaveValueAsync("Drug <b>");
        await Assertions.Expect(page.Locator("#tr-tab-responders")).ToHaveAttributeAsync("aria-selected", "true");
        await Assertions.Expect(page.Locator("[data-panel=difference] [data-part=words]")).ToContainTextAsync("% of the predicted cells");
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task Every_figure_leaves_as_a_drawing_a_picture_and_numbers()
    {
        await using BrowserWindow window = await site.OpenAsync();
        IPage page = window.Page;
        await OpenAsync(window, "");
        foreach (string figure in new[] { "cells", "difference", "marker", "scores" })
        {
            foreach ((string what, string begins) in new[] { ($"figure:{figure}:svg", "<?xml"), ($"figure:{figure}:png:2", "\u0089PNG"), ($"numbers:{figure}", "") })
            {
                await page.GetByRole(AriaRole.Button, new() { Name = "Export", Exact = true }).ClickAsync();
                IDownload download = await page.RunAndWaitForDownloadAsync(() => page.Locator($"[data-do='{what}']").ClickAsync());
                byte[] bytes = await File.ReadAllBytesAsync(await download.PathAsync());
                Assert.True(bytes.Length > 100, $"{what}: {bytes.Length} bytes.");
                Assert.StartsWith(begins, System.Text.Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
            }
        }
        ILocator cards = page.Locator("section.tr-card");
        for (int i = 0; i < await cards.CountAsync(); i++)
        {
            await cards.Nth(i).Locator("summary.cd-tool").ClickAsync();
            IDownload drawing = await page.RunAndWaitForDownloadAsync(() => cards.Nth(i).Locator("[data-take=svg]").ClickAsync());
            Assert.EndsWith(".svg", drawing.SuggestedFilename, StringComparison.Ordinal);
        }
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task A_figure_of_a_donor_outside_the_training_range_says_so_itself()
    {
        await using BrowserWindow window = await site.OpenAsync();
        IPage page = window.Page;
        foreach ((string donor, bool isOutside) in new[] { ("P1", false), ("P3", true) })
        {
            await OpenAsync(window, $"?donor={donor}");
            foreach (string figure in new[] { "cells", "difference", "marker" })
            {
                await page.GetByRole(AriaRole.Button, new() { Name = "Export", Exact = true }).ClickAsync();
                IDownload download = await page.RunAndWaitForDownloadAsync(() => page.Locator($"[data-do='figure:{figure}:svg']").ClickAsync());
                string drawing = await File.ReadAllTextAsync(await download.PathAsync());
                Assert.Contains($"patient {donor}", drawing, StringComparison.Ordinal);
                Assert.Equal(isOutside, drawing.Contains($"Outside the training range: a hypothesis ({donor}).", StringComparison.Ordinal));
            }
        }
        Assert.Empty(window.Complaints);
    }

    private static ILocator Chooser(IPage page, string name) => page.Locator($".tr-choosers label:has(> span:text-is('{name}')) select");

    private async Task OpenAsync(BrowserWindow window, string query)
    {
        await window.GoToAsync(made.Treatments + query);
        await window.Page.Locator(".tr-page[data-state=ready]").WaitForAsync();
        await window.UntilQuietAsync();
    }
}
