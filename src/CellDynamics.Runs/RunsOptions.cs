using System.Security.Cryptography;
using System.Text;
using CellDynamics.Data.Formats;
using CellDynamics.Runs.Datasets;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Workers;
using Microsoft.Extensions.Configuration;

namespace CellDynamics.Runs;

/// <summary>Where an instance keeps its things and how much it may do at once. Read from configuration by <see cref="From"/>.</summary>
public sealed record RunsOptions
{
    /// <summary>Key <c>DataRoot</c>: the folder of datasets, runs, uploads and the database. Default: <c>data</c> beside the installation.</summary>
    public required string DataRoot { get; init; }

    /// <summary>Key <c>SampleData</c>: the folder with <c>examples.json</c>. Default: <c>sample-data</c> beside the installation. No folder, no examples.</summary>
    public required string SampleData { get; init; }

    /// <summary>Key <c>Execution:Command</c>: the command line of CellDynamics, in parts. Default: <c>cli/</c> beside the installation.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Key <c>Database:Provider</c>: <c>sqlite</c> (default) or <c>postgres</c>.</summary>
    public DatabaseProvider Provider { get; init; } = DatabaseProvider.Sqlite;

    /// <summary>Key <c>Database:ConnectionString</c>; for SQLite by default <c>celldynamics.db</c> in the data root.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>Key <c>Queue:ConcurrentRuns</c>. One, because a fit uses every core it finds.</summary>
    public int ConcurrentRuns { get; init; } = 1;

    /// <summary>Key <c>Queue:ShortSeconds</c>: a run that is expected to take no longer is short, and need not wait behind long ones.</summary>
    public int ShortSeconds { get; init; } = 120;

    /// <summary>Key <c>Queue:ShortRuns</c>: short runs that a worker takes beside its slots. One, so that a quick look never waits for a night's work.</summary>
    public int ShortRuns { get; init; } = 1;

    /// <summary>Key <c>Accounts:Contact</c>: who raises quotas and adds people, as shown in messages.</summary>
    public string Contact { get; init; } = "an administrator of this site";

    /// <summary>Key <c>Uploads:MaximumBytes</c>. 200 GB is ten times the largest atlas published so far.</summary>
    public long MaximumUploadBytes { get; init; } = 200_000_000_000;

    /// <summary>Key <c>Uploads:KeepFreeBytes</c>: disk that an upload must leave, so that runs and the database can go on.</summary>
    public long KeepFreeBytes { get; init; } = 256_000_000;

    /// <summary>Key <c>Uploads:ScanCommand</c>, in parts: the program that looks for malware in a file, whose path is put behind it. Empty: files are not scanned.</summary>
    public IReadOnlyList<string> ScanCommand { get; init; } = [];

    /// <summary>Key <c>Uploads:ScanMinutes</c>: how long the scanner may take for a file; a day at most, because the next one waits for it.</summary>
    public int ScanMinutes { get; init; } = 30;

    /// <summary>Key <c>Execution:CheckSeconds</c>: how long the check of a dataset may take.</summary>
    public int CheckSeconds { get; init; } = 600;

    /// <summary>Key <c>Execution:LimitBytes</c>: address space of a child; generous, because reserved space is not used memory.</summary>
    public long AddressSpaceBytes { get; init; } = 128L << 30;

    /// <summary>Key <c>Execution:CpuSeconds</c>: processor time of a run, all cores together. Two days.</summary>
    public long CpuSeconds { get; init; } = 172_800;

    /// <summary>Key <c>Execution:FileBytes</c>: largest file a child may write.</summary>
    public long FileBytes { get; init; } = 64L << 30;

    /// <summary>What this process executes itself.</summary>
    public WorkerOptions Worker { get; init; } = new();

    public string Datasets => Path.Combine(DataRoot, "datasets");

    public string Runs => Path.Combine(DataRoot, "runs");

    public string Uploads => Path.Combine(DataRoot, "uploads");

    /// <summary>What cookies and forms are protected with.</summary>
    public string Keys => Path.Combine(DataRoot, "keys");

    /// <summary>What is being deleted stands here first, so that it is gone in one step.</summary>
    public string Trash => Path.Combine(DataRoot, "trash");

    public RunFolder FolderOf(Guid runId) => new(Path.Combine(Runs, runId.ToString("D")));

    /// <summary>Full path of the upload as it came, under its own name.</summary>
    public string FileOf(DatasetRecord dataset) => Path.Combine(FolderOfDataset(dataset.Id), "file", dataset.FileName);

    /// <summary>Full path of what analyses read: the upload where that is AnnData, else the AnnData that its check wrote.</summary>
    public string ReadableOf(DatasetRecord dataset) => File.Exists(ConvertedIn(FolderOfDataset(dataset.Id))) ? ConvertedIn(FolderOfDataset(dataset.Id)) : FileOf(dataset);

