using CellDynamics.Runs.Results.Networks;
using CellDynamics.Web.Features.Answers;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CellDynamics.Web.Features.NetworkData;

/// <summary>What the network pages need from the host.</summary>
public static class NetworkServices
{
    public static IServiceCollection AddNetworks(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.TryAddScoped<BrowserCopies>();
        services.TryAddScoped<FileAnswers>();
        services.TryAddSingleton<NetworkStore>();
        services.TryAddScoped<INetworkSource, StoredNetworks>();
        return services;
    }
}
