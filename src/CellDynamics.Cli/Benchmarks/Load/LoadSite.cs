using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using CellDynamics.Cli.Benchmarks.Reliability;
using CellDynamics.Cli.Workers;
using CellDynamics.Runs;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;

namespace CellDynamics.Cli.Benchmarks.Load;

/// <summary>The site as a process of its own on a fresh data root, with examples whose analyses are finished.</summary>
internal sealed class LoadSite : IAsyncDisposable
{
    private static readonly TimeSpan Preparation = TimeSpan.FromMinutes(10);

    private readonly string scratch;
    private readonly PrivatePostgres? postgres;
    private readonly Database database;
    private readonly Process process;
    private readonly LoadJournal journal;
    private string? pending;

    private LoadSite(string scratch, PrivatePostgres? postgres, string[] command, IReadOnlyDictionary<string, string> settings, LoadJournal journal)
    {
        (this.scratch, this.postgres, this.journal) = (scratch, postgres, journal);
        database = new Database(RunsOptions.From(new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => s.Key, s => (string?)s.Value)).Build()));
        Address = new Uri($"http://127.0.0.1:{FreePort()}/");
        var start = new ProcessStartInfo(command[0], [.. command[1..], "--urls", Address.ToString()]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (string inherited in start.Environment.Keys.Where(IsSetting).ToList())
            start.Environment.Remove(inherited);
        foreach ((string key, string value) in settings)
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Address { get; }

    public int ProcessId => process.Id;

    public bool HasEnded => process.HasExited;

    /// <summary>Datasets with their names, examples first.</summary>
    public IReadOnlyList<DatasetRecord> Datasets { get; private set; } = [];

    /// <summary>Finished analyses over time.</summary>
    public IReadOnlyList<RunRecord> Finished { get; private set; } = [];

    /// <summary>A folder on the same disk, for what is uploaded.</summary>
    public string Scratch => scratch;

    /// <exception cref="RunException">It does not start, or its examples cannot be analysed.</exception>
    public static async Task<LoadSite> StartAsync(bool isPostgres, LoadJournal journal, CancellationToken cancellation)
    {
        string[] command = FindSite();
        string source = FindSamples(), scratch = Directory.CreateTempSubdirectory("celldynamics-load-").FullName;
        PrivatePostgres? postgres = isPostgres ? await PrivatePostgres.StartAsync("127.0.0.1/32") : null;
        Dictionary<string, string> settings = new()
        {
            ["DataRoot"] = Path.Combine(scratch, "data"), ["SampleData"] = await WriteSamplesAsync(source, Path.Combine(scratch, "samples"), cancellation), ["Execution:Command"] = WorkerHost.Self,
        };
        if (postgres is not null)
        {
            await postgres.CreateAsync("load");
            (settings["Database:Provider"], settings["Database:ConnectionString"]) = ("postgres", postgres.ConnectionTo("load"));
        }
        var site = new LoadSite(scratch, postgres, command, settings, journal);
        try
        {
            await site.PrepareAsync(cancellation);
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
        return site;
    }

    public async Task<T> WithDbAsync<T>(Func<CellDynamicsDb, Task<T>> work)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        return await work(db);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
        Npgsql.NpgsqlConnection.ClearAllPools();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (postgres is not null)
            await postgres.DisposeAsync();
        await ScratchFolder.DeleteAsync(scratch);
    }

    private async Task PrepareAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Preparation);
        using var client = new HttpClient();
        while (!await IsReadyAsync(client, limit.Token))
            await Task.Delay(100, limit.Token);
        while (true)
        {
            List<RunRecord> runs = await WithDbAsync(db => db.Runs.AsNoTracking().ToListAsync(limit.Token));
            if (runs.FirstOrDefault(run => run.Status == RunStatus.Failed) is { } failed)
                throw new RunException($"{failed.Name}: expected the example to be analysed, found: {failed.Failure}");
            Datasets = await WithDbAsync(db => db.Datasets.AsNoTracking().OrderBy(dataset => dataset.UploadedUtc).ToListAsync(limit.Token));
            Finished = [.. runs.Where(run => run.Status == RunStatus.Succeeded)];
            bool isChecked = Datasets.Count > 0 && Datasets.All(dataset => dataset.Status == DatasetStatus.Ready);
            if (isChecked && runs.Count == 0)
                throw new RunException("Expected the site to analyse its examples, found none in its line.");
            if (isChecked && Finished.Count == runs.Count)
                return;
            await Task.Delay(500, limit.Token);
        }
    }

    private async Task<bool> IsReadyAsync(HttpClient client, CancellationToken cancellation)
    {
        if (process.HasExited)
            throw new RunException($"The site ended with exit code {process.ExitCode}: {string.Join(' ', journal.Troubles.Select(trouble => trouble.First))}");
        try
        {
            using HttpResponseMessage answer = await client.GetAsync(new Uri(Address, "health/ready"), cancellation);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false; // not listening yet
        }
    }

    /// <summary>The samples, with analyses that take seconds: what is measured begins only when they are done.</summary>
    private static async Task<string> WriteSamplesAsync(string source, string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        JsonArray examples = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(source, "examples.json"), cancellation))!.AsArray();
        foreach (JsonObject example in examples.OfType<JsonObject>())
        {
            string file = example["file"]!.GetValue<string>();
            File.Copy(Path.Combine(source, file), Path.Combine(folder, file));
            if (example["analysis"] is not JsonObject analysis)
                continue;
            if (analysis["method"]!.GetValue<string>() == "sbirr" && analysis["parameters"] is null)
                analysis["parameters"] = new JsonObject { ["rounds"] = "1", ["steps"] = "5", ["sigma"] = "0.1" };
            else
                example.Remove("analysis");
        }
        await File.WriteAllTextAsync(Path.Combine(folder, "examples.json"), examples.ToJsonString(new JsonSerializerOptions()), cancellation);
        return folder;
    }

    /// <summary>What a person on duty would have to read: a line that tells how bad it is, and the one below it that tells what.</summary>
    private void Keep(string? line)
    {
        if (line is null)
            return;
        if (pending is not null)
            journal.Failed("site: error in its log", $"{pending} {line.Trim()}");
        pending = line.StartsWith("fail:", StringComparison.Ordinal) || line.StartsWith("crit:", StringComparison.Ordinal) || line.StartsWith("Unhandled exception", StringComparison.Ordinal) ? line : null;
    }

    /// <summary>Of an instance of this machine: the installed command hands all of them down, and the site of a benchmark would work on the database of the instance.</summary>
    private static bool IsSetting(string variable) => variable is "DataRoot" or "SampleData" || variable.Contains("__", StringComparison.Ordinal) || variable.StartsWith("OTEL_", StringComparison.Ordinal);

    private static string[] FindSite()
    {
        DirectoryInfo here = new(AppContext.BaseDirectory);
        string installed = Path.Combine(here.Parent!.FullName, "web", "CellDynamics.Web");
        if (File.Exists(installed))
            return [installed];
        string built = Path.Combine(here.Parent.Parent!.FullName, "CellDynamics.Web", here.Name, "CellDynamics.Web.dll");
        return File.Exists(built) ? ["dotnet", built]
            : throw new RunException($"Expected the site beside the command line ({installed}), found none. Build it first: dotnet build -c Release src/CellDynamics.Web");
    }

    private static string FindSamples()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "sample-data", "examples.json")))
                return Path.Combine(folder.FullName, "sample-data");
        }
        throw new RunException("Expected sample-data/examples.json in a folder above the command line, found none.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