    /// <summary>Where the check of a dataset writes what came in another format. Every reading has a file of its own: runs of a former one still name theirs.</summary>
    public static string ConvertedIn(string folder)
    {
        OpenChoices choices = DatasetSummaryFile.ReadKept(folder);
        string reading = choices == new OpenChoices() ? "" : "-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(choices.ToString())).AsSpan(0, 6));
        return Path.Combine(folder, $"converted{reading}.h5ad");
    }

    public string FolderOfDataset(Guid datasetId) => Path.Combine(Datasets, datasetId.ToString("D"));

    /// <summary>Makes the data root where it is not there, for its user and group only, under any umask; one that is there keeps its mode.</summary>
    public void MakeDataRoot()
    {
        if (Directory.Exists(DataRoot))
            return;
        Directory.CreateDirectory(DataRoot);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(DataRoot, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute);
    }

    /// <exception cref="InvalidOperationException">A value cannot be used: all of them in one message, each with its key.</exception>
    public static RunsOptions From(IConfiguration configuration)
    {
        List<string> problems = [];
        string installation = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        string beside = Path.GetDirectoryName(installation) ?? installation;
        if (configuration["Uploads:ScanCommand"] is { } scanner && string.IsNullOrWhiteSpace(scanner))
            problems.Add("Uploads:ScanCommand: expected a program with its options, found nothing. Without the setting no file is scanned.");
        if (configuration["DataRoot"] is "")
            problems.Add("DataRoot: expected a folder, found nothing.");
        string dataRoot = Path.GetFullPath(configuration["DataRoot"] is { Length: > 0 } named ? named : Path.Combine(beside, "data"));
        var options = new RunsOptions
        {
            DataRoot = dataRoot,
            SampleData = Path.GetFullPath(configuration["SampleData"] is { Length: > 0 } samples ? samples : Path.Combine(beside, "sample-data")),
            Command = configuration["Execution:Command"] is { Length: > 0 } text ? CommandLine.Split(text) : CommandLine.OfInstallation(beside),
            Worker = WorkerOptions.From(configuration, problems),
            Provider = ReadProvider(configuration["Database:Provider"], problems),
            ConnectionString = configuration["Database:ConnectionString"] is { Length: > 0 } connection ? connection : $"Data Source={Path.Combine(dataRoot, "celldynamics.db")}",
        };
        if (configuration["Database:Provider"] is null or "sqlite" or "postgres" && DatabaseSettings.Problem(options.Provider, configuration["Database:ConnectionString"]) is { } wrong)
            problems.Add(wrong);
        options = options with
        {
            ConcurrentRuns = (int)ReadNumber(configuration, "Queue:ConcurrentRuns", options.ConcurrentRuns, problems),
            ShortSeconds = (int)ReadNumber(configuration, "Queue:ShortSeconds", options.ShortSeconds, problems),
            ShortRuns = (int)ReadNumber(configuration, "Queue:ShortRuns", options.ShortRuns, problems),
            Contact = configuration["Accounts:Contact"] is { Length: > 0 } contact ? contact : options.Contact,
            MaximumUploadBytes = ReadNumber(configuration, "Uploads:MaximumBytes", options.MaximumUploadBytes, problems),
            KeepFreeBytes = ReadNumber(configuration, "Uploads:KeepFreeBytes", options.KeepFreeBytes, problems),
            ScanCommand = CommandLine.Split(configuration["Uploads:ScanCommand"] ?? ""),
            ScanMinutes = (int)ReadNumber(configuration, "Uploads:ScanMinutes", options.ScanMinutes, problems, most: 24 * 60),
            CheckSeconds = (int)ReadNumber(configuration, "Execution:CheckSeconds", options.CheckSeconds, problems),
            AddressSpaceBytes = ReadNumber(configuration, "Execution:LimitBytes", options.AddressSpaceBytes, problems),
            CpuSeconds = ReadNumber(configuration, "Execution:CpuSeconds", options.CpuSeconds, problems),
            FileBytes = ReadNumber(configuration, "Execution:FileBytes", options.FileBytes, problems),
        };
        return problems.Count == 0 ? options : throw new InvalidOperationException(string.Join(" ", problems));
    }

    private static DatabaseProvider ReadProvider(string? text, List<string> problems)
    {
        if (text is null or "sqlite")
            return DatabaseProvider.Sqlite;
        if (text != "postgres")
            problems.Add($"Database:Provider: expected sqlite or postgres, found \"{text}\".");
        return DatabaseProvider.Postgres;
    }

    private static long ReadNumber(IConfiguration configuration, string key, long fallback, List<string> problems, long most = long.MaxValue)
    {
        if (configuration[key] is not { } text)
            return fallback;
        if (long.TryParse(text, out long number) && number >= (key is "Uploads:KeepFreeBytes" or "Queue:ShortRuns" ? 0 : 1) && number <= most)
            return number;
        problems.Add(most == long.MaxValue ? $"{key}: expected a positive whole number, found \"{text}\"." : $"{key}: expected a whole number from 1 to {most}, found \"{text}\".");
        return fallback;
    }
}

/// <summary>Which database keeps the queue.</summary>
public enum DatabaseProvider { Sqlite, Postgres }
