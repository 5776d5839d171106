using System.Globalization;
using Microsoft.Playwright;

namespace CellDynamics.EndToEnd;

/// <summary>A person sets poorly measured cells aside: by hand, with the mouse.</summary>
public sealed class QualityJourneyTests(SiteFixture site)
{
    [Fact]
    public async Task A_threshold_is_dragged_saved_and_followed_by_the_counts_of_the_page()
    {
        await using BrowserWindow window = await site.OpenAsync();
        IPage page = window.Page;
        await window.GoToAsync("/");
        await page.GetByRole(AriaRole.Button, new() { Name = "Choose files" }).And(page.Locator(":enabled")).WaitForAsync();
        byte[] sample = await File.ReadAllBytesAsync(Path.Combine(SiteFixture.Root, "sample-data", "hsmm.h5ad"));
        await page.GetByLabel("Files to upload").SetInputFilesAsync(new FilePayload { Name = "quality.h5ad", MimeType = "application/octet-stream", Buffer = sample });
        await page.GetByRole(AriaRole.Group, new() { Name = "Upload of quality.h5ad" }).GetByRole(AriaRole.Link, new() { Name = "Open", Exact = true }).ClickAsync();
        ILocator keeps = page.Locator(".ds-keeps"), line = page.Locator("[data-threshold=quality-genes-least] rect"), field = page.Locator("#quality-genes-least");
        // The file is checked in a process of its own first.
        await keeps.WaitForAsync(new() { Timeout = 60_000 });
        await Assertions.Expect(keeps).ToHaveTextAsync("All 271 cells take part.");

        await line.ScrollIntoViewIfNeededAsync();
        LocatorBoundingBoxResult grip = (await line.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(grip.X + 20, grip.Y + grip.Height / 2);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(grip.X + 20, grip.Y - 130, new() { Steps = 8 });
        await page.Mouse.UpAsync();
        await Assertions.Expect(keeps).ToContainTextAsync("of 271 cells. 0 h:");
        int least = int.Parse(await field.InputValueAsync(), CultureInfo.InvariantCulture);
        Assert.InRange(least, 500, 1500);
        // The keyboard has the same line.
        await field.FillAsync("1300");
        await field.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-threshold=quality-genes-least] text")).ToHaveTextAsync("min 1,300");
        string said = await keeps.Locator("strong").InnerTextAsync();
        string kept = said.Split(' ')[1];
        Assert.Equal($"Keeps {kept} of 271 cells.", said);
        await window.AssertAccessibleAsync("quality");

        await page.GetByRole(AriaRole.Button, new() { Name = "Use this filter" }).ClickAsync();
        await page.GetByText($"{271 - int.Parse(kept, CultureInfo.InvariantCulture)} of 271 cells were set aside by the filter: at least 1,300 genes (X).").WaitForAsync(new() { Timeout = 60_000 });
        await Assertions.Expect(page.Locator(".cd-verdict").First).ToContainTextAsync($"{kept} cells");
        string[] counts = [.. await page.Locator(".cd-bars td").AllInnerTextsAsync()];
        Assert.Equal(int.Parse(kept, CultureInfo.InvariantCulture), counts.Sum(count => int.Parse(count, NumberStyles.AllowThousands, CultureInfo.InvariantCulture)));
        await page.ReloadAsync();
        await Assertions.Expect(field).ToHaveValueAsync("1300");
        Assert.Empty(window.Complaints);
    }
}
