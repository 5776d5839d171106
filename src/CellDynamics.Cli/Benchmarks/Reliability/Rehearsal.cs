using System.Globalization;
using System.Text.Json;
using CellDynamics.Cli.Workers;
using CellDynamics.Data.Annotated;
using CellDynamics.Runs;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;

namespace CellDynamics.Cli.Benchmarks.Reliability;

/// <summary>A whole instance of processes: PostgreSQL, a site without pages that executes nothing, and workers, on one data root.</summary>
internal sealed class Rehearsal : IAsyncDisposable
{
    public const string Network = "10.213.0.0/16";

    private readonly Dictionary<string, string> settings;
    private readonly List<NodeProcess> workers = [];
    private readonly Database database;
    private readonly string scratch;
    private NodeProcess? site;
    private Guid dataset;

    private Rehearsal(PrivatePostgres postgres, string scratch, string dataRoot, string name, int leaseSeconds)
    {
        (Postgres, this.scratch, DatabaseName) = (postgres, scratch, name);
        settings = new()
        {
            ["DataRoot"] = dataRoot, ["SampleData"] = Path.Combine(scratch, "no-samples"), ["Execution:Command"] = $"{WorkerHost.Self} rehearse", ["Database:Provider"] = "postgres",
            ["Database:ConnectionString"] = postgres.ConnectionTo(name), ["Queue:LeaseSeconds"] = leaseSeconds.ToString(CultureInfo.InvariantCulture), ["Queue:ExecutesHere"] = "false",
        };
        Options = RunsOptions.From(new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => s.Key, s => (string?)s.Value)).Build());
        database = new Database(Options);
    }

    public PrivatePostgres Postgres { get; }

    public string DatabaseName { get; }

    public RunsOptions Options { get; }

    public TimeSpan Lease => Options.Worker.Lease;

    public IReadOnlyList<NodeProcess> Workers => workers;

    /// <summary>Site and workers are there, and a dataset.</summary>
    /// <param name="dataRoot">Null for a folder of its own.</param>
    public static async Task<Rehearsal> StartAsync(PrivatePostgres postgres, int leaseSeconds, int workers, string? dataRoot = null)
    {
        string scratch = Directory.CreateTempSubdirectory("celldynamics-rehearsal-").FullName, name = $"r{Guid.CreateVersion7():N}";
        await postgres.CreateAsync(name);
        var rehearsal = new Rehearsal(postgres, scratch, dataRoot ?? Path.Combine(scratch, "data"), name, leaseSeconds);
        try
        {
            rehearsal.StartSite();
            await rehearsal.SeesAsync(async db => await db.Settings.AnyAsync(setting => setting.Key == SettingRecord.Instance), "the site to be ready");
            var cells = new DatasetRecord { ProjectId = ProjectRecord.DefaultId, Name = "Cells", FileName = "cells.h5ad", Status = DatasetStatus.Ready, Sha256 = new string('a', 64) };
            await rehearsal.WithDbAsync(async db => { db.Datasets.Add(cells); return await db.SaveChangesAsync(); });
            rehearsal.dataset = cells.Id;
            for (int worker = 1; worker <= workers; worker++)
                rehearsal.StartWorker($"worker-{worker}");
            await rehearsal.SeesWorkersAsync(workers);
        }
        catch
        {
            await rehearsal.DisposeAsync();
            throw;
        }
        return rehearsal;
    }

    public void StartSite() => site = NodeProcess.Start("site", [], Environment(), ["rehearse", "site", .. settings.Select(setting => $"{setting.Key}={setting.Value}")]);

    public Task KillSiteAsync() => site!.KillAsync();

    public NodeProcess StartWorker(string name, string groups = "cpu", IReadOnlyList<string>? prefix = null, string? host = null, int graceSeconds = 60)
    {
        NodeProcess worker = NodeProcess.Start(name, prefix ?? [], Environment(), "worker", "--name", name, "--groups", groups, "--slots", "1",
            "--drain-seconds", graceSeconds.ToString(CultureInfo.InvariantCulture), "--connection", Postgres.ConnectionTo(DatabaseName, host));
        workers.Add(worker);
        return worker;
    }

    /// <summary>The worker that executes the run at this moment.</summary>
    public async Task<NodeProcess> WorkerOfAsync(Guid run)
    {
        string node = (await FindAsync(run)).Node.Split('/')[0];
        return workers.Last(worker => worker.Name == node);
    }

    public async Task ForgetAsync(NodeProcess worker)
    {
        workers.Remove(worker);
        await worker.DisposeAsync();
    }

    public Task SeesWorkersAsync(int count) => SeesAsync(async db =>
    {
        DateTime heard = await NowAsync(db) - Options.Worker.Silence;
        return await db.Workers.CountAsync(worker => worker.SeenUtc > heard && !worker.IsDraining && !worker.HasLostFiles) == count;
    }, $"{count} workers to be there");

    /// <summary>Puts runs in line that count so many steps of so many milliseconds.</summary>
    /// <param name="isHeld">They wait half-way until <see cref="LetGo"/>.</param>
    public async Task<IReadOnlyList<Guid>> SubmitAsync(int count, int steps, int pause, string group = RunGroups.Cpu, bool isHeld = false)
    {
        List<Guid> ids = [];
        for (int i = 0; i < count; i++)
        {
            DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime;
            var run = new RunRecord
            {
                ProjectId = ProjectRecord.DefaultId, DatasetId = dataset, Name = "Rehearsal", Method = RehearsedRun.Method, CreatedUtc = now, Status = RunStatus.Waiting, Group = group,
            };
            Options.FolderOf(run.Id).WriteRequest(new RunRequest
            {
                Method = RehearsedRun.Method, Name = "Rehearsal", DatasetPath = "cells.h5ad", DatasetSha256 = "", Roles = new StudyRoles(), Version = "rehearsal", CreatedUtc = now,
                Parameters = new Dictionary<string, string> { [RehearsedRun.Steps] = Text(steps), [RehearsedRun.Pause] = Text(pause), [RehearsedRun.Hold] = isHeld ? "1" : "0" },
            });
            await WithDbAsync(async db => { db.Runs.Add(run); return await db.SaveChangesAsync(); });
            ids.Add(run.Id);
        }
        return ids;
    }

    /// <summary>Whatever happens to runs happens half-way.</summary>
    public async Task SeesHalfWayAsync(Guid run) => await SeesAsync(run, r => r.Fraction == 0.5, "the run to be half-way");

    public void LetGo(IEnumerable<Guid> runs)
    {
        foreach (Guid run in runs)
            RehearsedRun.LetGo(Options.FolderOf(run));
    }

    /// <summary>An attempt has read the checkpoint and works.</summary>
    public Task SeesAttemptAsync(Guid run, int attempt) => SeesAsync(
        _ => Task.FromResult(File.Exists(Options.FolderOf(run).Log(attempt)) && File.ReadAllText(Options.FolderOf(run).Log(attempt)).Contains(RehearsedRun.FirstStep, StringComparison.Ordinal)),
        $"attempt {attempt} to begin", seconds: 120);

    /// <summary>Somebody holds the run.</summary>
    public Task SeesHeldAsync(Guid run) => SeesAsync(async db =>
    {
        DateTime late = await NowAsync(db) + Lease / 2;
        return await db.Runs.AnyAsync(r => r.Id == run && (r.LeaseUntilUtc > late && r.LeaseOwner != "reserved" || r.Status == RunStatus.Succeeded));
    }, "a worker to hold the run", seconds: 120);

    /// <summary>Id of the process that executes an attempt.</summary>
    public async Task<int> ProcessOfAsync(Guid run, int attempt)
    {
        using JsonDocument mark = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Options.FolderOf(run).Attempt(attempt), "process.json")));
        return mark.RootElement.GetProperty("ProcessId").GetInt32();
    }

    /// <summary>Empties the workers of a node, or lets them work again.</summary>
    public Task DrainAsync(string node, bool isDraining) => new WorkerDesk(database, Options, TimeProvider.System).DrainAsync(node, isDraining, CancellationToken.None);

    public Task<RunRecord> FindAsync(Guid run) => WithDbAsync(db => db.Runs.AsNoTracking().SingleAsync(r => r.Id == run));

    public Task SeesAsync(Guid run, Func<RunRecord, bool> isThere, string what) => SeesAsync(async db => isThere(await db.Runs.AsNoTracking().SingleAsync(r => r.Id == run)), what);

    /// <summary>Waits until all have ended, and looks at what they left.</summary>
    public async Task<Findings> EndAsync(IReadOnlyList<Guid> runs, int seconds = 120)
    {
        await SeesAsync(async db => !await db.Runs.AnyAsync(run => runs.Contains(run.Id) && (run.Status == RunStatus.Waiting || run.Status == RunStatus.Running)), "all runs to end", seconds);
        List<RunRecord> rows = await WithDbAsync(db => db.Runs.AsNoTracking().Where(run => runs.Contains(run.Id)).ToListAsync());
        return Findings.Of(runs, rows, Options);
    }

    /// <exception cref="TimeoutException">It did not come about.</exception>
    public async Task SeesAsync(Func<CellDynamicsDb, Task<bool>> look, string what, int seconds = 60)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        while (!await TryAsync(look))
        {
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"Expected {what} within {seconds} s. The nodes said:\n{Said()}");
            await Task.Delay(50);
        }
    }

    public async Task<T> WithDbAsync<T>(Func<CellDynamicsDb, Task<T>> work)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        return await work(db);
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(workers.Append(site).OfType<NodeProcess>().Select(node => node.DisposeAsync().AsTask()));
        Npgsql.NpgsqlConnection.ClearAllPools();
        Directory.Delete(scratch, recursive: true);
    }

    private async Task<bool> TryAsync(Func<CellDynamicsDb, Task<bool>> look)
    {
        try
        {
            return await WithDbAsync(look);
        }
        catch (Exception failure) when (failure.GetBaseException() is System.Data.Common.DbException or TimeoutException or System.Net.Sockets.SocketException)
        {
            return false; // the database is being rehearsed too
        }
    }

    private static Task<DateTime> NowAsync(CellDynamicsDb db) => db.Database.SqlQueryRaw<DateTime>("SELECT clock_timestamp() AS \"Value\"").SingleAsync();

    private string Said() => string.Join('\n', workers.Append(site).OfType<NodeProcess>().Select(node => $"{node.Name}: {node.Said}"));

    private Dictionary<string, string> Environment() => settings.ToDictionary(setting => setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => setting.Value);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
