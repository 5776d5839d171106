using CellDynamics.Runs.Model;
using CellDynamics.Runs.Queue;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Telemetry;
using CellDynamics.Runs.Workers;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Execution.Slurm;

/// <summary>Executes attempts as jobs of a Slurm cluster, whose nodes mount the data root where this worker does.</summary>
internal sealed class SlurmLauncher(RunsOptions options, IDbContextFactory<CellDynamicsDb> database, TimeProvider time) : IRunLauncher
{
    /// <summary>Room above what was predicted: a job that exceeds what it asked for is killed.</summary>
    private const double MemoryMargin = 1.5, TimeMargin = 3;

    private const int LeastMegabytes = 1024, LeastMinutes = 10;
    private const string MarkName = "slurm-job";

    public async Task<IRunExecution> StartAsync(Reservation reservation, RunFolder folder, CancellationToken cancellationToken)
    {
        await EndEarlierAsync(folder, reservation.Attempt, cancellationToken);
        string attempt = folder.Attempt(reservation.Attempt), script = ScriptIn(attempt);
        File.WriteAllText(script, Script([.. options.Command, "execute", folder.Root, "--attempt", reservation.Attempt.ToString("D")], SlurmJob.ExitFileIn(attempt)));
        SlurmJobId job = await SlurmClient.SubmitAsync(
            [
                $"--job-name={NameOf(folder, reservation.Attempt)}", "--no-requeue", $"--output={folder.Log(reservation.Attempt)}", $"--error={SlurmJob.ErrorFileIn(attempt)}",
                .. await ResourcesAsync(reservation.RunId, cancellationToken), .. options.Worker.SlurmOptions, script,
            ],
            cancellationToken);
        try
        {
            File.WriteAllText(Path.Combine(attempt, MarkName), $"{job.Number};{job.Cluster}");
        }
        catch
        {
            // Nobody watches over it.
            await SlurmClient.CancelAsync(job, "KILL", CancellationToken.None);
            throw;
        }
        return new SlurmJob(job, attempt, options.Worker, time);
    }

    internal static IReadOnlyList<string> Resources(RunRecord run)
    {
        List<string> asked = [];
        if (run.PredictedBytes > 0)
            asked.Add($"--mem={Math.Max(LeastMegabytes, (long)Math.Ceiling(MemoryMargin * run.PredictedBytes / (1 << 20)))}M");
        if (run.PredictedSeconds > 0)
            asked.Add($"--time={Math.Max(LeastMinutes, (long)Math.Ceiling(TimeMargin * run.PredictedSeconds / 60))}");
        if (run.Group == RunGroups.Gpu)
            asked.Add("--gres=gpu:1");
        return asked;
    }

    private async Task<IReadOnlyList<string>> ResourcesAsync(Guid runId, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        return Resources(await db.Runs.AsNoTracking().SingleAsync(run => run.Id == runId, cancellationToken));
    }

    // Side by side: one after the other they would take longer than the lease lasts.
    private Task EndEarlierAsync(RunFolder folder, int attempt, CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(1, attempt - 1).Where(earlier => !File.Exists(SlurmJob.ExitFileIn(folder.Attempt(earlier)))).Select(earlier => EndAsync(folder, earlier, cancellationToken)));

    private async Task EndAsync(RunFolder folder, int attempt, CancellationToken cancellationToken)
    {
        foreach (SlurmJobId job in await JobsOfAsync(folder, attempt, cancellationToken))
            await new SlurmJob(job, folder.Attempt(attempt), options.Worker, time).DisposeAsync();
    }

    // A worker that died between the submission and its note left a job that is known by its name only.
    private static async Task<IReadOnlyList<SlurmJobId>> JobsOfAsync(RunFolder folder, int attempt, CancellationToken cancellationToken)
    {
        string mark = Path.Combine(folder.Attempt(attempt), MarkName);
        // A note that was cut off has no end, which is the semicolon and what follows.
        string noted = File.Exists(mark) ? await File.ReadAllTextAsync(mark, cancellationToken) : "";
        return noted.Contains(';', StringComparison.Ordinal) ? [SlurmJobId.Parse(noted)]
            : File.Exists(ScriptIn(folder.Attempt(attempt))) ? await SlurmClient.FindAsync(NameOf(folder, attempt), cancellationToken)
            : [];
    }

    private static string NameOf(RunFolder folder, int attempt) => $"celldynamics-{Path.GetFileName(folder.Root)}-{attempt:D}";

    private static string ScriptIn(string attemptFolder) => Path.Combine(attemptFolder, "job.sh");

    // The exit code is left as a file: Slurm forgets its jobs after some minutes. Without a network where the node allows that, as on this machine.
    private static string Script(IEnumerable<string> command, string exitFile) =>
        $"""
        #!/bin/sh
        {(RunTraces.ParentForChild is { } parent ? $"export {ChildTrace.ParentVariable}={Quoted(parent)}" : $"unset {ChildTrace.ParentVariable}")}
        set -- {string.Join(' ', command.Select(Quoted))}
        if unshare --net true 2>/dev/null; then set -- unshare --net "$@"
        elif unshare --map-root-user --net true 2>/dev/null; then set -- unshare --map-root-user --net "$@"
        fi
        "$@"
        code=$?
        echo $code > {Quoted(exitFile + ".tmp")} && mv {Quoted(exitFile + ".tmp")} {Quoted(exitFile)}
        exit $code

        """;

    private static string Quoted(string text) => $"'{text.Replace("'", @"'\''")}'";
}
