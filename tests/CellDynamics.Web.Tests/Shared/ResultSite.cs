using CellDynamics.Web.Features.TrajectoryData;
using CellDynamics.Web.Tests.Trajectories;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CellDynamics.Web.Tests.Shared;

/// <summary>The whole site with one finished result of known shape.</summary>
public sealed class ResultSite : HostedSite
{
    protected override void Replace(IServiceCollection services) => services.Replace(ServiceDescriptor.Singleton<ITrajectorySource, TestTrajectories>());
}
