using CellDynamics.Runs.Results;
using CellDynamics.Web.Features.Answers;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CellDynamics.Web.Features.TrajectoryData;

/// <summary>What the trajectory pages need from the host.</summary>
public static class TrajectoryServices
{
    public static IServiceCollection AddTrajectories(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.TryAddSingleton<ResultStore>();
        services.TryAddScoped<ITrajectorySource, StoredTrajectories>();
        services.TryAddScoped<BrowserCopies>();
        services.TryAddScoped<FileAnswers>();
        services.TryAddScoped<ResultAnswers>();
        return services;
    }
}
