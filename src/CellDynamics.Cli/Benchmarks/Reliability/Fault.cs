using System.Diagnostics;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Workers;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Cli.Benchmarks.Reliability;

/// <summary>What happened to an instance, and what its runs left.</summary>
/// <param name="Recovery">From the fault, or from its end, until the last run that it touched went on; null where none had to wait.</param>
internal sealed record FaultReport(string Fault, Findings Found, TimeSpan? Recovery);

/// <summary>The faults that an instance on several machines must survive: no run lost, none published twice, no result half written.</summary>
internal static class Fault
{
    private const int Steps = 20, Pause = 50;

    /// <summary>One of the workers ends by kill −9 in mid-run; another goes on from the checkpoint.</summary>
    public static async Task<FaultReport> KillWorkerAsync(Rehearsal rehearsal)
    {
        // One worker stays free, so that what is measured is recovery and not the wait for a place.
        IReadOnlyList<Guid> runs = await rehearsal.SubmitAsync(rehearsal.Workers.Count - 1, Steps, Pause, isHeld: true);
        await rehearsal.SeesHalfWayAsync(runs[0]);
        NodeProcess worker = await rehearsal.WorkerOfAsync(runs[0]);
        var clock = Stopwatch.StartNew();
        await worker.KillAsync();
        await rehearsal.SeesAttemptAsync(runs[0], 2);
        TimeSpan recovery = clock.Elapsed;
        rehearsal.LetGo(runs);
        Findings found = await rehearsal.EndAsync(runs);
        await rehearsal.ForgetAsync(worker);
        rehearsal.StartWorker(worker.Name);
        await rehearsal.SeesWorkersAsync(rehearsal.Workers.Count);
        return new FaultReport("kill -9 of a worker in mid-run", found, recovery);
    }

    /// <summary>The site ends by kill −9: the workers finish what they have and start what waits.</summary>
    public static async Task<FaultReport> KillSiteAsync(Rehearsal rehearsal)
    {
        IReadOnlyList<Guid> runs = await rehearsal.SubmitAsync(rehearsal.Workers.Count + 2, Steps, Pause, isHeld: true);
        await rehearsal.SeesHalfWayAsync(runs[0]);
        await rehearsal.KillSiteAsync();
        rehearsal.LetGo(runs);
        Findings found = await rehearsal.EndAsync(runs);
        rehearsal.StartSite();
        return new FaultReport("kill -9 of the site", found, null);
    }

    /// <summary>PostgreSQL stands still with all connections open; for longer than the lease, every supervisor has to stop its run.</summary>
    public static Task<FaultReport> FreezeDatabaseAsync(Rehearsal rehearsal, TimeSpan pause) => StopDatabaseAsync(
        rehearsal, $"PostgreSQL frozen for {pause.TotalSeconds:0} s (SIGSTOP)", async () =>
        {
            rehearsal.Postgres.Freeze(isFrozen: true);
            await Task.Delay(pause);
            rehearsal.Postgres.Freeze(isFrozen: false);
        });

    /// <summary>PostgreSQL ends without a word and is started again later.</summary>
    public static Task<FaultReport> RestartDatabaseAsync(Rehearsal rehearsal, TimeSpan pause) => StopDatabaseAsync(
        rehearsal, $"PostgreSQL crashed, started again after {pause.TotalSeconds:0} s", async () =>
        {
            await rehearsal.Postgres.CrashAsync();
            await Task.Delay(pause);
            await rehearsal.Postgres.StartAsync();
        });

    /// <summary>A worker in a network of its own is cut off in mid-run: it must stop before another goes on, and works again when the network does.</summary>
    public static async Task<FaultReport> CutNetworkAsync(Rehearsal rehearsal, IsolatedNetwork network)
    {
        const string Isolated = "isolated", Other = "other", Group = RunGroups.Gpu; // a group of their own brings the run to them
        int before = rehearsal.Workers.Count;
        NodeProcess isolated = rehearsal.StartWorker(Isolated, Group, network.Prefix(Isolated), network.HostAddress), other = rehearsal.StartWorker(Other, Group);
        await rehearsal.SeesWorkersAsync(before + 2);
        await rehearsal.DrainAsync(Other, isDraining: true);
        IReadOnlyList<Guid> runs = await rehearsal.SubmitAsync(1, Steps, Pause, Group, isHeld: true);
        await rehearsal.SeesHalfWayAsync(runs[0]);
        await rehearsal.DrainAsync(Other, isDraining: false);
        int child = await rehearsal.ProcessOfAsync(runs[0], 1);
        var clock = Stopwatch.StartNew();
        network.Cut(isCut: true);
        await rehearsal.SeesAttemptAsync(runs[0], 2);
        TimeSpan recovery = clock.Elapsed;
        bool isOver = !File.Exists($"/proc/{child}/stat");
        rehearsal.LetGo(runs);
        Findings found = await rehearsal.EndAsync(runs);
        network.Cut(isCut: false);
        await rehearsal.SeesWorkersAsync(before + 2); // it comes back by itself
        await rehearsal.ForgetAsync(isolated);
        await rehearsal.ForgetAsync(other);
        await rehearsal.SeesWorkersAsync(before);
        return new FaultReport("network of a worker cut in mid-run", isOver ? found : found with { Problems = [.. found.Problems, "The attempt that was cut off still ran when the next had begun."] }, recovery);
    }

