using CellDynamics.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CellDynamics.EndToEnd;

/// <summary>The site in this process without examples, with the real command line as its child: an analysis need not wait for others.</summary>
public sealed class EmptySite : IAsyncLifetime
{
    private readonly string dataRoot = Directory.CreateTempSubdirectory("celldynamics-e2e-").FullName;
    private WebApplication? app;

    public string Address => app!.Urls.Single();

    public async ValueTask InitializeAsync()
    {
        string program = Path.Combine(SiteFixture.Root, "artifacts", "bin", "CellDynamics.Cli", new DirectoryInfo(AppContext.BaseDirectory).Name, "celldynamics.dll");
        (string Key, string Value)[] settings =
        [
            ("urls", "http://127.0.0.1:0"), ("applicationName", "CellDynamics.Web"), ("environment", "Production"), ("DataRoot", dataRoot), ("SampleData", Path.Combine(dataRoot, "none")),
            ("Execution:Command", $"dotnet \"{program}\""), ("Uploads:KeepFreeBytes", "0"),
        ];
        app = Site.Build([.. settings.SelectMany(setting => new[] { $"--{setting.Key}", setting.Value })], services => services.AddLogging(logging => logging.ClearProviders()));
        await app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await app!.StopAsync();
        await app.DisposeAsync();
        Directory.Delete(dataRoot, recursive: true);
    }
}
