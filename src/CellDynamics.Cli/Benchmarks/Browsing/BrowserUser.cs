using System.Globalization;
using System.Text.Json;
using CellDynamics.Cli.Benchmarks.Load;

namespace CellDynamics.Cli.Benchmarks.Browsing;

/// <summary>A person before a real browser: opens pages by their links, steps the slider, colours cells by genes.</summary>
internal sealed class BrowserUser : IAsyncDisposable
{
    private const string GeneField = "input[aria-label^=\"Gene to colour the cells by\"]";
    private const double StayInExplorer = 0.75, GoToExplorer = 0.5;

    private readonly LoadSite site;
    private readonly LoadJournal journal;
    private readonly Random dice;
    private readonly Chromium browser;
    private readonly SitePlace[] explorers;
    private SitePlace here = SitePlace.Lists[0];
    private string doing = "open the site";

    private BrowserUser(LoadSite site, LoadJournal journal, int seed, Chromium browser)
    {
        (this.site, this.journal, dice, this.browser) = (site, journal, new Random(seed), browser);
        explorers = [.. site.Finished.Select(SitePlace.ExplorerOf)];
    }

    public int ProcessId => browser.ProcessId;

    public static async Task<BrowserUser> StartAsync(LoadSite site, LoadJournal journal, int seed, CancellationToken cancellation) =>
        new(site, journal, seed, await Chromium.StartAsync(PaintProbe.Script, (kind, what) => journal.Failed($"browser: {kind}", what), cancellation));

    /// <summary>Until it is told to leave.</summary>
    public async Task RunAsync(CancellationToken leaving)
    {
        bool isOpen = false;
        while (!leaving.IsCancellationRequested)
        {
            try
            {
                if (!isOpen)
                    await OpenAsync();
                isOpen = true;
                await Task.Delay(LoadPlan.ShortestPause + dice.NextDouble() * (LoadPlan.LongestPause - LoadPlan.ShortestPause), leaving);
                await ActAsync();
                if (!(await browser.AskAsync("cdProbe.isWhole()")).GetBoolean())
                {
                    journal.Failed("browser: circuit lost", $"At /{here.Path} the page says that its connection is interrupted or that it stopped.");
                    isOpen = false;
                }
            }
            catch (OperationCanceledException) when (leaving.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) // also an answer that is none, of a page that crashed
            {
                journal.Failed("browser: no effect", $"{doing}: {failure.Message} (/{here.Path})");
                await Task.Delay(LoadPlan.ShortestPause, CancellationToken.None);
                isOpen = false;
            }
        }
    }

    public ValueTask DisposeAsync() => browser.DisposeAsync();

    private async Task OpenAsync()
    {
        here = SitePlace.Lists[0];
        await browser.GoAsync(site.Address);
        await browser.AskAsync($"cdProbe.until(() => ({Shown(here)}), {Patience})");
    }

    private Task ActAsync()
    {
        if (!here.IsExplorer)
            return dice.NextDouble() < GoToExplorer ? ExploreAsync(explorers[dice.Next(explorers.Length)]) : OpenListAsync();
        if (dice.NextDouble() > StayInExplorer)
            return OpenListAsync();
        return dice.Next(2) == 0 ? StepAsync() : ColourAsync();
    }

    private async Task OpenListAsync()
    {
        SitePlace[] others = [.. SitePlace.Lists.Where(list => list.Path != here.Path)];
        await FollowAsync(others[dice.Next(others.Length)], "nav");
    }

    /// <summary>The list of analyses, then one of them.</summary>
    private async Task ExploreAsync(SitePlace explorer)
    {
        SitePlace list = SitePlace.Lists.First(place => place.Path == "trajectories");
        if (here.Path != list.Path)
            await FollowAsync(list, "nav");
        await FollowAsync(explorer, "main");
    }

