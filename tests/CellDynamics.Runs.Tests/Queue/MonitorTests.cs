using CellDynamics.Runs.Admission;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Queue;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Tests.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace CellDynamics.Runs.Tests.Queue;

/// <summary>The one watcher behind all pages.</summary>
public sealed class MonitorTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        scratch.Dispose();
    }

    [Fact]
    public async Task A_run_whose_progress_cannot_be_read_silences_no_other_page()
    {
        await using Instance instance = await PrepareAsync();
        Guid dataset = await instance.AddDatasetAsync();
        List<IDisposable> watching = [];
        for (int i = 0; i < 5; i++)
        {
            Guid unreadable = await instance.AddRunAsync(dataset, RunStatus.Failed, attempt: 1);
            Directory.CreateDirectory(instance.Options.FolderOf(unreadable).Progress(1));
            watching.Add(instance.Monitor.Watch(unreadable, _ => Task.CompletedTask));
        }
        Guid run = await instance.AddRunAsync(dataset, RunStatus.Succeeded, attempt: 1);
        int told = 0;
        watching.Add(instance.Monitor.Watch(run, _ => Task.FromResult(Interlocked.Increment(ref told))));
        await Eventually.SeesAsync(() => Task.FromResult(Volatile.Read(ref told)), count => count > 0, "the page to be told");
        watching.ForEach(one => one.Dispose());
    }

    [Fact]
    public async Task A_question_to_the_database_that_is_given_up_does_not_end_the_watcher()
    {
        await using Instance instance = await PrepareAsync();
        Guid run = await instance.AddRunAsync(await instance.AddDatasetAsync(), RunStatus.Succeeded, attempt: 1);
        await using var monitor = new RunMonitor(new FirstGivenUp(instance.Get<Database>()), instance.Get<QueueReader>(), instance.Options, TimeProvider.System, NullLogger<RunMonitor>.Instance);
        int told = 0;
        using IDisposable watching = monitor.Watch(run, _ => Task.FromResult(Interlocked.Increment(ref told)));
        await Eventually.SeesAsync(() => Task.FromResult(Volatile.Read(ref told)), count => count > 0, "the page to be told", seconds: 20);
    }

    private async Task<Instance> PrepareAsync()
    {
        Instance instance = Instance.Create(scratch["data"]);
        await instance.Get<Database>().MigrateAsync(CancellationToken.None);
        return instance;
    }

    /// <summary>A command that the driver cancels by itself.</summary>
    private sealed class FirstGivenUp(Database database) : IDbContextFactory<CellDynamicsDb>
    {
        private int asked;

        public CellDynamicsDb CreateDbContext() => Interlocked.Increment(ref asked) == 1 ? throw new OperationCanceledException() : database.CreateDbContext();
    }
}
