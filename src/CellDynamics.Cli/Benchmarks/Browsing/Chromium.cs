using System.Diagnostics;
using System.Text.Json;

namespace CellDynamics.Cli.Benchmarks.Browsing;

/// <summary>A real browser as a process of its own, with one page. Its console and its network are listened to.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Programs = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private static readonly string[] Quiet =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--disable-dev-shm-usage", "--remote-debugging-port=0", "--window-size=1440,900",
    ];

    private readonly Process process;
    private readonly string folder;
    private readonly Action<string, string> complain;
    private DevTools? tools;
    private string? session;

    private Chromium(Process process, string folder, Action<string, string> complain) => (this.process, this.folder, this.complain) = (process, folder, complain);

    public int ProcessId => process.Id;

    /// <summary>Null where there is a browser on this machine; else why not.</summary>
    public static string? Missing() => Programs.Any(File.Exists) ? null : $"No browser is installed ({string.Join(", ", Programs)}).";

    /// <param name="script">Runs in every page before the scripts of the page.</param>
    /// <param name="complain">Hears of errors: a kind, and what was said.</param>
    /// <exception cref="IOException">It does not start.</exception>
    public static async Task<Chromium> StartAsync(string script, Action<string, string> complain, CancellationToken cancellation)
    {
        string folder = Directory.CreateTempSubdirectory("celldynamics-browser-").FullName;
        var start = new ProcessStartInfo(Programs.First(File.Exists), [.. Quiet, $"--user-data-dir={folder}", "about:blank"]) { RedirectStandardError = true, RedirectStandardOutput = true };
        var browser = new Chromium(Process.Start(start)!, folder, complain);
        try
        {
            await browser.ConnectAsync(script, cancellation);
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
        return browser;
    }

    /// <summary>Goes to an address as if it were typed.</summary>
    public Task GoAsync(Uri address) => PageAsync("Page.navigate", new { url = address.ToString() });

    /// <summary>What an expression of the page comes to, awaited where it is a promise.</summary>
    /// <exception cref="IOException">It throws.</exception>
    public async Task<JsonElement> AskAsync(string expression)
    {
        JsonElement answer = await PageAsync("Runtime.evaluate", new { expression, awaitPromise = true, returnByValue = true });
        if (answer.TryGetProperty("exceptionDetails", out JsonElement wrong))
            throw new IOException(wrong.TryGetProperty("exception", out JsonElement thrown) && thrown.TryGetProperty("description", out JsonElement words) ? words.GetString() : wrong.GetProperty("text").GetString());
        return answer.GetProperty("result").TryGetProperty("value", out JsonElement value) ? value : default;
    }

    /// <summary>A click with the mouse at a place of the window.</summary>
    public async Task ClickAsync(double x, double y)
    {
        foreach (string type in new[] { "mousePressed", "mouseReleased" })
            await PageAsync("Input.dispatchMouseEvent", new { type, x, y, button = "left", buttons = 1, clickCount = 1 });
    }

    /// <summary>A key pressed and let go.</summary>
    /// <param name="key">Such as <c>ArrowRight</c>.</param>
    /// <param name="code">Its number.</param>
    /// <param name="text">What it types; null for a key that types nothing.</param>
    public async Task PressAsync(string key, int code, string? text = null)
    {
        await PageAsync("Input.dispatchKeyEvent", new { type = text is null ? "rawKeyDown" : "keyDown", key, code = key, windowsVirtualKeyCode = code, text = text ?? "" });
        await PageAsync("Input.dispatchKeyEvent", new { type = "keyUp", key, code = key, windowsVirtualKeyCode = code });
    }

    public Task TypeAsync(string text) => PageAsync("Input.insertText", new { text });

    public async ValueTask DisposeAsync()
    {
        if (tools is not null)
            await tools.DisposeAsync();
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
        await ScratchFolder.DeleteAsync(folder);
    }

    private async Task ConnectAsync(string script, CancellationToken cancellation)
    {
        const string Ready = "DevTools listening on ";
        string? line;
        do
            line = await process.StandardError.ReadLineAsync(cancellation) ?? throw new IOException("The browser ended before it listened.");
        while (!line.StartsWith(Ready, StringComparison.Ordinal));
        // Whoever says something and is not read stands still one day.
        _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        tools = await DevTools.ConnectAsync(new Uri(line[Ready.Length..]), Hear, cancellation);
        JsonElement target = await tools.SendAsync("Target.createTarget", new { url = "about:blank" });
        JsonElement attached = await tools.SendAsync("Target.attachToTarget", new { targetId = target.GetProperty("targetId").GetString(), flatten = true });
        session = attached.GetProperty("sessionId").GetString();
        foreach (string part in new[] { "Page", "Runtime", "Log", "Network" })
            await PageAsync($"{part}.enable", new { });
        await PageAsync("Page.addScriptToEvaluateOnNewDocument", new { source = script });
    }

    private Task<JsonElement> PageAsync(string method, object given) => tools!.SendAsync(method, given, session);

    private void Hear(string happened, JsonElement what)
    {
        switch (happened)
        {
            case "Runtime.exceptionThrown":
                complain("script error", what.GetProperty("exceptionDetails").GetRawText());
                break;
            case "Runtime.consoleAPICalled" when what.GetProperty("type").GetString() == "error":
                complain("console error", what.GetProperty("args").GetRawText());
                break;
            case "Log.entryAdded" when what.GetProperty("entry") is var entry && entry.GetProperty("level").GetString() == "error":
                complain("console error", entry.GetProperty("text").GetString() ?? "");
                break;
            case "Network.responseReceived" when what.GetProperty("response") is var answer && answer.GetProperty("status").GetInt32() >= 400:
                complain("HTTP request", $"{answer.GetProperty("url").GetString()}: {answer.GetProperty("status").GetInt32()}");
                break;
            case "Network.loadingFailed" when !(what.TryGetProperty("canceled", out JsonElement canceled) && canceled.GetBoolean()):
                complain("HTTP request", what.GetProperty("errorText").GetString() ?? "");
                break;
        }
    }
}
