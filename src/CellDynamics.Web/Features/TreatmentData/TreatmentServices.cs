using CellDynamics.Runs.Results.Treatments;
using CellDynamics.Web.Features.Answers;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CellDynamics.Web.Features.TreatmentData;

/// <summary>What the treatment pages need from the host.</summary>
public static class TreatmentServices
{
    public static IServiceCollection AddTreatments(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.TryAddScoped<BrowserCopies>();
        services.TryAddScoped<FileAnswers>();
        services.TryAddSingleton<TreatmentStore>();
        services.TryAddScoped<ITreatmentSource, StoredTreatments>();
        services.TryAddScoped<TreatmentAnswers>();
        services.TryAddScoped<SampleAnswers>();
        return services;
    }
}
