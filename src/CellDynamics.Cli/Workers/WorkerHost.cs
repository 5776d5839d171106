using CellDynamics.Runs;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CellDynamics.Cli.Workers;

/// <summary>The services of an instance without its pages, until a signal ends them.</summary>
internal static class WorkerHost
{
    /// <param name="settings">Over those of the environment.</param>
    /// <param name="isWorker">Joins an instance; else it is the site itself, for rehearsals.</param>
    /// <exception cref="RunException">A setting cannot be used, or the instance cannot be joined.</exception>
    public static void Run(IReadOnlyDictionary<string, string?> settings, bool isWorker = true)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        // A run is executed by this same program, unless somebody says otherwise.
        if (builder.Configuration["Execution:Command"] is null)
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Execution:Command"] = Self });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Quartz", LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None); // what keeps it from starting is said in one sentence
        try
        {
            RunsOptions options = RunsOptions.From(builder.Configuration);
            if (isWorker && options.Provider == DatabaseProvider.Sqlite)
                throw new RunException("A worker needs an instance on PostgreSQL, found SQLite: the embedded database serves one process on one machine. Set Database__Provider=postgres and Database__ConnectionString as for the site, or give --connection.");
            builder.Logging.AddLogFormat(builder.Configuration);
            builder.Services.AddCellDynamicsRuns(builder.Configuration, isWorker);
            builder.Services.AddTelemetry(builder.Configuration);
            builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Worker.Grace + TimeSpan.FromSeconds(30));
        }
        catch (InvalidOperationException failure)
        {
            throw new RunException(failure.Message, failure);
        }
        using IHost host = builder.Build();
        ILogger log = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(WorkerHost).FullName!);
        foreach (string stranger in SettingNames.Strangers(builder.Configuration))
            log.LogWarning("{Setting}", stranger);
        host.Run();
    }

    private static string Library => $"\"{Path.Combine(AppContext.BaseDirectory, "celldynamics.dll")}\"";

    /// <summary>This program as a command line.</summary>
    public static string Self
    {
        get
        {
            string program = Environment.ProcessPath!;
            return Path.GetFileNameWithoutExtension(program) switch
            {
                "celldynamics" => $"\"{program}\"",
                "dotnet" => $"\"{program}\" {Library}",
                _ => $"dotnet {Library}", // tests
            };
        }
    }
}
