using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CellDynamics.EndToEnd;

/// <summary>One browser window with everything its console complained about, refused scripts and styles included.</summary>
public sealed class BrowserWindow : IAsyncDisposable
{
    private readonly IBrowserContext context;
    private readonly List<string> complaints = [];

    public BrowserWindow(IBrowserContext context, IPage page)
    {
        (this.context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                complaints.Add(message.Text);
        };
        page.PageError += (_, error) => complaints.Add(error);
        page.SetDefaultTimeout(30_000);
    }

    public IPage Page { get; }

    /// <summary>Console errors and script errors so far; a refusal by the content security policy is one of them.</summary>
    public IReadOnlyList<string> Complaints => complaints;

    /// <summary>Opens a page and waits until its circuit answers.</summary>
    public async Task GoToAsync(string path)
    {
        await Page.GotoAsync(path);
        await Page.Locator("h1").First.WaitForAsync();
    }

    /// <summary>In which every page is looked at.</summary>
    public static readonly (string Look, int Width, int Height, ColorScheme Scheme)[] Looks =
        [("light", 1440, 900, ColorScheme.Light), ("dark", 1440, 900, ColorScheme.Dark), ("phone", 390, 844, ColorScheme.Light)];

    /// <summary>Waits until nothing on the page says that it is still being read. A picture far below, which a browser fetches only when somebody comes near, is not waited for.</summary>
    public async Task UntilQuietAsync() => await Page.WaitForFunctionAsync(
        "() => !document.querySelector('.mud-skeleton, [aria-busy=true], [data-state=loading], [data-state=reading], .tj-bone') && "
        + "[...document.images].every(image => image.complete || (image.loading === 'lazy' && image.getBoundingClientRect().top > window.innerHeight))");

    /// <summary>The page as it stands, for people to look at, in <c>artifacts/screenshots</c>.</summary>
    public Task TakePictureAsync(string name) =>
        Page.ScreenshotAsync(new() { Path = Path.Combine(SiteFixture.Root, "artifacts", "screenshots", $"{name}.png"), FullPage = true });

    /// <summary>Fails with the rule, the element and the cure for every accessibility violation of the page as it stands.</summary>
    public async Task AssertAccessibleAsync(string what)
    {
        AxeResult result = await Page.RunAxe();
        IEnumerable<string> violations = result.Violations.SelectMany(violation =>
            violation.Nodes.Select(node => $"{violation.Id} ({violation.Impact}): {violation.Help} at {node.Html}"));
        Assert.True(result.Violations.Length == 0, $"{what}:\n{string.Join('\n', violations)}");
    }

    /// <summary>Takes a picture, and fails where the page as it stands is not accessible or is wider than its window.</summary>
    public async Task CheckAsync(string name)
    {
        await TakePictureAsync(name);
        await AssertAccessibleAsync(name);
        int over = await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(over <= 0, $"{name}: {over} px wider than the window.");
    }

    /// <summary>Leaves a picture of the last view behind: what a test that failed was looking at.</summary>
    public async ValueTask DisposeAsync()
    {
        await TakePictureAsync($"last-of-{TestContext.Current.TestMethod?.MethodName}");
        await context.DisposeAsync();
    }
}
