using CellDynamics.Cli.Benchmarks.Browsing;
using CellDynamics.Cli.Benchmarks.Opening;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Cli.Benchmarks.Load;

/// <summary>The site under the load of many people, while it computes and takes in files.</summary>
/// <param name="plan">How much, how long.</param>
internal sealed class LoadBenchmark(LoadPlan plan)
{
    private const int PerCell = 1000;

    private readonly LoadJournal journal = new();
    private readonly List<string> notes = [];

    /// <exception cref="RunException">The site does not start, or starts no analyses.</exception>
    public async Task<LoadOutcome> RunAsync(Action<string> say, CancellationToken cancellation)
    {
        if (!OperatingSystem.IsLinux())
            throw new RunException("The benchmark load reads what processes take from /proc: expected Linux.");
        say("starting a site of its own, and analysing its examples");
        await using LoadSite site = await LoadSite.StartAsync(plan.IsPostgres, journal, cancellation);
        (string? file, long bytes) = WriteUpload(site, say, cancellation);
        say($"putting {plan.Runs} analyses in line");
        await QueueLoad.SubmitAsync(site, journal, plan.Runs, cancellation);
        List<BrowserUser> browsers = [];
        List<SimulatedUser> users = [.. Enumerable.Range(0, plan.Users).Select(number => new SimulatedUser(site, journal, plan.Seed + number))];
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            for (int number = 0; number < (Chromium.Missing() is null ? plan.Browsers : 0); number++)
                browsers.Add(await BrowserUser.StartAsync(site, journal, plan.Seed + plan.Users + number, cancellation));
            if (browsers.Count < plan.Browsers)
                notes.Add($"Browsers were left out: {Chromium.Missing()}");
            say($"{plan.Users} people come");
            List<Task> everybody = [.. browsers.Select(browser => browser.RunAsync(leaving.Token))];
            foreach (SimulatedUser user in users)
            {
                everybody.Add(user.RunAsync(leaving.Token));
                await Task.Delay(plan.Arrival / plan.Users, cancellation);
            }
            var watch = new LoadWatch(site, journal, [.. browsers.Select(browser => browser.ProcessId)]);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            end.CancelAfter(plan.Duration);
            journal.IsMeasuring = true;
            say($"measuring for {plan.Minutes:0.#} minutes");
            Task watching = watch.RunAsync(end.Token);
            UploadLoad? uploads = file is null ? null : new UploadLoad(site, journal, file, plan.Uploads);
            if (uploads is not null)
                everybody.Add(UploadAsync(uploads, say, end.Token));
            await watching;
            await end.CancelAsync(); // a site that died ended it before its time
            journal.IsMeasuring = false;
            cancellation.ThrowIfCancellationRequested();
            say("everybody leaves");
            await leaving.CancelAsync();
            await Task.WhenAll(everybody);
            IReadOnlyList<KeyValuePair<string, int>> runs = await ReadRunsAsync(site);
            return new LoadOutcome(plan with { Browsers = browsers.Count, Uploads = file is null ? 0 : plan.Uploads }, watch.Samples[^1].At, journal.Latencies, journal.Troubles, watch.Samples, uploads?.Seconds ?? [], bytes, runs, notes);
        }
        finally
        {
            await leaving.CancelAsync();
            foreach (BrowserUser browser in browsers)
                await browser.DisposeAsync();
            users.ForEach(user => user.Dispose());
        }
    }

    /// <summary>After a tenth of the time, so that the second quarter is one without.</summary>
    private async Task UploadAsync(UploadLoad uploads, Action<string> say, CancellationToken ending)
    {
        try
        {
            await Task.Delay(plan.Duration / 10, ending);
            say($"{plan.Uploads} uploads begin");
            await uploads.RunAsync(ending);
            say("the uploads are over");
        }
        catch (OperationCanceledException)
        {
            // The time was over before they began.
        }
    }

    /// <summary>One file that all uploads send.</summary>
    /// <returns>No file where none is uploaded.</returns>
    private (string? File, long Bytes) WriteUpload(LoadSite site, Action<string> say, CancellationToken cancellation)
    {
        if (plan.Uploads == 0)
            return (null, 0);
        long free = new DriveInfo(site.Scratch).AvailableFreeSpace - LoadPlan.KeepFree;
        long bytes = Math.Min(plan.LargestUpload, free / (plan.Uploads + 1));
        int cells = (int)(bytes / SimulatedFile.BytesOf(1, PerCell));
        if (cells < 1)
        {
            notes.Add($"No file was uploaded: the disk has not {LoadPlan.KeepFree / 1e9:0} GB to spare.");
            return (null, 0);
        }
        if (plan.LargestUpload < plan.UploadBytes)
            notes.Add($"Uploads are of {bytes / 1e9:0.##} GB: larger ones would take more than a third of so short a time.");
        else if (bytes < plan.UploadBytes)
            notes.Add($"Uploads are of {bytes / 1e9:0.##} GB: larger ones would not leave {LoadPlan.KeepFree / 1e9:0} GB on the disk.");
        say("writing the file that is uploaded");
        string path = SimulatedFile.Write(site.Scratch, cells, PerCell, cancellation).Path;
        return (path, new FileInfo(path).Length);
    }

    private async Task<IReadOnlyList<KeyValuePair<string, int>>> ReadRunsAsync(LoadSite site)
    {
        List<RunRecord> runs = await site.WithDbAsync(db => db.Runs.AsNoTracking().Where(run => !run.IsExample).ToListAsync());
        foreach (RunRecord failed in runs.Where(run => run.Status == RunStatus.Failed))
            journal.Failed("analysis", $"{failed.Name}: {failed.Failure}");
        foreach (DatasetRecord unread in await site.WithDbAsync(db => db.Datasets.AsNoTracking().Where(dataset => dataset.Status == DatasetStatus.CannotBeRead).ToListAsync()))
            journal.Failed("upload: cannot be read", $"{unread.FileName}: {unread.Problem}");
        return [.. runs.GroupBy(run => run.Status).OrderBy(group => group.Key).Select(group => new KeyValuePair<string, int>(group.Key.ToString().ToLowerInvariant(), group.Count()))];
    }
}
