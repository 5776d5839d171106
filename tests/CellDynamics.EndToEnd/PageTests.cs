using Microsoft.Playwright;

namespace CellDynamics.EndToEnd;

/// <summary>Every page in both themes and on a phone: reachable, accessible, quiet in the console, no link into nowhere.</summary>
public sealed class PageTests(SiteFixture site)
{
    private const int MostOfAKind = 4;

    [Fact]
    public async Task Every_page_passes_axe_in_both_themes_and_on_a_phone_and_its_links_lead_somewhere()
    {
        IReadOnlyList<string> addresses = await AddressesAsync();
        foreach ((string look, int width, int height, ColorScheme scheme) in BrowserWindow.Looks)
        {
            await using BrowserWindow window = await site.OpenAsync(width, height, scheme);
            foreach ((int number, string address) in addresses.Index())
            {
                await window.GoToAsync(address);
                await window.UntilQuietAsync();
                string name = $"{Kind(address)}-{number}-{look}";
                await window.CheckAsync(name);
            }
            Assert.Empty(window.Complaints);
        }
    }

    [Fact]
    public async Task Addresses_of_nothing_say_so_and_lead_back()
    {
        await using BrowserWindow window = await site.OpenAsync();
        foreach (string address in new[] { "/nowhere", $"/datasets/{Guid.Empty}", $"/analyses/{Guid.Empty}", $"/trajectories/{Guid.Empty}", $"/treatments/{Guid.Empty}", $"/networks/{Guid.Empty}", $"/datasets/{Guid.Empty}/new-analysis" })
        {
            await window.GoToAsync(address);
            await window.UntilQuietAsync();
            string text = await window.Page.Locator("main").InnerTextAsync();
            Assert.Matches("There is no|not found|No page", text);
            Assert.True(await window.Page.Locator("main a").CountAsync() > 0, $"{address}: expected a way back, found no link.");
        }
    }

    [Fact]
    public async Task A_page_that_is_left_before_its_script_arrives_does_not_break_the_next_one()
    {
        await using BrowserWindow window = await site.OpenAsync();
        IPage page = window.Page;
        var isLeft = new TaskCompletionSource();
        await page.RouteAsync("**/js/upload.js", async route =>
        {
            await isLeft.Task;
            await route.ContinueAsync();
        });
        await window.GoToAsync("/");
        await page.GetByRole(AriaRole.Link, new() { Name = "Analyses", Exact = true }).First.ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Analyses", Level = 1 }).WaitForAsync();
        await page.RunAndWaitForResponseAsync(() => Task.Run(isLeft.SetResult), "**/js/upload.js");
        await page.GetByRole(AriaRole.Link, new() { Name = "Trajectories", Exact = true }).First.ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Trajectories", Level = 1 }).WaitForAsync();
        Assert.DoesNotContain("Unhandled exception", site.ServerLog, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task Files_that_cannot_be_used_say_what_is_wrong_and_nothing_else_is_lost()
    {
        await using BrowserWindow window = await site.OpenAsync();
        IPage page = window.Page;
        await window.GoToAsync("/");
        await page.GetByRole(AriaRole.Button, new() { Name = "Choose files" }).And(page.Locator(":enabled")).WaitForAsync();
        byte[] sample = await File.ReadAllBytesAsync(Path.Combine(SiteFixture.Root, "sample-data", "hsmm.h5ad"));
        await page.GetByLabel("Files to upload").SetInputFilesAsync(
        [
            new FilePayload { Name = "notes.h5ad", MimeType = "text/plain", Buffer = "Dear diary,\nnothing to read here\n"u8.ToArray() },
            new FilePayload { Name = "cut off.h5ad", MimeType = "application/octet-stream", Buffer = sample[..(sample.Length / 2)] },
            // The three files of one sample travel as one.
            new FilePayload { Name = "GSM1_barcodes.tsv", MimeType = "text/plain", Buffer = "AAAC-1\nAAAG-1\nAAAT-1\n"u8.ToArray() },
            new FilePayload { Name = "GSM1_features.tsv", MimeType = "text/plain", Buffer = "ENSG1\tMYOG\tGene Expression\nENSG2\tACTB\tGene Expression\n"u8.ToArray() },
            new FilePayload { Name = "GSM1_matrix.mtx", MimeType = "text/plain", Buffer = "%%MatrixMarket matrix coordinate integer general\n2 3 3\n1 1 5\n2 2 7\n1 3 2\n"u8.ToArray() },
        ]);
        ILocator sampleOfThree = page.Locator(".cd-dataset", new() { HasText = "GSM1" }).Filter(new() { HasText = "3 cells" });
        await sampleOfThree.WaitForAsync(new() { Timeout = 60_000 });
        ILocator text = page.GetByRole(AriaRole.Group, new() { Name = "Upload of notes.h5ad" }), cut = page.GetByRole(AriaRole.Group, new() { Name = "Upload of cut off.h5ad" });
        string saidOfText = await WordsOnceSettledAsync(window, text, "notes"), saidOfCut = await WordsOnceSettledAsync(window, cut, "cut off");
        await window.TakePictureAsync("uploads-refused");
        Assert.Contains("a text file beginning with “Dear diary,”", saidOfText, StringComparison.Ordinal);
        Assert.Matches("ends early|truncated|cut", saidOfCut);
        Assert.True(await page.Locator(".cd-dataset").CountAsync() > 0);
    }

    /// <summary>What the site says of a file: in its row where the upload was refused, else on its card once it was read.</summary>
    private static async Task<string> WordsOnceSettledAsync(BrowserWindow window, ILocator row, string name)
    {
        await row.And(window.Page.Locator("[data-state=failed], [data-state=done]")).WaitForAsync();
        if (await row.GetAttributeAsync("data-state") == "failed")
            return await row.InnerTextAsync();
        ILocator card = window.Page.Locator(".cd-dataset", new() { HasText = name }).Filter(new() { HasText = "Cannot be read" });
        await card.WaitForAsync(new() { Timeout = 60_000 });
        return await card.InnerTextAsync();
    }

    /// <summary>Every address that can be reached by links from the start; of one kind of page, such as a dataset, a few.</summary>
    private async Task<IReadOnlyList<string>> AddressesAsync()
    {
        await using BrowserWindow window = await site.OpenAsync();
        await window.GoToAsync("/analyses");
        await window.Page.GetByText("Done", new() { Exact = true }).First.WaitForAsync(new() { Timeout = 420_000 });
        var queue = new Queue<string>(["/"]);
        List<string> seen = [];
        while (queue.TryDequeue(out string? address))
        {
            if (seen.Contains(address) || seen.Count(other => Kind(other) == Kind(address)) == MostOfAKind)
                continue;
            seen.Add(address);
            await window.GoToAsync(address);
            await window.UntilQuietAsync();
            Assert.DoesNotContain("There is no", await window.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
            foreach (string link in await window.Page.EvaluateAsync<string[]>("[...document.links].filter(a => a.origin === location.origin && !a.pathname.startsWith('/api/') && !a.hash).map(a => a.pathname)"))
                queue.Enqueue(link);
        }
        string[] expected = ["start", "datasets-id", "datasets-id-new-analysis", "analyses", "analyses-id", "trajectories", "trajectories-id", "treatments", "networks"];
        Assert.Empty(expected.Except(seen.Select(Kind)));
        return seen;
    }

    private static string Kind(string address) => address.Trim('/') is { Length: > 0 } path
        ? string.Join('-', path.Split('/').Select(part => Guid.TryParse(part, out _) ? "id" : part)) : "start";
}
