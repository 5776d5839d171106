using CellDynamics.Runs.Admission;
using CellDynamics.Runs.Keeping;
using CellDynamics.Runs.Projects;
using CellDynamics.Runs.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CellDynamics.Runs.Administration;

internal static class AdministrationServices
{
    /// <summary>What the administration pages stand on. Scoped, because each asks whether its caller may manage the instance.</summary>
    public static void AddAdministration(this IServiceCollection services)
    {
        services.AddSingleton<AnnouncementBoard>();
        services.AddSingleton<ProjectRegistry>();
        services.AddScoped<AdministratorGate>();
        services.AddScoped<AuditReader>();
        services.AddScoped<InstanceDesk>();
        services.AddScoped<NodeDesk>();
        services.AddScoped<UsageReport>();
        services.AddScoped(provider => new QueueReport(provider.GetRequiredService<AdministratorGate>(), provider.GetRequiredService<Database>(), provider.GetRequiredService<QueueReader>()));
        services.AddScoped(provider => new StorageDesk(
            provider.GetRequiredService<AdministratorGate>(), provider.GetRequiredService<Database>(), provider.GetRequiredService<RunsOptions>(), provider.GetRequiredService<LeftoverSweep>(),
            provider.GetRequiredService<CatalogueCards>(), provider.GetRequiredService<Trash>()));
    }
}
