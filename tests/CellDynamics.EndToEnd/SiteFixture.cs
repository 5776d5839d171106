using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Playwright;

// One site, one browser, two processors: tests that run beside each other would measure each other.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
[assembly: AssemblyFixture(typeof(CellDynamics.EndToEnd.SiteFixture))]

namespace CellDynamics.EndToEnd;

/// <summary>The real site with an empty data root on a free port of the loopback, and a real browser.</summary>
public sealed class SiteFixture : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";

    private static readonly string[] ChromiumArguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--enable-unsafe-swiftshader",
    ];

    private readonly StringBuilder log = new();
    private Process? server;
    private IPlaywright? playwright;
    private IBrowser? browser;

    public static string Root { get; } = FindRoot();

    public string Address { get; private set; } = "";

    public string DataRoot { get; } = Directory.CreateTempSubdirectory("celldynamics-e2e-").FullName;

    /// <summary>Why there is no browser here, or null.</summary>
    public string? Unavailable { get; private set; }

    /// <summary>What the server wrote so far.</summary>
    public string ServerLog
    {
        get { lock (log) return log.ToString(); }
    }

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Chromium))
        {
            Unavailable = $"{Chromium} is not installed.";
            return;
        }
        StartServer(FreePort());
        await UntilReadyAsync();
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Headless = true, Args = ChromiumArguments });
    }

    /// <summary>A fresh browser window; what its console complains about is collected.</summary>
    public async Task<BrowserWindow> OpenAsync(int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Light)
    {
        if (Unavailable is not null)
            Assert.Skip(Unavailable);
        IBrowserContext context = await browser!.NewContextAsync(new()
        {
            BaseURL = Address, ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme, AcceptDownloads = true,
        });
        return new BrowserWindow(context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
        if (server is { HasExited: false })
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
        }
        server?.Dispose();
        Directory.Delete(DataRoot, recursive: true);
    }

    private void StartServer(int port)
    {
        Address = $"http://127.0.0.1:{port}";
        string output = Path.Combine(Root, "artifacts", "bin");
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.ArgumentList.Add(Path.Combine(output, "CellDynamics.Web", configuration, "CellDynamics.Web.dll"));
        start.ArgumentList.Add("--urls");
        start.ArgumentList.Add(Address);
        start.Environment["DataRoot"] = DataRoot;
        start.Environment["SampleData"] = Path.Combine(Root, "sample-data");
        start.Environment["Execution__Command"] = $"dotnet {Path.Combine(output, "CellDynamics.Cli", configuration, "celldynamics.dll")}";
        server = Process.Start(start)!;
        server.OutputDataReceived += (_, line) => Keep(line.Data);
        server.ErrorDataReceived += (_, line) => Keep(line.Data);
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
    }

    private void Keep(string? line)
    {
        lock (log)
            log.AppendLine(line);
    }

    private async Task UntilReadyAsync()
    {
        using var client = new HttpClient();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            if (server!.HasExited)
                throw new InvalidOperationException($"The server ended with exit code {server.ExitCode}:\n{ServerLog}");
            try
            {
                using HttpResponseMessage answer = await client.GetAsync($"{Address}/health/ready", limit.Token);
                if (answer.StatusCode == HttpStatusCode.OK)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(100, limit.Token);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string FindRoot([CallerFilePath] string thisFile = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", ".."));
}