    /// <summary>A worker whose clock is wrong takes part: it neither takes what others have nor loses what it has.</summary>
    public static async Task<FaultReport> SkewClockAsync(Rehearsal rehearsal, string offset)
    {
        // The clock that counts time without a date is left alone, as a wrong date leaves it alone. Without the command faketime, which stays as a parent that a kill would hit instead.
        int before = rehearsal.Workers.Count;
        NodeProcess skewed = rehearsal.StartWorker($"skewed{offset}", prefix: ["env", "FAKETIME_DONT_FAKE_MONOTONIC=1", $"FAKETIME={offset}", "LD_PRELOAD=/usr/$LIB/faketime/libfaketime.so.1"]);
        await rehearsal.SeesWorkersAsync(before + 1);
        IReadOnlyList<Guid> runs = await rehearsal.SubmitAsync(3 * rehearsal.Workers.Count, Steps, Pause);
        Findings found = await rehearsal.EndAsync(runs);
        List<string> problems = [.. found.Problems];
        int there = await rehearsal.WithDbAsync(db => db.Runs.CountAsync(run => runs.Contains(run.Id) && run.Node.StartsWith(skewed.Name + "/")));
        if (there == 0)
            problems.Add("The worker with the wrong clock executed nothing.");
        if (found.Attempts != runs.Count)
            problems.Add($"Expected every run to start once, found {found.Attempts} starts of {runs.Count} runs.");
        // It goes without a word: what it was to do next must not wait for its hour.
        await skewed.KillAsync();
        await rehearsal.ForgetAsync(skewed);
        IReadOnlyList<Guid> later = await rehearsal.SubmitAsync(rehearsal.Workers.Count, 5, Pause);
        Findings after = await rehearsal.EndAsync(later);
        await rehearsal.SeesWorkersAsync(before);
        return new FaultReport($"clock of a worker wrong by {offset}", found with { Problems = [.. problems, .. after.Problems] }, null);
    }

    /// <summary>The disk fills up in mid-run: whoever is hit is told so, has no result, and later runs succeed.</summary>
    public static async Task<FaultReport> FillDiskAsync(Rehearsal rehearsal)
    {
        IReadOnlyList<Guid> runs = await rehearsal.SubmitAsync(3, Steps, Pause, isHeld: true);
        await rehearsal.SeesHalfWayAsync(runs[0]);
        string ballast = Path.Combine(rehearsal.Options.DataRoot, "ballast");
        rehearsal.LetGo(runs); // before: the word needs space too
        Fill(ballast);
        Findings hit = await rehearsal.EndAsync(runs);
        List<string> problems = [.. hit.Problems];
        if (hit.Failed == 0)
            problems.Add("Nothing failed: the disk was not full.");
        List<RunRecord> failed = await rehearsal.WithDbAsync(db => db.Runs.AsNoTracking().Where(run => runs.Contains(run.Id) && run.Status == RunStatus.Failed).ToListAsync());
        problems.AddRange(failed.Where(run => !run.Failure.Contains("No space left", StringComparison.OrdinalIgnoreCase) && !run.Failure.Contains("disk is full", StringComparison.OrdinalIgnoreCase))
            .Select(run => $"Its owner is not told that the disk is full, but: {run.Failure}"));
        File.Delete(ballast);
        Findings after = await rehearsal.EndAsync(await rehearsal.SubmitAsync(2, 5, Pause));
        problems.AddRange(after.Problems);
        if (after.Succeeded != after.Runs)
            problems.Add("Runs failed although there was space again.");
        return new FaultReport("disk full in mid-run", hit with { Problems = problems }, null);
    }

    private static async Task<FaultReport> StopDatabaseAsync(Rehearsal rehearsal, string fault, Func<Task> stop)
    {
        IReadOnlyList<Guid> runs = await rehearsal.SubmitAsync(rehearsal.Workers.Count + 1, Steps, Pause, isHeld: true);
        await rehearsal.SeesHalfWayAsync(runs[0]);
        await stop();
        var clock = Stopwatch.StartNew();
        await rehearsal.SeesHeldAsync(runs[0]);
        TimeSpan recovery = clock.Elapsed;
        rehearsal.LetGo(runs);
        return new FaultReport(fault, await rehearsal.EndAsync(runs), recovery);
    }

    private static void Fill(string path)
    {
        byte[] block = new byte[16_384];
        try
        {
            using FileStream file = File.Create(path, bufferSize: 1);
            while (true)
                file.Write(block);
        }
        catch (IOException)
        {
            // Full, as was asked.
        }
    }
}
