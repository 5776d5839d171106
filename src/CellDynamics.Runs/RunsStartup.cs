using CellDynamics.Runs.Access;
using CellDynamics.Runs.Datasets;
using CellDynamics.Runs.Datasets.Scanning;
using CellDynamics.Runs.Keeping;
using CellDynamics.Runs.Queue;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CellDynamics.Runs;

/// <summary>Brings the data root into order before anything is served: folders, tables, runs of a server that died, examples.</summary>
internal sealed class RunsStartup(
    RunsOptions options, Database database, RunRecovery recovery, DataRootMark mark, Trash trash, IServiceScopeFactory scopes,
    CatalogueCards cards, LeftoverSweep leftovers, MalwareScanner scanner, UploadScan scan, ILogger<RunsStartup> logger) : IHostedService, IDisposable
{
    private FileStream? ownership;

    /// <exception cref="InvalidOperationException">Another server works on the same data root, it is only half restored, its database is of a newer version, or the scanner of its settings cannot be run.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(Path.Combine(options.DataRoot, Restore.Mark)))
            throw new InvalidOperationException($"{options.DataRoot}: expected a whole data root, found one whose restore was cut off. Empty it, and its database, and restore again.");
        if (scanner.Problem is { } problem)
            throw new InvalidOperationException(problem);
        options.MakeDataRoot();
        if (options.Provider == DatabaseProvider.Sqlite)
            TakeOwnership();
        await database.MigrateAsync(cancellationToken);
        await mark.EnsureAsync(cancellationToken);
        await scan.AnnounceAsync(cancellationToken);
        foreach (string folder in new[] { options.Datasets, options.Runs, options.Uploads, options.Trash })
            Directory.CreateDirectory(folder);
        int returned = options.Provider == DatabaseProvider.Sqlite
            ? await recovery.ReturnAllAsync(cancellationToken)
            : await recovery.ReturnExpiredAsync(cancellationToken);
        if (returned > 0)
            logger.LogInformation("{Count} runs of a server that ended are continued.", returned);
        trash.Empty();
        await using AsyncServiceScope scope = scopes.CreateScope(Caller.Instance);
        await scope.ServiceProvider.GetRequiredService<UploadStore>().SweepAsync(cancellationToken);
        await leftovers.SweepAsync(cancellationToken);
        if (await cards.StrangersAsync(cancellationToken) is > 0 and var strangers)
            logger.LogWarning("{Count} datasets and analyses stand in the data root but not in the catalogue. If the database was lost, celldynamics reindex puts them back.", strangers);
        await scope.ServiceProvider.GetRequiredService<ExampleSeeder>().SeedAsync(cancellationToken);
        await cards.WriteAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => database.OptimizeAsync(cancellationToken);

    public void Dispose() => ownership?.Dispose();

    // The embedded database makes one server the only one; two would each take the other's runs for lost.
    private void TakeOwnership()
    {
        string path = Path.Combine(options.DataRoot, "server.lock");
        try
        {
            ownership = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException failure)
        {
            throw new InvalidOperationException(
                $"{options.DataRoot}: expected to be the only server on this data root, found another one. Stop it, or give this one a DataRoot of its own.", failure);
        }
    }
}
