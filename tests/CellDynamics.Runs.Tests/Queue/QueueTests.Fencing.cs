using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Queue;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Tests.Shared;
using CellDynamics.Runs.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CellDynamics.Runs.Tests.Queue;

/// <summary>What happens when supervisors die, hang or come twice.</summary>
public abstract partial class QueueTests
{
    [Fact]
    public async Task A_run_is_reserved_once_however_many_ask()
    {
        Instance instance = Instance.Create(scratch["data"], [.. await DatabaseAsync(), ("Queue:ConcurrentRuns", "100")]);
        await using var _ = instance;
        await instance.Get<Database>().MigrateAsync(CancellationToken.None);
        Guid dataset = await instance.AddDatasetAsync();
        for (int i = 0; i < 6; i++)
            await instance.AddRunAsync(dataset, RunStatus.Waiting);
        await instance.Get<WorkerRegistry>().BeatAsync(CancellationToken.None);
        var ledger = instance.Get<RunLedger>();
        Reservation?[] reserved = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => ledger.ReserveNextAsync(CancellationToken.None))));
        Guid[] runs = [.. reserved.OfType<Reservation>().Select(r => r.RunId)];
        Assert.NotEmpty(runs);
        Assert.Equal(runs.Distinct(), runs);
        Assert.Equal(runs.Length, await instance.WithDbAsync(db => db.Runs.CountAsync(run => run.Status == RunStatus.Running && run.Attempt == 1)));
    }

    [Fact]
    public async Task Only_one_supervisor_claims_a_reservation()
    {
        Instance instance = Instance.Create(scratch["data"], await DatabaseAsync());
        await using var _ = instance;
        await instance.Get<Database>().MigrateAsync(CancellationToken.None);
        await instance.AddRunAsync(await instance.AddDatasetAsync(), RunStatus.Waiting);
        await instance.Get<WorkerRegistry>().BeatAsync(CancellationToken.None);
        var here = instance.Get<RunLedger>();
        var there = ActivatorUtilities.CreateInstance<RunLedger>(instance.Get<IServiceProvider>(), instance.Options with { Worker = instance.Options.Worker with { Id = "there" } });
        Reservation reservation = (await here.ReserveNextAsync(CancellationToken.None))!;
        Assert.True(await here.ClaimAsync(reservation, CancellationToken.None));
        Assert.False(await there.ClaimAsync(reservation, CancellationToken.None));
        Assert.Equal(LeaseState.Lost, await there.RenewAsync(reservation, CancellationToken.None));
        Assert.False(await there.FinishAsync(reservation, new RunEnd(RunStatus.Succeeded), CancellationToken.None));
        Assert.Equal(LeaseState.Held, await here.RenewAsync(reservation, CancellationToken.None));
    }

    [Fact]
    public async Task A_supervisor_whose_attempt_is_no_longer_current_publishes_nothing()
    {
        await using Instance instance = await StartAsync();
        Guid run = await instance.SubmitAsync(await instance.AddDatasetAsync(), Held);
        await instance.SeesAsync(run, r => r.Fraction == 0.5, "the run to hold half-way");
        DateTime far = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1);
        await instance.WithDbAsync(db => db.Runs.Where(r => r.Id == run).ExecuteUpdateAsync(
            set => set.SetProperty(r => r.Attempt, 2).SetProperty(r => r.LeaseOwner, "another node").SetProperty(r => r.LeaseUntilUtc, far)));
        LetGo(instance, run);
        RunFolder folder = instance.Options.FolderOf(run);
        // Its child is killed or has finished; either way its supervisor is done when the lock on the log is gone.
        await Eventually.SeesAsync(() => Task.FromResult(instance.RunsUnderSupervision()), count => count == 0, "the supervisor to give up");
        Assert.False(File.Exists(folder.Result));
        RunRecord row = (await instance.Queue.FindAsync(run, CancellationToken.None))!;
        Assert.Equal((RunStatus.Running, 2, "another node"), (row.Status, row.Attempt, row.LeaseOwner));
    }

    [Fact]
    public async Task A_run_whose_lease_ran_out_starts_again_as_the_next_attempt()
    {
        await using Instance instance = await StartAsync();
        Guid run = await instance.AddRunAsync(await instance.AddDatasetAsync(), RunStatus.Running, attempt: 1);
        await instance.Get<QueueBell>().RingForRunsAsync(CancellationToken.None);
        RunRecord done = await instance.SeesAsync(run, RunStatus.Succeeded);
        Assert.Equal(2, done.Attempt);
    }

    [Fact]
    public async Task A_run_that_is_taken_over_says_so_in_the_progress_of_its_next_attempt()
    {
        Instance instance = Instance.Create(scratch["data"], await DatabaseAsync());
        await using var _ = instance;
        await instance.Get<Database>().MigrateAsync(CancellationToken.None);
        Guid run = await instance.AddRunAsync(await instance.AddDatasetAsync(), RunStatus.Running, attempt: 1);
        Task HoldAsync() => instance.WithDbAsync(db => db.Runs.Where(r => r.Id == run).ExecuteUpdateAsync(set => set.SetProperty(r => r.Status, RunStatus.Running)
            .SetProperty(r => r.Node, "far/7/a").SetProperty(r => r.LeaseOwner, "far/7/a").SetProperty(r => r.LeaseUntilUtc, DateTime.UnixEpoch)));
        string? Told() => new ProgressTail(instance.Options.FolderOf(run).Progress(2)).Read().Select(line => line.Warning).LastOrDefault();
        await HoldAsync();
        Assert.Equal(1, await instance.Get<RunRecovery>().ReturnExpiredAsync(CancellationToken.None));
        Assert.Equal("Attempt 2, after far was lost: it begins anew, because nothing was saved yet.", Told());
        Assert.Equal("The analysis begins anew: far was lost, and nothing was saved yet.", (await instance.Queue.FindAsync(run, CancellationToken.None))!.WaitReason);
        await HoldAsync();
        Directory.CreateDirectory(instance.Options.FolderOf(run).Checkpoint);
        await File.WriteAllTextAsync(Path.Combine(instance.Options.FolderOf(run).Checkpoint, "state"), "2");
        await instance.Get<RunRecovery>().ReturnExpiredAsync(CancellationToken.None);
        Assert.Equal("Attempt 2, after far was lost: it goes on from its last checkpoint.", Told());
        Assert.Equal("The analysis goes on from its last checkpoint: far was lost.", (await instance.Queue.FindAsync(run, CancellationToken.None))!.WaitReason);
    }

    [Fact]
    public async Task A_run_that_was_interrupted_too_often_is_given_up_with_a_reason()
    {
        await using Instance instance = await StartAsync();
        Guid run = await instance.AddRunAsync(await instance.AddDatasetAsync(), RunStatus.Running, attempt: RunLedger.MaximumInterruptions, interruptions: RunLedger.MaximumInterruptions - 1);
        await instance.Get<QueueBell>().RingForRunsAsync(CancellationToken.None);
        RunRecord failed = await instance.SeesAsync(run, RunStatus.Failed);
        Assert.StartsWith("The analysis was interrupted 5 times", failed.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_stops_puts_its_run_back_and_the_next_one_resumes_it()
    {
        (string Key, string Value)[] database = await DatabaseAsync();
        Guid run, unbroken;
        await using (Instance instance = await Instance.StartAsync(scratch["data"], database))
        {
            Guid dataset = await instance.AddDatasetAsync();
            unbroken = await instance.SubmitAsync(dataset, new() { [CountingMethod.Steps] = "4" });
            run = await instance.SubmitAsync(dataset, Held);
            await instance.SeesAsync(run, r => r.Fraction == 0.5, "the run to hold half-way");
        }
        await using Instance next = Instance.Create(scratch["data"], database);
        Assert.Equal(RunStatus.Waiting, (await next.Queue.FindAsync(run, CancellationToken.None))!.Status);
        await next.StartAsync();
        LetGo(next, run);
        RunRecord done = await next.SeesAsync(run, RunStatus.Succeeded);
        AssertResumed(next.Options.FolderOf(run), next.Options.FolderOf(unbroken), done.Attempt);
    }

    [Fact]
    public async Task A_server_that_is_killed_in_mid_run_resumes_it_after_a_restart_with_the_same_result()
    {
        (string Key, string Value)[] database = await DatabaseAsync();
        Guid run, unbroken;
        await using (Instance prepare = Instance.Create(scratch["data"], database))
        {
            await prepare.Get<Database>().MigrateAsync(CancellationToken.None);
            Guid dataset = await prepare.AddDatasetAsync();
            unbroken = await prepare.AddRunAsync(dataset, RunStatus.Waiting, parameters: new() { [CountingMethod.Steps] = "4" });
            run = await prepare.AddRunAsync(dataset, RunStatus.Waiting, parameters: Held);
            int child;
            using (KilledServer server = KilledServer.Start(scratch["data"], database))
            {
                await prepare.SeesAsync(run, r => r.Fraction == 0.5, "the run to hold half-way");
                child = ChildMark.ProcessIdOf(prepare.Options.FolderOf(run).Attempt(1))!.Value;
                await server.KillAsync();
            }
            await Eventually.SeesAsync(() => Task.FromResult(KilledServer.IsAlive(child)), alive => !alive, "the child to end with its server");
            Assert.Equal(RunStatus.Running, (await prepare.Queue.FindAsync(run, CancellationToken.None))!.Status);
            // On PostgreSQL other nodes wait for the lease to run out; here the clock is not waited for.
            await prepare.WithDbAsync(db => db.Runs.Where(r => r.Status == RunStatus.Running).ExecuteUpdateAsync(set => set.SetProperty(r => r.LeaseUntilUtc, DateTime.UnixEpoch)));
            await prepare.WithDbAsync(db => db.Workers.ExecuteUpdateAsync(set => set.SetProperty(worker => worker.SeenUtc, DateTime.UnixEpoch)));
        }
        await using Instance next = await Instance.StartAsync(scratch["data"], database);
        LetGo(next, run);
        RunRecord done = await next.SeesAsync(run, RunStatus.Succeeded);
        AssertResumed(next.Options.FolderOf(run), next.Options.FolderOf(unbroken), done.Attempt);
    }

    private static void AssertResumed(RunFolder resumed, RunFolder unbroken, int attempt)
    {
        Assert.Equal(2, attempt);
        Assert.Contains("first step 0", File.ReadAllText(resumed.Log(1)), StringComparison.Ordinal);
        Assert.Contains("first step 2", File.ReadAllText(resumed.Log(2)), StringComparison.Ordinal);
        Assert.Equal(File.ReadAllText(unbroken.Result), File.ReadAllText(resumed.Result));
    }
}
