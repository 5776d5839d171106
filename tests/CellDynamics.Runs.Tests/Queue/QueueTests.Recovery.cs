using System.Diagnostics;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Datasets;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Queue;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Tests.Shared;
using CellDynamics.Runs.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CellDynamics.Runs.Tests.Queue;

/// <summary>What is put back into the line, and what is not.</summary>
public abstract partial class QueueTests
{
    [Fact]
    public async Task A_lease_that_is_renewed_while_recovery_looks_at_the_files_is_left_alone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A named pipe holds recovery between its look and its write.");
        await using Instance instance = await PrepareAsync();
        Guid run = await LostAsync(instance);
        string pipe = instance.Options.FolderOf(run).Published;
        using (Process made = Process.Start("mkfifo", [pipe]))
            await made.WaitForExitAsync();
        Task<int> recovery = Task.Run(() => instance.Get<RunRecovery>().ReturnExpiredAsync(CancellationToken.None));
        await using (FileStream held = await Task.Run(() => new FileStream(pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)))
        {
            DateTime far = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1);
            await instance.WithDbAsync(db => db.Runs.ExecuteUpdateAsync(set => set.SetProperty(r => r.LeaseUntilUtc, far)));
            await held.WriteAsync("1"u8.ToArray());
        }
        Assert.Equal(0, await recovery);
        RunRecord row = (await instance.Queue.FindAsync(run, CancellationToken.None))!;
        Assert.Equal((RunStatus.Running, "far/7/a"), (row.Status, row.LeaseOwner));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_read_is_that_runs_failure_and_the_others_go_on()
    {
        await using Instance instance = await PrepareAsync();
        Guid damaged = await LostAsync(instance), whole = await LostAsync(instance);
        await File.WriteAllTextAsync(instance.Options.FolderOf(damaged).Published, "\0\0\0");
        // Where its card should stand there is a folder.
        Directory.CreateDirectory(Path.Combine(instance.Options.FolderOf(damaged).Root, "entry.json", "in the way"));
        await instance.StartAsync();
        Assert.Equal(RunStatus.Succeeded, (await instance.SeesAsync(whole, RunStatus.Succeeded)).Status);
        RunRecord failed = await instance.SeesAsync(damaged, RunStatus.Failed);
        Assert.StartsWith("The analysis was interrupted, and its folder cannot be read: ", failed.Failure, StringComparison.Ordinal);
        Assert.Contains("published: expected the number of an attempt, found", failed.Failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_published_result_that_cannot_be_brought_home_is_tried_again_for_a_while(bool mends)
    {
        await using Instance instance = await PrepareAsync();
        Guid run = await LostAsync(instance);
        RunFolder folder = instance.Options.FolderOf(run);
        Directory.CreateDirectory(folder.UnpublishedModel(1));
        await File.WriteAllTextAsync(folder.UnpublishedResult(1), "result");
        await File.WriteAllTextAsync(folder.Published, "1");
        await File.WriteAllTextAsync(folder.Model, "in the way");
        var clock = new Clock();
        var recovery = ActivatorUtilities.CreateInstance<RunRecovery>(instance.As(Caller.Local), (TimeProvider)clock);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(0, await recovery.ReturnExpiredAsync(CancellationToken.None));
            Assert.Equal(RunStatus.Running, (await instance.Queue.FindAsync(run, CancellationToken.None))!.Status);
            clock.Late += RunRecovery.Patience / 4;
        }
        if (mends)
            File.Delete(folder.Model);
        clock.Late += RunRecovery.Patience;
        Assert.Equal(1, await recovery.ReturnExpiredAsync(CancellationToken.None));
        RunRecord row = (await instance.Queue.FindAsync(run, CancellationToken.None))!;
        Assert.Equal(mends ? RunStatus.Succeeded : RunStatus.Failed, row.Status);
        Assert.Equal(mends, File.Exists(folder.Result));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_disk_that_fails_at_the_moment_of_publication_costs_no_result_and_whoever_cancels_need_not_wait(bool cancels)
    {
        await using Instance instance = await StartAsync();
        Guid run = await instance.SubmitAsync(await instance.AddDatasetAsync(), Held);
        await instance.SeesAsync(run, r => r.Fraction == 0.5, "the run to hold half-way");
        RunFolder folder = instance.Options.FolderOf(run);
        Directory.CreateDirectory(folder.Published);
        LetGo(instance, run);
        await Eventually.SeesAsync(() => Task.FromResult(File.Exists(Path.Combine(folder.Attempt(1), "published.tmp"))), isThere => isThere, "the publication to be tried");
        if (cancels)
        {
            await instance.Queue.CancelAsync(run, CancellationToken.None);
            await instance.SeesAsync(run, RunStatus.Cancelled);
            return;
        }
        Directory.Delete(folder.Published);
        RunRecord row = await instance.SeesAsync(run, RunStatus.Succeeded);
        Assert.Equal((1, 0), (row.Attempt, row.Interruptions));
        Assert.Equal("1", await File.ReadAllTextAsync(folder.Published));
        Assert.True(File.Exists(folder.Result));
    }

    [Fact]
    public async Task Stops_in_good_order_do_not_count_as_interruptions()
    {
        await using Instance instance = await PrepareAsync();
        var recovery = instance.Get<RunRecovery>();
        Guid run = await LostAsync(instance);
        for (int i = 0; i < 2 * RunLedger.MaximumInterruptions; i++)
        {
            Assert.Equal(1, await recovery.ReturnOneAsync(new Reservation(run, 1), "far/7/a", isOrderly: true, CancellationToken.None));
            await LoseAsync(instance, run);
        }
        for (int i = 1; i < RunLedger.MaximumInterruptions; i++)
        {
            await recovery.ReturnExpiredAsync(CancellationToken.None);
            RunRecord row = (await instance.Queue.FindAsync(run, CancellationToken.None))!;
            Assert.Equal((RunStatus.Waiting, i), (row.Status, row.Interruptions));
            await LoseAsync(instance, run);
        }
        await recovery.ReturnExpiredAsync(CancellationToken.None);
        Assert.Equal(RunStatus.Failed, (await instance.Queue.FindAsync(run, CancellationToken.None))!.Status);
    }

    [Fact]
    public async Task A_file_system_that_vanishes_in_mid_run_costs_no_run()
    {
        await using Instance instance = await StartAsync();
        Guid run = await instance.SubmitAsync(await instance.AddDatasetAsync(), Held);
        await instance.SeesAsync(run, r => r.Fraction == 0.5, "the run to hold half-way");
        string name = Path.Combine(instance.DataRoot, "instance.id"), away = scratch["away"];
        File.Move(name, away);
        using (Process child = Process.GetProcessById(ChildMark.ProcessIdOf(instance.Options.FolderOf(run).Attempt(1))!.Value))
            child.Kill();
        RunRecord waits = await instance.SeesAsync(run, r => r.Status != RunStatus.Running, "the run to be left to others");
        Assert.Equal((RunStatus.Waiting, "", 0), (waits.Status, waits.Failure, waits.Interruptions));
        Assert.True(await instance.WithDbAsync(db => db.Workers.AllAsync(worker => worker.HasLostFiles && !worker.IsDraining)));
        await LoseAsync(instance, run);
        Assert.Equal(0, await instance.Get<RunRecovery>().ReturnExpiredAsync(CancellationToken.None)); // what was published cannot be seen from here
        File.Move(away, name);
        LetGo(instance, run);
        Assert.Equal(2, (await instance.SeesAsync(run, RunStatus.Succeeded)).Attempt);
    }

    [Fact]
    public async Task A_worker_without_files_takes_nothing_and_a_drain_of_a_person_outlasts_that()
    {
        await using Instance instance = await PrepareAsync();
        var registry = instance.Get<WorkerRegistry>();
        Assert.True(await registry.BeatAsync(CancellationToken.None));
        Assert.True(await registry.SeeFilesAsync(false, CancellationToken.None));
        Assert.False(await registry.SeeFilesAsync(false, CancellationToken.None));
        Assert.False(await registry.BeatAsync(CancellationToken.None));
        Assert.True(await registry.SeeFilesAsync(true, CancellationToken.None));
        Assert.True(await registry.BeatAsync(CancellationToken.None));
        await registry.SeeFilesAsync(false, CancellationToken.None);
        await instance.Get<WorkerDesk>().DrainAsync(instance.Options.Worker.Node, isDraining: true, CancellationToken.None);
        await registry.SeeFilesAsync(true, CancellationToken.None);
        Assert.False(await registry.BeatAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_site_does_not_begin_anew_in_the_empty_folder_below_a_mount_that_is_missing()
    {
        await using Instance instance = await PrepareAsync();
        var mark = instance.Get<DataRootMark>();
        await mark.EnsureAsync(CancellationToken.None);
        await instance.AddDatasetAsync();
        string name = Path.Combine(instance.DataRoot, "instance.id"), files = instance.Options.Datasets, away = scratch["away"];
        File.Delete(name);
        if (Directory.Exists(files))
            Directory.Move(files, away);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => mark.EnsureAsync(CancellationToken.None));
        Assert.Contains("Mount its file system", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(name));
        // Restored from a backup, which has the files and no name.
        Directory.CreateDirectory(Path.Combine(files, "any"));
        await mark.EnsureAsync(CancellationToken.None);
        Assert.True(File.Exists(name) && mark.IsThere());
    }

    [Fact]
    public async Task A_dataset_is_not_given_up_because_the_file_system_vanishes_while_it_is_checked()
    {
        await using Instance instance = await StartAsync();
        string name = Path.Combine(instance.DataRoot, "instance.id"), away = scratch["away"];
        File.Move(name, away);
        Guid dataset = await instance.AddDatasetAsync();
        await instance.WithDbAsync(db => db.Datasets.ExecuteUpdateAsync(set => set.SetProperty(d => d.Status, DatasetStatus.Checking)));
        await instance.Get<DatasetCheck>().CheckAllAsync(CancellationToken.None);
        Assert.Equal(DatasetStatus.Checking, (await instance.Catalog.FindAsync(dataset, CancellationToken.None))!.Status);
        File.Move(away, name);
        await instance.Get<DatasetCheck>().CheckAllAsync(CancellationToken.None);
        Assert.Equal(DatasetStatus.CannotBeRead, (await instance.Catalog.FindAsync(dataset, CancellationToken.None))!.Status);
    }

    [Fact]
    public async Task A_running_run_that_took_more_than_was_predicted_leaves_so_much_less_to_others()
    {
        await using Instance instance = await PrepareAsync();
        Guid dataset = await instance.AddDatasetAsync();
        Guid running = await instance.AddRunAsync(dataset, RunStatus.Running, attempt: 1), waiting = await instance.AddRunAsync(dataset, RunStatus.Waiting);
        DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime;
        await instance.WithDbAsync(db =>
        {
            db.Workers.Add(new WorkerRecord { Id = "w", Node = "w", Groups = "cpu", Version = "test", Slots = 2, MemoryBytes = 100, StartedUtc = now, SeenUtc = now });
            return db.SaveChangesAsync();
        });
        Task PeakAsync(long peak) => instance.WithDbAsync(db => db.Runs.Where(run => run.Id == running).ExecuteUpdateAsync(set => set
            .SetProperty(run => run.Node, "w").SetProperty(run => run.PredictedBytes, 50).SetProperty(run => run.PeakBytes, peak)));
        await instance.WithDbAsync(db => db.Runs.Where(run => run.Id == waiting).ExecuteUpdateAsync(set => set.SetProperty(run => run.PredictedBytes, 50)));
        await PeakAsync(60);
        Assert.Null(await instance.Get<RunLedger>().ReserveNextAsync(CancellationToken.None));
        await PeakAsync(40);
        Assert.Equal(waiting, (await instance.Get<RunLedger>().ReserveNextAsync(CancellationToken.None))!.RunId);
    }

    [Fact]
    public async Task A_message_with_a_nul_is_taken_by_every_database()
    {
        await using Instance instance = await PrepareAsync();
        Guid run = await LostAsync(instance);
        await instance.WithDbAsync(db => db.Runs.ExecuteUpdateAsync(set => set.SetProperty(r => r.Verdict, "a\0b")));
        await instance.WithDbAsync(async db =>
        {
            (await db.Runs.SingleAsync()).Failure = "c\0d";
            return await db.SaveChangesAsync();
        });
        RunRecord row = (await instance.Queue.FindAsync(run, CancellationToken.None))!;
        // PostgreSQL without it, SQLite as it came.
        Assert.Equal(("ab", "cd"), (row.Verdict.Replace("\0", "", StringComparison.Ordinal), row.Failure.Replace("\0", "", StringComparison.Ordinal)));
    }

    /// <summary>Tables, and nothing that works on them.</summary>
    private async Task<Instance> PrepareAsync()
    {
        Instance instance = Instance.Create(scratch["data"], await DatabaseAsync());
        await instance.Get<Database>().MigrateAsync(CancellationToken.None);
        return instance;
    }

    /// <summary>A run whose machine has not been heard of for years.</summary>
    private static async Task<Guid> LostAsync(Instance instance)
    {
        Guid run = await instance.AddRunAsync(await instance.AddDatasetAsync(), RunStatus.Running, attempt: 1);
        await LoseAsync(instance, run);
        return run;
    }

    private static Task<int> LoseAsync(Instance instance, Guid run) => instance.WithDbAsync(db => db.Runs.Where(r => r.Id == run).ExecuteUpdateAsync(set => set.SetProperty(r => r.Status, RunStatus.Running)
        .SetProperty(r => r.Node, "far/7/a").SetProperty(r => r.LeaseOwner, "far/7/a").SetProperty(r => r.LeaseUntilUtc, DateTime.UnixEpoch)));

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Late { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Late;
    }
}
