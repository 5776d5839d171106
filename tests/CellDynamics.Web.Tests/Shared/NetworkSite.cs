using CellDynamics.Web.Features.NetworkData;
using CellDynamics.Web.Tests.Networks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CellDynamics.Web.Tests.Shared;

/// <summary>The whole site with one finished analysis of networks of known shape.</summary>
public sealed class NetworkSite : HostedSite
{
    protected override void Replace(IServiceCollection services) => services.Replace(ServiceDescriptor.Singleton<INetworkSource, TestNetworks>());
}
