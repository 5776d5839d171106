using CellDynamics.Runs.Access;
using CellDynamics.Runs.Accounts;
using CellDynamics.Runs.Administration;
using CellDynamics.Runs.Admission;
using CellDynamics.Runs.Datasets;
using CellDynamics.Runs.Datasets.Scanning;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Execution.Slurm;
using CellDynamics.Runs.Exports;
using CellDynamics.Runs.Keeping;
using CellDynamics.Runs.Predictions;
using CellDynamics.Runs.Projects;
using CellDynamics.Runs.Queue;
using CellDynamics.Runs.Retention;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Telemetry;
using CellDynamics.Runs.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;

namespace CellDynamics.Runs;

/// <summary>Everything of this project that a host needs, in one call.</summary>
public static class RunsServices
{
    /// <summary>Threads for short runs, dispatching, checks and whatever else is scheduled.</summary>
    private const int JobsBesideRuns = 10;

    /// <summary>Catalogue, uploads, queue, monitor and supervision. Keys: see <see cref="RunsOptions"/>.</summary>
    /// <exception cref="InvalidOperationException">A configured value cannot be used.</exception>
    /// <param name="isWorker">Joins the instance of a site on another machine, instead of being the site.</param>
    public static IServiceCollection AddCellDynamicsRuns(this IServiceCollection services, IConfiguration configuration, bool isWorker = false)
    {
        RunsOptions options = RunsOptions.From(configuration);
        if (!isWorker)
            Directory.CreateDirectory(options.DataRoot);
        services.AddSingleton(options);
        AddClock(services, options);
        services.AddSingleton<InstanceMeter>();
        services.AddSingleton<InstanceFigures>();
        services.AddSingleton<Database>();
        services.AddSingleton<IDbContextFactory<CellDynamicsDb>>(provider => provider.GetRequiredService<Database>());
        services.AddSingleton<AccessDesk>();
        services.AddSingleton<AuditLog>();
        services.AddSingleton<AccessJournal>();
        services.AddSingleton<AccountDesk>();
        services.AddScoped(provider => provider.GetRequiredService<Database>().CreateDbContext()); // for Identity, which takes a context of the request
        services.AddScoped<CallerContext>();
        services.AddScoped<CallerAccess>();
        services.AddSingleton<Trash>();
        services.AddSingleton<ProcessLimits>();
        services.AddSingleton<QueueReader>();
        services.AddSingleton<QuotaDesk>();
        services.AddSingleton<RunLedger>();
        services.AddSingleton<RunRecovery>();
        services.AddSingleton<RunPublisher>();
        services.AddSingleton<RunSupervisor>();
        services.AddSingleton<QueueBell>();
        services.AddSingleton<MalwareScanner>();
        services.AddSingleton<UploadScan>();
        services.AddSingleton<DatasetCheck>();
        services.AddScoped<ExampleSeeder>();
        services.AddSingleton<SampleWork>();
        services.AddSingleton<CatalogueCards>();
        services.AddSingleton<LeftoverSweep>();
        services.AddSingleton<RetentionRound>();
        services.AddSingleton<SampleMemory>();
        AddPublicServices(services);
        AddWorker(services, options);
        // Before Quartz: jobs must find the tables, and the worker in its own.
        if (isWorker)
            services.AddHostedService<WorkerStartup>();
        else
            services.AddHostedService<RunsStartup>();
        services.AddHostedService<WorkerHeartbeat>();
        AddScheduler(services, options);
        return services;
    }

    // On several machines time is what the database says it is; the embedded database has no other clock than ours.
    private static void AddClock(IServiceCollection services, RunsOptions options)
    {
        if (options.Provider == DatabaseProvider.Sqlite)
            services.TryAddSingleton(TimeProvider.System);
        else
            services.TryAddSingleton<TimeProvider, DatabaseClock>();
    }

    private static void AddWorker(IServiceCollection services, RunsOptions options)
    {
        services.AddSingleton<DataRootMark>();
        services.AddSingleton<WorkerRegistry>();
        services.AddSingleton<WorkerDesk>();
        services.AddSingleton<Drain>();
        if (options.Worker.UsesSlurm)
            services.AddSingleton<IRunLauncher, SlurmLauncher>();
        else
            services.AddSingleton<IRunLauncher, ProcessLauncher>();
    }

