using System.Globalization;
using CellDynamics.Runs.Model;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Cli.Benchmarks.Reliability;

/// <summary>An instance of processes under faults, and how fast its queue is.</summary>
internal sealed class ReliabilityBenchmark : IBenchmark
{
    private const int Lease = 30, QuickLease = 6, Workers = 4, Kills = 3, RunsPerWorker = 20, QuickRunsPerWorker = 3, Steps = 10, Pause = 100;

    public string Name => "reliability";

    public string Summary => "runs per minute with 1, 2 and 4 workers, and what is left after each fault that an instance must survive.";

    /// <exception cref="ArgumentException">A file was given.</exception>
    public BenchmarkReport Run(BenchmarkRequest request)
    {
        if (request.Data is not null)
            throw new ArgumentException($"The benchmark reliability needs no data: expected no --data, found {request.Data}. Leave the option out.");
        return RunAsync(request).GetAwaiter().GetResult();
    }

    private static async Task<BenchmarkReport> RunAsync(BenchmarkRequest request)
    {
        int lease = request.IsQuick ? QuickLease : Lease;
        await using PrivatePostgres postgres = await PrivatePostgres.StartAsync(Rehearsal.Network);
        List<string[]> speeds = [];
        foreach (int workers in new[] { 1, 2, 4 })
        {
            request.Say($"the queue with {workers} worker(s)");
            request.Cancellation.ThrowIfCancellationRequested();
            speeds.Add(await SpeedAsync(postgres, workers, workers * (request.IsQuick ? QuickRunsPerWorker : RunsPerWorker)));
        }
        List<string> notes = [];
        List<FaultReport> reports = await FaultsAsync(request, postgres, lease, notes);
        FaultReport[] kills = [.. reports.Where(report => report.Fault.StartsWith("kill -9 of a worker", StringComparison.Ordinal))];
        double recovery = kills.Select(kill => kill.Recovery!.Value.TotalSeconds).Order().ElementAt(kills.Length / 2);
        notes.Add("A run of the queue's figures waits a second in ten steps and computes nothing: they measure queue, supervision and the start of a process, on one machine that all workers share.");
        notes.Add($"Recovery goes from the fault (for the database: from its return) to the first step of the next attempt. A dead worker is known by its lease, {lease} s; the line is looked at every 5 s.");
        notes.AddRange(reports.SelectMany(report => report.Found.Problems.Select(problem => $"**{report.Fault}**: {problem}")));
        List<BenchmarkGoal> goals = request.IsQuick ? [] :
        [
            BenchmarkGoal.AtMost("lost, published twice or half written: none", reports.Sum(report => report.Found.Problems.Count), 0),
            BenchmarkGoal.SecondsAtMost("recovery after kill -9 of a worker, median", recovery, 60),
        ];
        return new BenchmarkReport("reliability", Protocol(lease),
            [
                new("Queue", ["workers", "runs", "seconds", "runs per minute", "median wait for a free worker s"], speeds),
                new("Faults", ["fault", "runs", "succeeded", "failed and told why", "starts", "resumed from a checkpoint", "recovery s", "lost, twice or half"], [.. reports.Select(Row)]),
            ],
            goals, notes);
    }

    private static string Protocol(int lease) =>
        $"PostgreSQL (durable, of its own), a site without pages that executes nothing, and {Workers} workers with one slot each, every one a process (`celldynamics worker`), on one data root. Leases of {lease} s. "
        + "Runs hash a state step by step and keep it in a checkpoint, so that only a faithful resume ends where an unbroken run does. After every fault all runs are looked at: the row, the attempts, which of them were published, and every byte of result and model.";

