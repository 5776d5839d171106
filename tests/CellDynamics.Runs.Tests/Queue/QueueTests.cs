using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Tests.Shared;

namespace CellDynamics.Runs.Tests.Queue;

/// <summary>What must hold on every database: one set of tests, run on each.</summary>
public abstract partial class QueueTests : IDisposable
{
    private static readonly Dictionary<string, string> Held = new() { [CountingMethod.Steps] = "4", [CountingMethod.HoldAt] = "2" };

    private readonly ScratchFolder scratch = new();

    /// <summary>Settings that choose the database; skips where it is not here.</summary>
    protected abstract Task<(string Key, string Value)[]> DatabaseAsync();

    public void Dispose()
    {
        scratch.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_run_waits_runs_and_publishes_its_model_and_result()
    {
        await using Instance instance = await StartAsync();
        Guid run = await instance.SubmitAsync(await instance.AddDatasetAsync(), new() { [CountingMethod.Steps] = "5" });
        RunRecord done = await instance.SeesAsync(run, RunStatus.Succeeded);
        RunFolder folder = instance.Options.FolderOf(run);
        Assert.Equal((1, 1.0, "Better than every simple guess.", ""), (done.Attempt, done.Fraction, done.Verdict, done.Failure));
        Assert.Equal(File.ReadAllText(folder.Result), File.ReadAllText(Path.Combine(folder.Model, "state")));
        Assert.False(File.Exists(folder.UnpublishedResult(1)));
        Assert.Contains("attempt 1 starts", File.ReadAllText(folder.Log(1)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_wait_in_line_people_before_examples_and_are_told_why()
    {
        await using Instance instance = await StartAsync();
        Guid dataset = await instance.AddDatasetAsync();
        Guid first = await instance.SubmitAsync(dataset, Held);
        await instance.SeesAsync(first, run => run.Fraction == 0.5, "the first run to hold half-way");
        Guid example = await instance.SubmitAsync(dataset, [], isExample: true);
        Guid person = await instance.SubmitAsync(dataset, []);
        await instance.SeesAsync(person, run => run.WaitReason == "1st in line: 1 of 1 analyses is running.", "the reason of the first in line");
        await instance.SeesAsync(example, run => run.WaitReason == "2nd in line: 1 of 1 analyses is running.", "the reason of the second in line");
        Assert.Equal(2, (await instance.Monitor.ReadAsync(example, CancellationToken.None))!.QueuePosition);
        LetGo(instance, first);
        RunRecord exampleDone = await instance.SeesAsync(example, RunStatus.Succeeded);
        RunRecord personDone = await instance.SeesAsync(person, RunStatus.Succeeded);
        Assert.True(personDone.StartedUtc < exampleDone.StartedUtc);
        Assert.Equal("", exampleDone.WaitReason);
    }

    [Fact]
    public async Task As_many_runs_at_once_as_are_allowed_and_no_more()
    {
        await using Instance instance = await StartAsync(("Queue:ConcurrentRuns", "2"));
        Guid dataset = await instance.AddDatasetAsync();
        Guid[] runs = [await instance.SubmitAsync(dataset, Held), await instance.SubmitAsync(dataset, Held), await instance.SubmitAsync(dataset, Held)];
        await instance.SeesAsync(runs[0], run => run.Fraction == 0.5, "the first run to hold");
        await instance.SeesAsync(runs[1], run => run.Fraction == 0.5, "the second run to hold beside it");
        await instance.SeesAsync(runs[2], run => run.WaitReason == "1st in line: 2 of 2 analyses are running.", "the third to wait");
        foreach (Guid run in runs)
            LetGo(instance, run);
        await instance.SeesAsync(runs[2], RunStatus.Succeeded);
    }

    [Fact]
    public async Task A_waiting_run_is_cancelled_at_once_and_a_running_one_stops_in_good_order()
    {
        await using Instance instance = await StartAsync();
        Guid dataset = await instance.AddDatasetAsync();
        Guid running = await instance.SubmitAsync(dataset, Held), waiting = await instance.SubmitAsync(dataset, []);
        await instance.SeesAsync(running, run => run.Fraction == 0.5, "the run to hold half-way");
        await instance.Queue.CancelAsync(waiting, CancellationToken.None);
        Assert.Equal(RunStatus.Cancelled, (await instance.Queue.FindAsync(waiting, CancellationToken.None))!.Status);
        await instance.Queue.CancelAsync(running, CancellationToken.None);
        RunRecord cancelled = await instance.SeesAsync(running, RunStatus.Cancelled);
        Assert.Equal("", cancelled.Failure);
        Assert.False(File.Exists(instance.Options.FolderOf(running).Result));
        await instance.Queue.DeleteAsync(running, CancellationToken.None);
        Assert.False(Directory.Exists(instance.Options.FolderOf(running).Root));
        Assert.Null(await instance.Queue.FindAsync(running, CancellationToken.None));
    }

    [Theory]
    [InlineData("fail", "/obs/day: expected numbers, found words. Choose another column.")]
    [InlineData("complains", "cells.h5ad, /X: expected a matrix, found nothing. Write the file again.")]
    [InlineData("empty", "The analysis ended without writing a result. Run it again; if it happens again, report it with the log.")]
    [InlineData("dies", "The operating system stopped the analysis (signal 9), most likely because memory ran out. Use fewer cells or genes, or a machine with more memory.")]
    public async Task A_child_that_fails_says_why_to_the_person(string behaviour, string failure)
    {
        await using Instance instance = await StartAsync();
        Guid run = await instance.SubmitAsync(await instance.AddDatasetAsync(), new() { [CountingMethod.Behaviour] = behaviour });
        RunRecord failed = await instance.SeesAsync(run, RunStatus.Failed);
        Assert.Equal(failure, failed.Failure);
        Assert.NotNull(failed.FinishedUtc);
        Assert.False(File.Exists(instance.Options.FolderOf(run).Result));
    }

    [Fact]
    public async Task Deleting_a_dataset_stops_its_run_and_leaves_nothing_behind()
    {
        await using Instance instance = await StartAsync();
        Guid dataset = await instance.AddDatasetAsync(), other = await instance.AddDatasetAsync();
        Guid run = await instance.SubmitAsync(dataset, Held);
        await instance.SeesAsync(run, r => r.Fraction == 0.5, "the run to hold half-way");
        await instance.Catalog.DeleteAsync(dataset, CancellationToken.None);
        Guid next = await instance.SubmitAsync(other, []);
        await instance.SeesAsync(next, RunStatus.Succeeded); // the place is free again
        await Eventually.SeesAsync(() => Task.FromResult(Directory.Exists(instance.Options.FolderOf(run).Root)), exists => !exists, "the folder of the run to go");
        Assert.Equal([other], (await instance.Catalog.ListAsync(CancellationToken.None)).Select(d => d.Id));
    }

    private static void LetGo(Instance instance, Guid run) => File.WriteAllText(Path.Combine(instance.Options.FolderOf(run).Root, "go"), "");

    private protected async Task<Instance> StartAsync(params (string Key, string Value)[] settings) =>
        await Instance.StartAsync(scratch["data"], [.. await DatabaseAsync(), .. settings]);
}