    private async Task FollowAsync(SitePlace to, string part)
    {
        doing = to.IsExplorer ? "open the explorer" : "open a page";
        await ArmAsync("click", Shown(to));
        await ClickAsync($"{part} a[href=\"{to.Path}\"]");
        here = to;
        await TookAsync();
    }

    private async Task StepAsync()
    {
        const string Slider = "[data-part=range]";
        doing = "step the slider";
        await browser.AskAsync($"document.querySelector('{Slider}').focus()");
        string before = (await browser.AskAsync($"document.querySelector('{Slider}').getAttribute('aria-valuetext')")).GetString() ?? "";
        bool isAtEnd = (await browser.AskAsync($"(slider => Number(slider.value) >= Number(slider.max))(document.querySelector('{Slider}'))")).GetBoolean();
        await ArmAsync("keydown", $"document.querySelector('{Slider}').getAttribute('aria-valuetext') !== {JsonSerializer.Serialize(before)}");
        if (isAtEnd)
            await browser.PressAsync("Home", 36);
        else
            await browser.PressAsync("ArrowRight", 39);
        await TookAsync();
    }

    private async Task ColourAsync()
    {
        doing = "colour by a gene";
        await browser.AskAsync($"document.querySelector('{GeneField}').focus()");
        if (SimulatedUser.LetterOf(await OffersAsync(), dice) is { } letter)
        {
            await browser.TypeAsync(letter);
            // What is offered when the server has looked: the person chooses one and types it to its end.
            await browser.AskAsync($"cdProbe.until(() => {Offers}.length > 0 && {Offers}.every(gene => gene.toUpperCase().includes({JsonSerializer.Serialize(letter)})), {Patience})");
        }
        string shown = (await browser.AskAsync($"document.querySelector('{GeneField}').placeholder")).GetString() ?? "";
        string[] offers = [.. (await OffersAsync()).Where(gene => gene != shown)];
        if (offers.Length == 0)
            throw new IOException("no gene was offered");
        string gene = offers[dice.Next(offers.Length)];
        await browser.AskAsync($"document.querySelector('{GeneField}').select()");
        foreach (char typed in gene)
            await browser.TypeAsync(typed.ToString());
        await ArmAsync("keydown", $"document.querySelector('[data-panel=right] [data-part=figure]').getAttribute('aria-label').startsWith({JsonSerializer.Serialize(gene + " in ")}) && document.querySelector('[data-panel=right] [data-part=figure]').dataset.state === 'ready'");
        await browser.PressAsync("Enter", 13, "\r");
        await TookAsync();
    }

    private async Task<string[]> OffersAsync() => [.. (await browser.AskAsync(Offers)).EnumerateArray().Select(gene => gene.GetString()!)];

    private static string Offers => $"[...document.querySelector('{GeneField}').list.options].map(option => option.value)";

    private static string Patience => LoadPlan.Patience.TotalMilliseconds.ToString(CultureInfo.InvariantCulture);

    private static string Shown(SitePlace place) =>
        $"document.querySelector('h1')?.textContent.includes({JsonSerializer.Serialize(place.Heading)}) && cdProbe.isQuiet()" + (place.IsExplorer ? " && document.querySelector('.tj-page[data-state=ready]')" : " && !document.querySelector('[data-card=slider]')");

    private Task<JsonElement> ArmAsync(string happening, string isThere) => browser.AskAsync($"cdProbe.arm('{happening}', () => ({isThere}), {Patience})");

    private async Task ClickAsync(string selector)
    {
        JsonElement place = await browser.AskAsync($"cdProbe.placeOf({JsonSerializer.Serialize(selector)})");
        if (place.ValueKind != JsonValueKind.Object)
            throw new IOException($"nothing to click at {selector}");
        await browser.ClickAsync(place.GetProperty("x").GetDouble(), place.GetProperty("y").GetDouble());
    }

    private async Task TookAsync() => journal.Took(Waiter.Browser, doing, TimeSpan.FromMilliseconds((await browser.AskAsync("cdProbe.result")).GetDouble()));
}
