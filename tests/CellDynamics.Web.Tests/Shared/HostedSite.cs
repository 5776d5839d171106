using CellDynamics.Runs;
using CellDynamics.Web.Hosting;
using CellDynamics.Web.Tests.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

[assembly: AssemblyFixture(typeof(HostedSite))]

namespace CellDynamics.Web.Tests.Shared;

/// <summary>The whole site on a free port, with a data root of its own.</summary>
public class HostedSite : IAsyncLifetime
{
    private readonly ScratchFolder folder = new();
    private WebApplication? app;

    /// <summary>Does not follow redirects and adds nothing to a request.</summary>
    public HttpClient Client { get; private set; } = null!;

    public Uri Address => Client.BaseAddress!;

    public IServiceProvider Services => app!.Services;

    /// <summary>What the site is told at its start.</summary>
    protected virtual IEnumerable<(string Key, string Value)> Settings => [("Uploads:MaximumBytes", "1000000")];

    public async ValueTask InitializeAsync()
    {
        app = Site.Build(Arguments("http://127.0.0.1:0"), services =>
        {
            services.AddLogging(logging => logging.ClearProviders());
            Replace(services);
        });
        await app.StartAsync();
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(app.Urls.Single()) };
    }

    /// <summary>The arguments of a start on this data root.</summary>
    public string[] Arguments(string urls)
    {
        (string Key, string Value)[] all =
        [
            ("urls", urls), ("applicationName", "CellDynamics.Web"), ("environment", "Production"), ("DataRoot", folder.Path), ("SampleData", folder["none"]), ("Execution:Command", folder["no-program"]),
            ("Uploads:KeepFreeBytes", "0"), .. Settings,
        ];
        return [.. all.SelectMany(setting => new[] { $"--{setting.Key}", setting.Value })];
    }

    public string DataRoot => Services.GetRequiredService<RunsOptions>().DataRoot;

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach ((string name, string value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Client.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Client.Dispose();
        await app!.StopAsync();
        await app.DisposeAsync();
        SqliteConnection.ClearAllPools();
        await folder.DisposeAsync();
    }

    protected virtual void Replace(IServiceCollection services)
    {
    }
}
