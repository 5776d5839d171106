using CellDynamics.Web.Features.TreatmentData;
using CellDynamics.Web.Tests.Treatments;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CellDynamics.Web.Tests.Shared;

/// <summary>The whole site with one finished analysis of treatments of known shape.</summary>
public sealed class TreatmentSite : HostedSite
{
    protected override void Replace(IServiceCollection services) => services.Replace(ServiceDescriptor.Singleton<ITreatmentSource, TestTreatments>());
}
