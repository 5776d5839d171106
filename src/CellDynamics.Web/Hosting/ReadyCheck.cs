using CellDynamics.Runs;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CellDynamics.Web.Hosting;

/// <summary>The site can do its work: the database answers and the data root can be written.</summary>
internal sealed class ReadyCheck(Database database, RunsOptions options) : IHealthCheck
{
    public const string Tag = "ready";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using CellDynamicsDb db = database.CreateDbContext();
            await db.Projects.AnyAsync(cancellationToken);
            string probe = Path.Combine(options.DataRoot, $".ready-{Guid.CreateVersion7():N}");
            await File.WriteAllBytesAsync(probe, [1], cancellationToken);
            File.Delete(probe);
            return HealthCheckResult.Healthy();
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("The database or the data root does not answer.", failure);
        }
    }
}
