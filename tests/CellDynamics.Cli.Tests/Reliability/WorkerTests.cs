using CellDynamics.Cli.Benchmarks.Reliability;
using CellDynamics.Cli.Tests.Shared;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Workers;

namespace CellDynamics.Cli.Tests.Reliability;

/// <summary>How workers join, are emptied and leave.</summary>
[Collection("rehearsal")]
public sealed class WorkerTests(RehearsalFixture fixture)
{
    private const int Pause = 100;

    [Fact]
    public async Task A_worker_is_refused_on_the_embedded_database()
    {
        using var scratch = new ScratchFolder();
        (await CommandLineProcess.RunAsync("worker", "--data-root", scratch.Path)).Refused(1, "A worker needs an instance on PostgreSQL, found SQLite");
    }

    [Fact]
    public async Task A_worker_that_does_not_see_the_files_of_the_site_says_so_and_ends()
    {
        Rehearsal rehearsal = await fixture.StartedAsync();
        using var scratch = new ScratchFolder();
        string connection = rehearsal.Postgres.ConnectionTo(rehearsal.DatabaseName);
        (await CommandLineProcess.RunAsync("worker", "--data-root", scratch.Path, "--connection", connection)).Refused(1, "expected the data root that the site uses, found none. Mount the shared file system");
        await File.WriteAllTextAsync(Path.Combine(scratch.Path, "instance.id"), "another", CancellationToken.None);
        (await CommandLineProcess.RunAsync("worker", "--data-root", scratch.Path, "--connection", connection)).Refused(1, "found that of another one (another)");
    }

    [Fact]
    public async Task A_worker_that_cannot_reach_the_database_says_so_and_ends()
    {
        using var scratch = new ScratchFolder();
        (await CommandLineProcess.RunAsync("worker", "--data-root", scratch.Path, "--connection", "Host=127.0.0.1;Port=1;Username=nobody;Database=none;Timeout=2"))
            .Refused(1, "expected a PostgreSQL server that answers, found");
    }

    [Fact]
    public async Task Runs_go_to_workers_of_their_group_and_a_worker_that_is_stopped_gives_its_run_back_with_its_checkpoint()
    {
        Rehearsal rehearsal = await fixture.StartedAsync();
        NodeProcess first = rehearsal.StartWorker("gpu-1", RunGroups.Gpu, graceSeconds: 0);
        IReadOnlyList<Guid> runs = await rehearsal.SubmitAsync(1, 20, Pause, RunGroups.Gpu, isHeld: true);
        await rehearsal.SeesHalfWayAsync(runs[0]);
        Assert.StartsWith("gpu-1/", (await rehearsal.FindAsync(runs[0])).Node, StringComparison.Ordinal);
        await first.StopAsync();
        Assert.Equal(0, first.ExitCode);
        Assert.Equal((RunStatus.Waiting, 1), ((await rehearsal.FindAsync(runs[0])).Status, (await rehearsal.FindAsync(runs[0])).Attempt));
        await rehearsal.ForgetAsync(first);
        NodeProcess second = rehearsal.StartWorker("gpu-2", RunGroups.Gpu, graceSeconds: 30);
        await rehearsal.SeesAttemptAsync(runs[0], 2);
        rehearsal.LetGo(runs);
        await second.StopAsync(); // within the grace the run comes to its end
        Findings found = await rehearsal.EndAsync(runs);
        Assert.Empty(found.Problems);
        Assert.Equal((1, 1, 2), (found.Succeeded, found.Resumed, found.Attempts));
        await rehearsal.ForgetAsync(second);
    }

    [Fact]
    public async Task A_worker_and_the_whole_instance_are_drained_and_work_again_by_command()
    {
        Rehearsal rehearsal = await fixture.StartedAsync();
        Assert.Contains("worker-1\tworks\tcpu\t0 of 1 + 1 short running", (await WorkerAsync(rehearsal, "list")).Succeeded().Output, StringComparison.Ordinal);
        (await WorkerAsync(rehearsal, "drain", "nobody")).Refused(1, "There is no worker named nobody.");
        (await WorkerAsync(rehearsal, "drain")).Refused(2, "Expected the name of a node, or --all.");
        (await WorkerAsync(rehearsal, "drain", "worker-1")).Succeeded();
        Assert.Contains("worker-1\tdraining", (await WorkerAsync(rehearsal, "list")).Succeeded().Output, StringComparison.Ordinal);
        IReadOnlyList<Guid> runs = await rehearsal.SubmitAsync(4, 5, Pause);
        Assert.Equal(4, (await rehearsal.EndAsync(runs)).Succeeded);
        foreach (Guid run in runs)
            Assert.False((await rehearsal.FindAsync(run)).Node.StartsWith("worker-1/", StringComparison.Ordinal));
        (await WorkerAsync(rehearsal, "undrain", "worker-1")).Succeeded();
        (await WorkerAsync(rehearsal, "drain", "--all")).Succeeded();
        runs = await rehearsal.SubmitAsync(1, 5, Pause);
        await rehearsal.SeesAsync(runs[0], run => run.WaitReason.Length > 0, "the run to be told why it waits");
        Assert.Equal(RunStatus.Waiting, (await rehearsal.FindAsync(runs[0])).Status);
        (await WorkerAsync(rehearsal, "undrain", "--all")).Succeeded();
        Assert.Equal(1, (await rehearsal.EndAsync(runs)).Succeeded);
    }

    private static Task<Said> WorkerAsync(Rehearsal rehearsal, params string[] arguments) => CommandLineProcess.RunAsync(
        ["worker", .. arguments, "--data-root", rehearsal.Options.DataRoot, "--connection", rehearsal.Postgres.ConnectionTo(rehearsal.DatabaseName)]);
}
