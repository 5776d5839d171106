using System.Text.Json;
using CellDynamics.Data.Annotated;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Datasets;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Queue;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CellDynamics.Runs.Tests.Shared;

/// <summary>A whole instance on a data root of its own, in this process.</summary>
internal sealed class Instance : IAsyncDisposable
{
    private readonly IHost host;
    private readonly List<AsyncServiceScope> scopes = [];
    private readonly IServiceProvider local;

    private Instance(IHost host, string dataRoot)
    {
        (this.host, DataRoot) = (host, dataRoot);
        local = As(Caller.Local);
    }

    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "CellDynamics.Runs.Tests" + (OperatingSystem.IsWindows() ? ".exe" : ""));

    public string DataRoot { get; }

    public RunQueue Queue => Get<RunQueue>();

    public DatasetCatalog Catalog => Get<DatasetCatalog>();

    public UploadStore Uploads => Get<UploadStore>();

    public RunNews Monitor => Get<RunNews>();

    public RunsOptions Options => Get<RunsOptions>();

    /// <summary>On behalf of the only person of an instance without accounts.</summary>
    public T Get<T>() where T : notnull => local.GetRequiredService<T>();

    /// <summary>The services of a page or request of that caller.</summary>
    public IServiceProvider As(Caller caller)
    {
        AsyncServiceScope scope = host.Services.GetRequiredService<IServiceScopeFactory>().CreateScope(caller);
        scopes.Add(scope);
        return scope.ServiceProvider;
    }

    /// <summary>A file as a browser brings it.</summary>
    public async Task<Guid> BringAsync(string name, byte[] content)
    {
        UploadState upload = await Uploads.CreateAsync(content.Length, name, null, CancellationToken.None);
        return (await Uploads.AppendAsync(upload.Id, 0, new MemoryStream(content), null, CancellationToken.None)).DatasetId!.Value;
    }

    /// <param name="settings">Over the defaults of a test: this program as the child, no reserve of disk.</param>
    public static Instance Create(string dataRoot, params (string Key, string Value)[] settings)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(Settings(dataRoot, settings).ToDictionary(s => s.Key, s => (string?)s.Value));
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddCellDynamicsRuns(builder.Configuration);
        return new Instance(builder.Build(), dataRoot);
    }

    public static async Task<Instance> StartAsync(string dataRoot, params (string Key, string Value)[] settings)
    {
        Instance instance = Create(dataRoot, settings);
        try
        {
            await instance.StartAsync();
        }
        catch
        {
            await instance.DisposeAsync();
            throw;
        }
        return instance;
    }

    public Task StartAsync() => host.StartAsync();

    /// <summary>Attempts that this process watches over.</summary>
    public int RunsUnderSupervision() => Get<RunSupervisor>().Count;

    public static Dictionary<string, string> Settings(string dataRoot, params (string Key, string Value)[] settings)
    {
        Dictionary<string, string> all = new()
        {
            ["DataRoot"] = dataRoot, ["SampleData"] = Path.Combine(dataRoot, "no-samples"), ["Execution:Command"] = $"\"{Program}\"", ["Uploads:KeepFreeBytes"] = "0",
        };
        foreach ((string key, string value) in settings)
            all[key] = value;
        return all;
    }

    /// <summary>A dataset that was checked, without a file of any meaning.</summary>
    public async Task<Guid> AddDatasetAsync(Guid? project = null)
    {
        var dataset = new DatasetRecord
        {
            ProjectId = project ?? ProjectRecord.DefaultId, Name = "Cells", FileName = "cells.h5ad", Status = DatasetStatus.Ready, Sha256 = new string('a', 64),
            UploadedUtc = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc),
        };
        await WithDbAsync(async db =>
        {
            db.Datasets.Add(dataset);
            return await db.SaveChangesAsync();
        });
        return dataset.Id;
    }

    /// <summary>Puts a run of <see cref="CountingMethod"/> in line, as <see cref="RunQueue.SubmitAsync"/> does for methods of the catalogue.</summary>
    public async Task<Guid> SubmitAsync(Guid dataset, Dictionary<string, string> parameters, bool isExample = false)
    {
        Guid run = await AddRunAsync(dataset, RunStatus.Waiting, 0, parameters, isExample);
        await Get<QueueBell>().RingForRunsAsync(CancellationToken.None);
        return run;
    }

    /// <summary>A run with its folder, as some server left it.</summary>
    public async Task<Guid> AddRunAsync(
        Guid dataset, RunStatus status, int attempt = 0, Dictionary<string, string>? parameters = null, bool isExample = false, int interruptions = 0)
    {
        DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime;
        Guid project = await WithDbAsync(db => db.Datasets.Where(d => d.Id == dataset).Select(d => d.ProjectId).SingleAsync());
        var run = new RunRecord
        {
            ProjectId = project, DatasetId = dataset, Name = "Counting", Method = "counting", CreatedUtc = now, IsExample = isExample, Status = status, Attempt = attempt, Interruptions = interruptions,
        };
        var request = new RunRequest
        {
            Method = "counting", Name = "Counting", DatasetPath = "cells.h5ad", DatasetSha256 = "", Roles = new StudyRoles(), Parameters = parameters ?? [], Version = "test", CreatedUtc = now,
        };
        Directory.CreateDirectory(Options.FolderOf(run.Id).Root);
        File.WriteAllText(Options.FolderOf(run.Id).Request, request.ToJson());
        await WithDbAsync(async db =>
        {
            db.Runs.Add(run);
            return await db.SaveChangesAsync();
        });
        return run.Id;
    }

    public Task<RunRecord> SeesAsync(Guid run, Func<RunRecord, bool> isThere, string what) =>
        Eventually.SeesAsync(async () => (await Queue.FindAsync(run, CancellationToken.None))!, isThere, what)!;

    public Task<RunRecord> SeesAsync(Guid run, RunStatus status) => SeesAsync(run, r => r.Status == status, $"the run to be {status}");

    public async Task<T> WithDbAsync<T>(Func<CellDynamicsDb, Task<T>> work)
    {
        await using CellDynamicsDb db = Get<Database>().CreateDbContext();
        return await work(db);
    }

    public static string Describe(RunRecord run) => JsonSerializer.Serialize(new { run.Status, run.Attempt, run.Message, run.Failure, run.WaitReason });

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        foreach (AsyncServiceScope scope in scopes)
            await scope.DisposeAsync();
        if (host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
    }
}
