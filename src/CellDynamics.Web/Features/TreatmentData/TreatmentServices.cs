using CellDynamics.Web.Features.TrajectoryData;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CellDynamics.Web.Features.TreatmentData;

/// <summary>What the treatment pages need from the host.</summary>
public static class TreatmentServices
{
    public static IServiceCollection AddTreatments(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.TryAddScoped<FileAnswers>();
        services.TryAddScoped<TreatmentAnswers>();
        return services;
    }
}
