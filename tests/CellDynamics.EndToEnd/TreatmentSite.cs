using CellDynamics.Web.Features.TreatmentData;
using CellDynamics.Web.Hosting;
using CellDynamics.Web.Tests.Treatments;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace CellDynamics.EndToEnd;

/// <summary>The site in this process with one finished analysis of treatments: training one would take longer than looking at it.</summary>
public sealed class TreatmentSite : IAsyncLifetime
{
    private readonly string dataRoot = Directory.CreateTempSubdirectory("celldynamics-e2e-").FullName;
    private WebApplication? app;

    /// <summary>Of the page of the analysis.</summary>
    public string Address => $"{app!.Urls.Single()}/treatments/{TestTreatments.Finished}";

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
