using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Queue;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Tests.Shared;
using CellDynamics.Runs.Workers;
using Microsoft.Extensions.Logging.Abstractions;

namespace CellDynamics.Runs.Tests.Execution;

/// <summary>Nothing runs unwatched, and what is stopped is not told so all the time.</summary>
public sealed class SupervisionTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        scratch.Dispose();
    }

    [Fact]
    public async Task A_child_that_cannot_be_noted_down_is_not_left_running()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes are looked for in /proc.");
        await using Instance instance = await Instance.StartAsync(scratch["data"]);
        Guid run = await instance.AddRunAsync(await instance.AddDatasetAsync(), RunStatus.Waiting, parameters: new() { [CountingMethod.Behaviour] = "stubborn" });
        Directory.CreateDirectory(Path.Combine(instance.Options.FolderOf(run).Attempt(1), "process.json"));
        await instance.Get<QueueBell>().RingForRunsAsync(CancellationToken.None);
        RunRecord failed = await instance.SeesAsync(run, RunStatus.Failed);
        Assert.StartsWith("The analysis could not be started or kept: ", failed.Failure, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateDirectories("/proc").Select(CommandOf), command => command.Contains(run.ToString("D"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_attempt_that_does_not_stop_is_killed_once_and_again_in_a_while()
    {
        await using Instance instance = Instance.Create(scratch["data"]);
        await instance.Get<Database>().MigrateAsync(CancellationToken.None);
        Guid run = await instance.AddRunAsync(await instance.AddDatasetAsync(), RunStatus.Waiting);
        await instance.Get<WorkerRegistry>().BeatAsync(CancellationToken.None);
        var ledger = instance.Get<RunLedger>();
        Reservation reservation = (await ledger.ReserveNextAsync(CancellationToken.None))!;
        Assert.True(await ledger.ClaimAsync(reservation, CancellationToken.None));
        await instance.Queue.CancelAsync(run, CancellationToken.None);
        await using var execution = new Deaf();
        var watch = new RunWatch(reservation, execution, new ProgressTail(scratch["none"]), ledger, instance.Options.Worker, TimeProvider.System, NullLogger.Instance);
        Task<RunExit?> end = watch.UntilEndAsync(TimeProvider.System.GetTimestamp(), CancellationToken.None);
        await Eventually.SeesAsync(() => Task.FromResult(execution.Kills), kills => kills > 0, "the attempt to be killed");
        await Task.Delay(TimeSpan.FromSeconds(2), CancellationToken.None);
        Assert.Equal(1, execution.Kills);
        execution.End();
        Assert.NotNull(await end);
    }

    private static string CommandOf(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>Hears neither a request nor a signal, as a job of a cluster for a while.</summary>
    private sealed class Deaf : IRunExecution
    {
        private readonly TaskCompletionSource<RunExit> ended = new();
        private int kills;

        public int Kills => Volatile.Read(ref kills);

        public Task<RunExit> Ended => ended.Task;

        public long PeakBytes => 0;

        public Task RequestCancelAsync() => Task.CompletedTask;

        public void Kill() => Interlocked.Increment(ref kills);

        public void End() => ended.TrySetResult(new RunExit(1, ""));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