    // Made here because their constructors take parts that are nobody else's business. Scoped, because each asks what its caller may do; what they share lies in the singletons below them.
    private static void AddPublicServices(IServiceCollection services)
    {
        services.AddScoped(provider => new DatasetCatalog(
            provider.GetRequiredService<Database>(), provider.GetRequiredService<RunsOptions>(), provider.GetRequiredService<QueueBell>(),
            provider.GetRequiredService<Trash>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<CallerAccess>(), provider.GetRequiredService<QuotaDesk>(), provider.GetRequiredService<TableScan>()));
        services.AddScoped(provider => new TableScan(
            provider.GetRequiredService<RunsOptions>(), provider.GetRequiredService<MalwareScanner>(), provider.GetRequiredService<AuditLog>(), provider.GetRequiredService<CallerAccess>(),
            provider.GetRequiredService<ILogger<TableScan>>()));
        services.AddScoped(provider => new UploadStore(
            provider.GetRequiredService<RunsOptions>(), provider.GetRequiredService<DatasetCatalog>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<CallerAccess>(), provider.GetRequiredService<QuotaDesk>(),
            provider.GetRequiredService<InstanceMeter>()));
        services.AddScoped(provider => new RunQueue(
            provider.GetRequiredService<Database>(), provider.GetRequiredService<RunsOptions>(), provider.GetRequiredService<QuotaDesk>(), provider.GetRequiredService<QueueBell>(),
            provider.GetRequiredService<Trash>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<CallerAccess>()));
        services.AddSingleton(provider => new SampleLine(
            provider.GetRequiredService<SampleWork>(), provider.GetRequiredService<RunsOptions>(), provider.GetRequiredService<Trash>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetService<IHostApplicationLifetime>(), provider.GetRequiredService<ILogger<SampleLine>>()));
        services.AddScoped(provider => new SampleDesk(
            provider.GetRequiredService<SampleLine>(), provider.GetRequiredService<DatasetCatalog>(), provider.GetRequiredService<RunQueue>(), provider.GetRequiredService<CallerAccess>()));
        services.AddScoped(provider => new SampleStore(
            provider.GetRequiredService<SampleMemory>(), provider.GetRequiredService<Database>(), provider.GetRequiredService<RunsOptions>(), provider.GetRequiredService<CallerAccess>()));
        services.AddSingleton(provider => new ExportMaker(
            provider.GetRequiredService<RunsOptions>(), provider.GetRequiredService<ProcessLimits>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? CancellationToken.None));
        services.AddScoped(provider => new ExportDesk(provider.GetRequiredService<ExportMaker>(), provider.GetRequiredService<RunQueue>(), provider.GetRequiredService<CallerAccess>()));
        services.AddSingleton<RetentionDesk>();
        services.AddSingleton(provider => new RunMonitor(
            provider.GetRequiredService<Database>(), provider.GetRequiredService<QueueReader>(), provider.GetRequiredService<RunsOptions>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RunMonitor>>()));
        services.AddScoped<ProjectDesk>();
        services.AddScoped<LinkDesk>();
        services.AddAdministration();
        services.AddScoped(provider => new RunNews(provider.GetRequiredService<RunMonitor>(), provider.GetRequiredService<CallerAccess>()));
    }

    private static void AddScheduler(IServiceCollection services, RunsOptions options)
    {
        // A scheduler that was asked for and never started must not keep its process alive.
        services.ConfigureAll<AdoJobStoreOptions>(store => store.UseBackgroundThreads = true);
        services.AddQuartz(quartz =>
        {
            quartz.UsePersistentStore(store =>
            {
                if (options.Provider == DatabaseProvider.Sqlite)
                {
                    // A file of its own: the scheduler's many small writes do not hold up the pages.
                    store.UseSqlite($"Data Source={Path.Combine(options.DataRoot, "scheduler.db")}");
                }
                else
                {
                    store.UsePostgres(PostgresConnection.Of(options.ConnectionString));
                    store.ConfigureStore(ado => ado.DbRetryInterval = TimeSpan.FromSeconds(5));
                    store.UseClustering();
                }
                store.ProvisionSchema();
            });
            // A route, not a limit: the dispatcher gives a worker no more than it has room for.
            quartz.ServeExecutionGroups("_", options.Worker.Id);
            // Nobody tells the other nodes of a new job: each looks by itself, and by default only every half minute.
            if (options.Provider == DatabaseProvider.Postgres)
                quartz.ConfigureScheduler(scheduler => scheduler.IdleWaitTime = TimeSpan.FromSeconds(1));
            quartz.UseDefaultThreadPool(options.ConcurrentRuns + options.ShortRuns + JobsBesideRuns);
            quartz.AddJob<DispatchJob>(job => job.WithIdentity(DispatchJob.Key).StoreDurably());
            quartz.AddTrigger(trigger => trigger.ForJob(DispatchJob.Key).WithIdentity("dispatch-tick", "queue").StartNow().WithSimpleSchedule(TimeSpan.FromSeconds(5)));
            quartz.AddJob<CardsJob>(job => job.WithIdentity(CardsJob.Key).StoreDurably());
            quartz.AddTrigger(trigger => trigger.ForJob(CardsJob.Key).WithIdentity("cards-tick", "keeping").StartNow().WithSimpleSchedule(TimeSpan.FromMinutes(1)));
            quartz.AddJob<RetentionJob>(job => job.WithIdentity(RetentionJob.Key).StoreDurably());
            quartz.AddTrigger(trigger => trigger.ForJob(RetentionJob.Key).WithIdentity("retention-day", "keeping").StartNow().WithSimpleSchedule(TimeSpan.FromDays(1)));
            quartz.AddJob<CheckDatasetsJob>(job => job.WithIdentity(CheckDatasetsJob.Key).StoreDurably());
            quartz.AddTrigger(trigger => trigger.ForJob(CheckDatasetsJob.Key).WithIdentity("check-tick", "queue").StartNow().WithSimpleSchedule(TimeSpan.FromSeconds(30)));
        });
        services.AddQuartzHostedService(hosted => hosted.WaitForJobsToComplete = true);
    }
}
