using CellDynamics.Runs;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CellDynamics.Web.Hosting;

/// <summary>The site can do its work: the database answers and the data root can be written. Anybody may ask, so that it is looked at once a second at most.</summary>
internal sealed class ReadyCheck(Database database, RunsOptions options, DataRootMark mark, TimeProvider time) : IHealthCheck, IDisposable
{
    public const string Tag = "ready";

    /// <summary>How old an answer may be.</summary>
    internal static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim one = new(1, 1);
    private (long At, HealthCheckResult Result)? last;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await one.WaitAsync(cancellationToken);
        try
        {
            if (last is not { } known || time.GetElapsedTime(known.At) > Fresh)
                last = known = (time.GetTimestamp(), await LookAsync(cancellationToken));
            return known.Result;
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose() => one.Dispose();

    private async Task<HealthCheckResult> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using CellDynamicsDb db = database.CreateDbContext();
            await db.Projects.AnyAsync(cancellationToken);
            // An empty mount point can be written as well.
            if (!mark.IsThere())
                return HealthCheckResult.Unhealthy("The data root is not that of this instance: is its file system mounted?");
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
