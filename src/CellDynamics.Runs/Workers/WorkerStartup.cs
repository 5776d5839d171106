using CellDynamics.Runs.Datasets.Scanning;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CellDynamics.Runs.Workers;

/// <summary>Lets a worker join an instance: it must see the same database and the same files as the site, and changes neither.</summary>
internal sealed class WorkerStartup(Database database, DataRootMark mark, RunsOptions options, MalwareScanner scanner, ILogger<WorkerStartup> logger) : IHostedService
{
    /// <exception cref="RunException">It cannot join; the message says why.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (scanner.Problem is { } problem)
            throw new RunException(problem);
        await using CellDynamicsDb db = database.CreateDbContext();
        try
        {
            if ((await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
                throw new RunException("The database is older than this worker. Start the site of the same version on it first (celldynamics serve): it brings the tables up to date.");
        }
        catch (Exception failure) when (Outage.Is(failure))
        {
            throw new RunException($"Database:ConnectionString: expected a PostgreSQL server that answers, found: {failure.GetBaseException().Message}", failure);
        }
        await mark.RequireAsync(cancellationToken);
        logger.LogInformation("Worker {Id} serves {Groups} with {Slots} at once on {DataRoot}.", options.Worker.Id, options.Worker.Groups, options.ConcurrentRuns, options.DataRoot);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
