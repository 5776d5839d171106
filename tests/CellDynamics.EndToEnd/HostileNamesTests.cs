using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using Microsoft.Playwright;

namespace CellDynamics.EndToEnd;

/// <summary>A file whose genes, columns, categories, cells and name would run as a script if any page wrote them into itself as they are.</summary>
public sealed partial class HostileNamesTests(SiteFixture site, EmptySite empty) : IClassFixture<EmptySite>
{
    private const string Picture = "<img src=probe-picture onerror=window.pwned=1>", Script = "<script src=probe-script></script><script>window.pwned=1</script>",
        Attribute = "\" onmouseover=\"window.pwned=1\" data-x=\"", Drawing = "</text></svg><svg onload=window.pwned=1><image href=probe-drawing>", Template = "{{constructor.constructor('window.pwned=1')()}}${window.pwned=1}",
        Address = "javascript:window.pwned=1", Formula = "=HYPERLINK(\"http://probe.example\")";

    // A run with its refits on two busy processors.
    private const float AnalysisMilliseconds = 420_000;

    private static readonly string[] Names = [Picture, Script, Attribute, Drawing, Template, Address, Formula];

    [Fact]
    public async Task Names_of_a_file_are_words_on_every_page_and_never_run()
    {
        await using BrowserWindow window = await site.OpenAsync();
        IPage page = window.Page;
        ConcurrentBag<string> probes = [];
        page.Request += (_, request) =>
        {
            // The site's own questions name the gene, and so does its own address.
            var asked = new Uri(request.Url);
            if (asked.Host.Contains("probe", StringComparison.Ordinal) || (asked.AbsolutePath.Contains("probe", StringComparison.Ordinal) && !asked.AbsolutePath.StartsWith("/api/", StringComparison.Ordinal)))
                probes.Add(request.Url);
        };
        bool hasDialog = false;
        page.Dialog += async (_, dialog) =>
        {
            hasDialog = true;
            await dialog.DismissAsync();
        };
        await window.GoToAsync($"{empty.Address}/");
        await page.GetByRole(AriaRole.Button, new() { Name = "Choose files" }).And(page.Locator(":enabled")).WaitForAsync();
        await page.GetByLabel("Files to upload").SetInputFilesAsync(new FilePayload { Name = $"{Picture}.h5ad", MimeType = "application/octet-stream", Buffer = Make() });
        ILocator open = page.GetByRole(AriaRole.Link, new() { Name = "Open", Exact = true });
        await open.WaitForAsync();
        await AssertUnharmedAsync("the list of datasets");
        await open.ClickAsync();
        await page.GetByText("What each column means").WaitForAsync(new() { Timeout = 60_000 });
        await window.UntilQuietAsync();
        Assert.Contains(Picture, await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal); // the column is shown as the word it is
        await AssertUnharmedAsync("the dataset");
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm roles" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirmed" }).WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "New analysis" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Start analysis" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(AnalysisAddress(), new() { Timeout = 30_000 });
        await AssertUnharmedAsync("the analysis");
        ILocator done = page.GetByRole(AriaRole.Link, new() { Name = "Watch the cells move" });
        await done.WaitForAsync(new() { Timeout = AnalysisMilliseconds });
        await done.ClickAsync();
        await page.Locator(".tj-page[data-state=ready]").WaitForAsync();
        foreach (string gene in Names)
        {
            await page.GetByRole(AriaRole.Combobox, new() { Name = "Gene to colour the cells by" }).FillAsync(gene);
            await page.Keyboard.PressAsync("Enter");
            await window.UntilQuietAsync();
            await AssertUnharmedAsync($"the trajectories, coloured by {gene}");
        }
        await page.Locator("[data-panel=left] [data-part=figure]").HoverAsync();
        await window.TakePictureAsync("hostile-names");
        foreach (string address in new[] { $"{empty.Address}/datasets", $"{empty.Address}/analyses", $"{empty.Address}/trajectories", page.Url })
        {
            await window.GoToAsync(address);
            await window.UntilQuietAsync();
            await AssertUnharmedAsync(address);
        }
        Assert.False(hasDialog);
        // A gene whose name holds a slash may be one that no address can name.
        Assert.DoesNotContain(window.Complaints, complaint => !complaint.StartsWith("Failed to load resource", StringComparison.Ordinal));

        async Task AssertUnharmedAsync(string where)
        {
            Assert.True(await page.EvaluateAsync<bool>("() => window.pwned === undefined"), where);
            string[] made = await page.EvaluateAsync<string[]>(
                "() => [...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => a.name.startsWith('on') ? /pwned/.test(a.value) : /^(src|href)$/.test(a.name) && /^(probe|javascript:|http:..probe)/.test(a.value))).map(e => e.outerHTML)");
            Assert.True(made.Length == 0, $"{where}: {string.Join('\n', made)}");
            Assert.True(probes.IsEmpty, $"{where}: {string.Join(' ', probes)}");
        }
    }

    /// <summary>Three times of cells that move, every word of the file hostile but the column of the times.</summary>
    private static byte[] Make()
    {
        const int CellsOfATime = 40;
        string[] times = ["0", "24", "48"];
        int cells = CellsOfATime * times.Length;
        string[] genes = [.. Names, .. Enumerable.Range(0, 13).Select(i => $"{Picture}{i}")];
        var random = new Random(7);
        var x = new DenseMatrix(cells, genes.Length);
        for (int cell = 0; cell < cells; cell++)
        {
            for (int gene = 0; gene < genes.Length; gene++)
                x[cell, gene] = Math.Max(0, Math.Round(4 + gene % 5 * (cell / CellsOfATime) + 3 * random.NextDouble()));
        }
        string path = Path.Combine(Directory.CreateTempSubdirectory("celldynamics-hostile-").FullName, "hostile.h5ad");
        H5adWriter.Write(path, new H5adContent
        {
            Obs = new DataFrame("_index", [.. Enumerable.Range(0, cells).Select(i => $"{Script}{i}")],
            [
                DataColumn.OfCategories("Hours", [.. Enumerable.Range(0, cells).Select(i => times[i / CellsOfATime])]),
                DataColumn.OfCategories(Picture, [.. Enumerable.Range(0, cells).Select(i => Names[i % Names.Length])]),
                DataColumn.OfCategories("cell_type", [.. Enumerable.Range(0, cells).Select(i => Names[i % 3])]),
                DataColumn.OfCategories("\" onfocus=\"window.pwned=1", [.. Enumerable.Range(0, cells).Select(i => i % 2 == 0 ? Drawing : Attribute)]),
            ]),
            Var = new DataFrame("_index", genes, []),
            X = new MemoryMatrix(x),
        });
        return File.ReadAllBytes(path);
    }

    [GeneratedRegex("/analyses/[0-9a-f-]{36}$")]
    private static partial Regex AnalysisAddress();
}
