using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace CellDynamics.EndToEnd;

/// <summary>What a biologist does on the first day, in a real browser against the real site.</summary>
public sealed partial class JourneyTests(SiteFixture site)
{
    /// <summary>A run with its refits on two busy processors, behind the example that runs already.</summary>
    private const float AnalysisMilliseconds = 420_000;

    private static readonly string Sample = Path.Combine(SiteFixture.Root, "sample-data", "hsmm.h5ad");

    [Fact]
    public async Task A_file_becomes_cells_that_move_and_a_result_that_anndata_opens()
    {
        await using BrowserWindow window = await site.OpenAsync();
        IPage page = window.Page;
        await UploadAsync(window, Sample, "my muscle cells.h5ad");
        await page.GetByRole(AriaRole.Link, new() { Name = "Open", Exact = true }).ClickAsync();
        await ConfirmTimeAsync(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "New analysis" }).ClickAsync();
        await page.GetByText("0, 24, 48 and 72 h").First.WaitForAsync();
        await window.TakePictureAsync("new-analysis");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start analysis" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(AnalysisAddress(), new() { Timeout = 30_000 });
        await page.GetByRole(AriaRole.Progressbar, new() { Name = "Progress of the analysis" }).WaitForAsync();
        await window.TakePictureAsync("analysis-running");
        ILocator done = page.GetByRole(AriaRole.Link, new() { Name = "Watch the cells move" });
        await done.WaitForAsync(new() { Timeout = AnalysisMilliseconds });
        await done.ClickAsync();
        await ExploreAsync(window);
        await ExportAsync(window);
        Assert.Empty(window.Complaints);
        Assert.DoesNotContain("Unhandled exception", site.ServerLog, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("fail:", site.ServerLog, StringComparison.Ordinal);
    }

    private static async Task UploadAsync(BrowserWindow window, string file, string name)
    {
        IPage page = window.Page;
        await window.GoToAsync("/");
        await page.GetByRole(AriaRole.Button, new() { Name = "Choose files" }).And(page.Locator(":enabled")).WaitForAsync();
        await page.GetByLabel("Files to upload").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "application/octet-stream", Buffer = await File.ReadAllBytesAsync(file) });
        await page.GetByRole(AriaRole.Group, new() { Name = $"Upload of {name}" }).GetByText("arrived and intact").First.WaitForAsync();
    }

    private static async Task ConfirmTimeAsync(IPage page)
    {
        await page.GetByText("What each column means").WaitForAsync();
        await page.GetByText("4 time points: 0, 24, 48 and 72 h").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm roles" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirmed" }).WaitForAsync();
    }

    private static async Task ExploreAsync(BrowserWindow window)
    {
        IPage page = window.Page;
        await page.Locator(".tj-page[data-state=ready]").WaitForAsync();
        ILocator slider = page.GetByRole(AriaRole.Slider, new() { Name = "Time" });
        await slider.FocusAsync();
        await page.Keyboard.PressAsync("Home");
        Assert.Equal("0 hours, measured, 69 cells", await slider.GetAttributeAsync("aria-valuetext"));
        string before = await PixelsAsync(page);
        await page.Keyboard.PressAsync("Shift+ArrowRight");
        Assert.StartsWith("24 hours, measured", await slider.GetAttributeAsync("aria-valuetext"), StringComparison.Ordinal);
        for (int i = 0; i < 16; i++)
            await page.Keyboard.PressAsync("ArrowRight");
        string? words = await slider.GetAttributeAsync("aria-valuetext");
        Assert.Matches(InferredBetween24And48(), words);
        Assert.NotEqual(before, await PixelsAsync(page));
        await page.GetByRole(AriaRole.Button, new() { Name = "Play" }).ClickAsync();
        await page.WaitForFunctionAsync("said => document.querySelector('[data-part=range]').getAttribute('aria-valuetext') !== said", words);
        await page.Locator("[data-part=play]").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Trajectories", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Gene to colour the cells by" }).FillAsync("MYOG");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(AddressWithGene(), new() { Timeout = 30_000 });
        await window.TakePictureAsync("trajectories");
        await window.AssertAccessibleAsync("trajectories");
    }

    /// <summary>What the left panel shows, as the browser draws it.</summary>
    private static async Task<string> PixelsAsync(IPage page) =>
        Convert.ToBase64String(await page.Locator("[data-panel=left] [data-part=figure]").ScreenshotAsync());

    private static async Task ExportAsync(BrowserWindow window)
    {
        IPage page = window.Page;
        string svg = await File.ReadAllTextAsync(await SaveAsync(page, "Cells as SVG"));
        Assert.Contains("<svg", svg, StringComparison.Ordinal);
        Assert.True(CircleMark().Count(svg) > 200, "Expected the cells as marks in the SVG.");
        byte[] png = await File.ReadAllBytesAsync(await SaveAsync(page, "Gene trend as PNG, twice the screen"));
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
        string[] trend = await File.ReadAllLinesAsync(await SaveAsync(page, "Genes"));
        Assert.Contains("mean", trend[0], StringComparison.Ordinal);
        Assert.True(trend.Length > 30, $"Expected a row per time, found {trend.Length} lines.");
        string[] cells = await File.ReadAllLinesAsync(await SaveAsync(page, "Cells", isExact: true));
        Assert.Equal(271 + 1, cells.Length);
        string result = await SaveAsync(page, "Result for Python and R", role: AriaRole.Link);
        string said = await ReferencePython.ScriptAsync(
            """
            import sys, anndata
            a = anndata.read_h5ad(sys.argv[1])
            u = a.uns['celldynamics']
            print(a.n_obs, u['trajectories']['points'].ndim, len(set(a.obs['celldynamics_time'])), len(u['validation']) > 0)
            """, result);
        Assert.Equal("271 3 4 True", said);
    }

    private static async Task<string> SaveAsync(IPage page, string what, bool isExact = false, AriaRole role = AriaRole.Button)
    {
        ILocator menu = page.GetByRole(AriaRole.Dialog, new() { Name = "Export" });
        if (!await menu.IsVisibleAsync())
            await page.GetByRole(AriaRole.Button, new() { Name = "Export", Exact = true }).ClickAsync();
        IDownload download = await page.RunAndWaitForDownloadAsync(() => menu.GetByRole(role, new() { Name = what, Exact = isExact }).First.ClickAsync());
        Assert.Null(await download.FailureAsync());
        string path = Path.Combine(Directory.CreateTempSubdirectory("celldynamics-download-").FullName, download.SuggestedFilename);
        await download.SaveAsAsync(path);
        return path;
    }

    [GeneratedRegex("/analyses/[0-9a-f-]{36}$")]
    private static partial Regex AnalysisAddress();

    [GeneratedRegex(@"^3\d(\.\d+)? hours, inferred, between 24 and 48 hours$")]
    private static partial Regex InferredBetween24And48();

    [GeneratedRegex("color=gene(:|%3A)MYOG")]
    private static partial Regex AddressWithGene();

    [GeneratedRegex("<circle ")]
    private static partial Regex CircleMark();
}
