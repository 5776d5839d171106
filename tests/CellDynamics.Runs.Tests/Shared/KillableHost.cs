using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CellDynamics.Runs.Tests.Shared;

/// <summary>A server without pages: the same services, in a process that a test can kill.</summary>
internal static class KillableHost
{
    /// <param name="settings">Configuration as <c>Key=value</c>.</param>
    public static async Task<int> RunAsync(string[] settings)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => setting.Split('=', 2)).ToDictionary(parts => parts[0], parts => (string?)parts[1]));
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddCellDynamicsRuns(builder.Configuration);
        using IHost host = builder.Build();
        await host.RunAsync();
        return 0;
    }
}
