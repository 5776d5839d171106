using System.Diagnostics;
using CellDynamics.Runs.Execution.Slurm;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Tests.Shared;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Tests.Execution;

/// <summary>Runs as jobs of a cluster.</summary>
public sealed class SlurmTests : IDisposable
{
    private const int First = 101, Second = 102;

    private static readonly Dictionary<string, string> Held = new() { [CountingMethod.Steps] = "4", [CountingMethod.HoldAt] = "2" };

    private readonly ScratchFolder scratch = new();
    private readonly FakeSlurm slurm;

    public SlurmTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The stand-ins for Slurm's commands need Linux.");
        slurm = new FakeSlurm(scratch["slurm"]);
    }

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_run_is_submitted_with_what_it_is_predicted_to_take_and_its_result_is_published()
    {
        await using Instance instance = await StartAsync();
        Guid run = await instance.AddRunAsync(await instance.AddDatasetAsync(), RunStatus.Waiting, parameters: new() { [CountingMethod.Steps] = "3" });
        await instance.WithDbAsync(db => db.Runs.ExecuteUpdateAsync(set => set.SetProperty(r => r.PredictedBytes, 4L << 30).SetProperty(r => r.PredictedSeconds, 1800)));
        RunRecord done = await instance.SeesAsync(run, RunStatus.Succeeded);
        Assert.Equal((1, "Better than every simple guess."), (done.Attempt, done.Verdict));
        Assert.True(File.Exists(instance.Options.FolderOf(run).Result));
        Assert.Contains("attempt 1 starts", File.ReadAllText(instance.Options.FolderOf(run).Log(1)), StringComparison.Ordinal);
        string arguments = slurm.ArgumentsOf(First)!;
        Assert.All(
            new[] { "--parsable", $"--job-name=celldynamics-{run}-1", "--no-requeue", "--mem=6144M", "--time=90", "--partition=long --account=lab" },
            argument => Assert.Contains(argument, arguments, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_that_fails_or_is_refused_says_why()
    {
        await using Instance instance = await StartAsync();
        Guid dataset = await instance.AddDatasetAsync();
        RunRecord failed = await instance.SeesAsync(await instance.SubmitAsync(dataset, new() { [CountingMethod.Behaviour] = "complains" }), RunStatus.Failed);
        Assert.Equal("cells.h5ad, /X: expected a matrix, found nothing. Write the file again.", failed.Failure);
        await File.WriteAllTextAsync(scratch["slurm", "sbatch"], "#!/bin/sh\necho 'sbatch: error: Batch job submission failed: Invalid account' >&2\nexit 1\n", CancellationToken.None);
        RunRecord refused = await instance.SeesAsync(await instance.SubmitAsync(dataset, []), RunStatus.Failed);
        Assert.Contains("Slurm refused the analysis: sbatch: error: Batch job submission failed: Invalid account", refused.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_is_cancelled_has_its_job_cancelled()
    {
        await using Instance instance = await StartAsync();
        Guid run = await instance.SubmitAsync(await instance.AddDatasetAsync(), Held);
        await instance.SeesAsync(run, r => r.Fraction == 0.5, "the run to hold half-way");
        await instance.Queue.CancelAsync(run, CancellationToken.None);
        RunRecord cancelled = await instance.SeesAsync(run, RunStatus.Cancelled);
        Assert.Equal("", cancelled.Failure);
        Assert.True(slurm.WasCancelled(First));
        await Eventually.SeesAsync(() => Task.FromResult(slurm.IsRunning(First)), isRunning => !isRunning, "the processes of the job to be ended");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_run_whose_job_is_lost_goes_on_in_another_from_its_checkpoint(bool isForgotten)
    {
        await using Instance instance = await StartAsync();
        Guid run = await instance.SubmitAsync(await instance.AddDatasetAsync(), Held);
        await instance.SeesAsync(run, r => r.Fraction == 0.5, "the run to hold half-way");
        await slurm.LoseAsync(First, isForgotten);
        File.WriteAllText(Path.Combine(instance.Options.FolderOf(run).Root, "go"), "");
        RunRecord done = await instance.SeesAsync(run, RunStatus.Succeeded);
        Assert.Equal(2, done.Attempt);
        Assert.NotNull(slurm.ArgumentsOf(Second));
        Assert.Contains("first step 2", File.ReadAllText(instance.Options.FolderOf(run).Log(2)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_controller_that_does_not_answer_for_a_while_costs_no_run()
    {
        await using Instance instance = await StartAsync();
        Guid run = await instance.SubmitAsync(await instance.AddDatasetAsync(), Held);
        await instance.SeesAsync(run, r => r.Fraction == 0.5, "the run to hold half-way");
        slurm.SetDown(true);
        DateTime lease = (await instance.Queue.FindAsync(run, CancellationToken.None))!.LeaseUntilUtc!.Value;
        await instance.SeesAsync(run, r => r.LeaseUntilUtc > lease + TimeSpan.FromSeconds(3), "the lease to be renewed without Slurm");
        slurm.SetDown(false);
        File.WriteAllText(Path.Combine(instance.Options.FolderOf(run).Root, "go"), "");
        Assert.Equal(1, (await instance.SeesAsync(run, RunStatus.Succeeded)).Attempt);
    }

    [Fact]
    public async Task A_job_that_was_submitted_and_never_noted_down_is_found_by_its_name_and_ended()
    {
        Guid run;
        await using (Instance before = Instance.Create(scratch["data"]))
        {
            await before.Get<Database>().MigrateAsync(CancellationToken.None);
            run = await before.AddRunAsync(await before.AddDatasetAsync(), RunStatus.Waiting, attempt: 1);
            string attempt = before.Options.FolderOf(run).Attempt(1), script = Path.Combine(attempt, "job.sh");
            Directory.CreateDirectory(attempt);
            await File.WriteAllTextAsync(script, "sleep 600\n", CancellationToken.None);
            using Process submitted = Process.Start("sbatch", [$"--job-name=celldynamics-{run}-1", $"--output={attempt}/log.txt", $"--error={attempt}/error.txt", script]);
            await submitted.WaitForExitAsync(CancellationToken.None);
        }
        Assert.NotNull(slurm.ArgumentsOf(First));
        await using Instance instance = await StartAsync();
        Assert.Equal(2, (await instance.SeesAsync(run, RunStatus.Succeeded)).Attempt);
        Assert.True(slurm.WasCancelled(First));
        await Eventually.SeesAsync(() => Task.FromResult(slurm.IsRunning(First)), isRunning => !isRunning, "the processes of the job to be ended");
    }

    [Fact]
    public async Task Many_earlier_jobs_are_waited_for_side_by_side_and_cost_no_lease()
    {
        const int Earlier = 5;
        Guid run;
        await using (Instance before = Instance.Create(scratch["data"]))
        {
            await before.Get<Database>().MigrateAsync(CancellationToken.None);
            run = await before.AddRunAsync(await before.AddDatasetAsync(), RunStatus.Waiting, attempt: Earlier);
            for (int attempt = 1; attempt <= Earlier; attempt++)
            {
                Directory.CreateDirectory(before.Options.FolderOf(run).Attempt(attempt));
                await File.WriteAllTextAsync(Path.Combine(before.Options.FolderOf(run).Attempt(attempt), "slurm-job"), $"{attempt};", CancellationToken.None);
            }
        }
        // Each takes six seconds to be gone for certain.
        await using Instance instance = await StartAsync(("Queue:LeaseSeconds", "20"));
        Assert.Equal(Earlier + 1, (await instance.SeesAsync(run, RunStatus.Succeeded)).Attempt);
    }

    [Fact]
    public void What_is_not_predicted_is_not_asked_for()
    {
        var run = new RunRecord { Name = "", Method = "" };
        Assert.Empty(SlurmLauncher.Resources(run));
        Assert.Equal(["--mem=1024M", "--time=10", "--gres=gpu:1"], SlurmLauncher.Resources(new RunRecord { Name = "", Method = "", PredictedBytes = 1, PredictedSeconds = 1, Group = "gpu" }));
    }

    private Task<Instance> StartAsync(params (string Key, string Value)[] settings) => Instance.StartAsync(
        scratch["data"], [("Execution:Kind", "slurm"), ("Execution:SlurmPollSeconds", "1"), ("Execution:SlurmOptions", "--partition=long --account=lab"), .. settings]);
}
