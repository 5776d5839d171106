using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Tests.Shared;

namespace CellDynamics.Runs.Tests.Queue;

/// <summary>What must hold on every database: one set of tests, run on each.</summary>
public abstract class QueueTests : IDisposable
{
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
        RunFolder folder = instance.Queue.FolderOf(run);
        Assert.Equal((1, 1.0, "Better than every simple guess."), (done.Attempt, done.Fraction, done.Verdict));
        Assert.Equal(File.ReadAllText(folder.Result), File.ReadAllText(Path.Combine(folder.Model, "state")));
        Assert.False(File.Exists(folder.UnpublishedResult(1)));
        Assert.Contains("attempt 1 starts", File.ReadAllText(folder.Log(1)), StringComparison.Ordinal);
    }

    private protected async Task<Instance> StartAsync(params (string Key, string Value)[] settings) =>
        await Instance.StartAsync(scratch["data"], [.. await DatabaseAsync(), .. settings]);
}
