using CellDynamics.Web.Features.NetworkData;
using CellDynamics.Web.Features.TreatmentData;
using CellDynamics.Web.Hosting;
using CellDynamics.Web.Tests.Networks;
using CellDynamics.Web.Tests.Treatments;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace CellDynamics.EndToEnd;

/// <summary>The site in this process with one finished analysis of treatments and one of networks: training them would take longer than looking at them.</summary>
public sealed class MadeUpSite : IAsyncLifetime
{
    private readonly string dataRoot = Directory.CreateTempSubdirectory("celldynamics-e2e-").FullName;
    private WebApplication? app;

    /// <summary>Of the page of the analysis of treatments.</summary>
    public string Treatments => $"{app!.Urls.Single()}/treatments/{TestTreatments.Finished}";

    /// <summary>Of the page of the analysis of networks.</summary>
    public string Networks => $"{app!.Urls.Single()}/networks/{TestNetworks.Finished}";

    public async ValueTask InitializeAsync()
    {
        (string Key, string Value)[] settings =
        [
            ("urls", "http://127.0.0.1:0"), ("applicationName", "CellDynamics.Web"), ("environment", "Production"), ("DataRoot", dataRoot), ("SampleData", Path.Combine(dataRoot, "none")),
            ("Execution:Command", Path.Combine(dataRoot, "no-program")), ("Uploads:KeepFreeBytes", "0"),
        ];
        app = Site.Build([.. settings.SelectMany(setting => new[] { $"--{setting.Key}", setting.Value })], services =>
        {
            services.AddLogging(logging => logging.ClearProviders());
            services.Replace(ServiceDescriptor.Singleton<ITreatmentSource, TestTreatments>());
            services.Replace(ServiceDescriptor.Singleton<INetworkSource, TestNetworks>());
        });
        await app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await app!.StopAsync();
        await app.DisposeAsync();
        Directory.Delete(dataRoot, recursive: true);
    }
}