    private static async Task<string[]> SpeedAsync(PrivatePostgres postgres, int workers, int count)
    {
        await using Rehearsal rehearsal = await Rehearsal.StartAsync(postgres, Lease, workers);
        IReadOnlyList<Guid> runs = await rehearsal.SubmitAsync(count, Steps, Pause);
        Findings found = await rehearsal.EndAsync(runs, seconds: 600);
        if (found.Problems.Count > 0)
            throw new InvalidOperationException(string.Join(" ", found.Problems));
        List<RunRecord> rows = await rehearsal.WithDbAsync(db => db.Runs.AsNoTracking().Where(run => runs.Contains(run.Id)).ToListAsync());
        double seconds = (rows.Max(run => run.FinishedUtc!.Value) - rows.Min(run => run.StartedUtc!.Value)).TotalSeconds;
        // Between the end of a run and the start of the next on the same worker.
        double[] gaps = [.. rows.GroupBy(run => run.Node).SelectMany(node => node.OrderBy(run => run.StartedUtc).ToArray() is var line ? line.Zip(line.Skip(1), (a, b) => (b.StartedUtc!.Value - a.FinishedUtc!.Value).TotalSeconds) : []).Order()];
        return [Text(workers), Text(count), Number(seconds), Number(60 * count / seconds), gaps.Length == 0 ? "" : gaps[gaps.Length / 2].ToString("0.00", CultureInfo.InvariantCulture)];
    }

    private static async Task<List<FaultReport>> FaultsAsync(BenchmarkRequest request, PrivatePostgres postgres, int lease, List<string> notes)
    {
        List<FaultReport> reports = [];
        using IsolatedNetwork? network = IsolatedNetwork.TryCreate();
        await using (Rehearsal rehearsal = await Rehearsal.StartAsync(postgres, lease, Workers))
        {
            for (int kill = 0; kill < (request.IsQuick ? 1 : Kills); kill++)
                await AddAsync("kill -9 of a worker", () => Fault.KillWorkerAsync(rehearsal));
            await AddAsync("kill -9 of the site", () => Fault.KillSiteAsync(rehearsal));
            await AddAsync("database frozen", () => Fault.FreezeDatabaseAsync(rehearsal, TimeSpan.FromSeconds(request.IsQuick ? 12 : 30)));
            await AddAsync("database restarted", () => Fault.RestartDatabaseAsync(rehearsal, TimeSpan.FromSeconds(request.IsQuick ? 2 : 30)));
            if (network is not null)
                await AddAsync("network cut", () => Fault.CutNetworkAsync(rehearsal, network));
            else
                notes.Add("No network was cut: this user may not make one (ip netns).");
            if (Shell.TryRun(["faketime", "-f", "+1h", "true"]))
            {
                await AddAsync("clock an hour ahead", () => Fault.SkewClockAsync(rehearsal, "+1h"));
                await AddAsync("clock an hour behind", () => Fault.SkewClockAsync(rehearsal, "-1h"));
            }
            else
            {
                notes.Add("No clock was set wrong: faketime is not installed.");
            }
        }
        using SmallDisk? disk = SmallDisk.TryMount();
        if (disk is null)
        {
            notes.Add("No disk was filled: this user may not mount a small one.");
            return reports;
        }
        await using Rehearsal onDisk = await Rehearsal.StartAsync(postgres, lease, 2, disk.Path);
        await AddAsync("disk full", () => Fault.FillDiskAsync(onDisk));
        return reports;

        async Task AddAsync(string what, Func<Task<FaultReport>> fault)
        {
            request.Say(what);
            request.Cancellation.ThrowIfCancellationRequested();
            reports.Add(await fault());
        }
    }

    private static string[] Row(FaultReport report) =>
    [
        report.Fault, Text(report.Found.Runs), Text(report.Found.Succeeded), Text(report.Found.Failed), Text(report.Found.Attempts), Text(report.Found.Resumed),
        report.Recovery is { } time ? Number(time.TotalSeconds) : "", Text(report.Found.Problems.Count),
    ];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Number(double number) => number.ToString("0.0", CultureInfo.InvariantCulture);
}
