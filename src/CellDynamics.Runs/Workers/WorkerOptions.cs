using Microsoft.Extensions.Configuration;

namespace CellDynamics.Runs.Workers;

/// <summary>What this process executes, and under which name.</summary>
public sealed record WorkerOptions
{
    /// <summary>This process in leases and in the table of workers: name, process and a part that no restart repeats.</summary>
    public string Id { get; init; } = NewId(Environment.MachineName);

    /// <summary>Key <c>Worker:Name</c>: the name of the node. Default: that of the machine.</summary>
    public string Node { get; init; } = Environment.MachineName;

    /// <summary>Key <c>Queue:ExecutesHere</c>: off leaves all runs to workers on other machines.</summary>
    public bool ExecutesHere { get; init; } = true;

    /// <summary>Key <c>Worker:Groups</c>, separated by commas: which execution groups are served here.</summary>
    public string Groups { get; init; } = RunGroups.Cpu;

    /// <summary>Key <c>Worker:MemoryBytes</c>: memory that runs may take here. Default: what the machine has, or the container may use.</summary>
    public long MemoryBytes { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>Key <c>Queue:LeaseSeconds</c>, the same on every node: a supervisor that could not renew for this long has lost the run.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A supervisor that could not renew stops its run a sixth of the lease before anybody else may take it.</summary>
    public TimeSpan Fence => Lease * (5.0 / 6);

    /// <summary>A worker that was not heard of for this long gets nothing new: shorter than the lease, so that the runs of a dead worker are never given to it again.</summary>
    public TimeSpan Silence => Lease / 2;

    /// <summary>How often a worker says that it lives.</summary>
    public TimeSpan Beat => Lease / 6;

    /// <summary>Key <c>Worker:DrainSeconds</c>: how long runs may go on when the process is asked to stop; then they go back into the line with their checkpoints.</summary>
    public TimeSpan Grace { get; init; }

    /// <summary>Key <c>Execution:Kind</c>: <c>process</c> (default) or <c>slurm</c>.</summary>
    public bool UsesSlurm { get; init; }

    /// <summary>Key <c>Execution:SlurmOptions</c>: more options of <c>sbatch</c>, such as <c>--partition=long --account=lab</c>.</summary>
    public IReadOnlyList<string> SlurmOptions { get; init; } = [];

    /// <summary>Key <c>Execution:SlurmPollSeconds</c>: how often <c>squeue</c> is asked. Slurm's operators ask for no less than some seconds.</summary>
    public TimeSpan SlurmPoll { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The name of the node in the <see cref="Id"/> of a worker.</summary>
    public static string NodeOf(string id) => id.Split('/')[0];

    internal static WorkerOptions From(IConfiguration configuration, List<string> problems)
    {
        string node = configuration["Worker:Name"] is { Length: > 0 } name ? name : Environment.MachineName;
        var options = new WorkerOptions { Id = NewId(node), Node = node };
        if (node.Contains('/') || node.Length > 100)
            problems.Add($"Worker:Name: expected at most 100 letters and no slash, found \"{node}\".");
        string kind = configuration["Execution:Kind"] ?? "process";
        if (kind is not ("process" or "slurm"))
            problems.Add($"Execution:Kind: expected process or slurm, found \"{kind}\".");
        string groups = configuration["Worker:Groups"] ?? options.Groups;
        if (groups.Split(',').Any(group => !RunGroups.All.Contains(group)))
            problems.Add($"Worker:Groups: expected {string.Join(" or ", RunGroups.All)}, separated by commas, found \"{groups}\".");
        return options with
        {
            Groups = groups,
            ExecutesHere = ReadSwitch(configuration, "Queue:ExecutesHere", problems),
            MemoryBytes = (long)ReadNumber(configuration, "Worker:MemoryBytes", options.MemoryBytes, 1, problems),
            Lease = TimeSpan.FromSeconds(ReadNumber(configuration, "Queue:LeaseSeconds", options.Lease.TotalSeconds, 2, problems)),
            Grace = TimeSpan.FromSeconds(ReadNumber(configuration, "Worker:DrainSeconds", 0, 0, problems)),
            UsesSlurm = kind == "slurm",
            SlurmOptions = CommandLine.Split(configuration["Execution:SlurmOptions"] ?? ""),
            SlurmPoll = TimeSpan.FromSeconds(ReadNumber(configuration, "Execution:SlurmPollSeconds", options.SlurmPoll.TotalSeconds, 1, problems)),
        };
    }

    private static string NewId(string node) => $"{node}/{Environment.ProcessId}/{Guid.CreateVersion7():N}";

    private static bool ReadSwitch(IConfiguration configuration, string key, List<string> problems)
    {
        if (configuration[key] is not { } text)
            return true;
        if (!bool.TryParse(text, out bool isOn))
            problems.Add($"{key}: expected true or false, found \"{text}\".");
        return isOn;
    }

    private static double ReadNumber(IConfiguration configuration, string key, double fallback, long least, List<string> problems)
    {
        if (configuration[key] is not { } text)
            return fallback;
        if (long.TryParse(text, out long number) && number >= least)
            return number;
        problems.Add($"{key}: expected a whole number from {least}, found \"{text}\".");
        return fallback;
    }
}
