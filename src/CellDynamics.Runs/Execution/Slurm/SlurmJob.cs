using System.Globalization;
using CellDynamics.Runs.Workers;

namespace CellDynamics.Runs.Execution.Slurm;

/// <summary>An attempt as a job of a Slurm cluster: its end is seen by the file that its script leaves, or by what Slurm says of it.</summary>
internal sealed class SlurmJob : IRunExecution
{
    /// <summary>Other machines may see a file of a shared file system this much later.</summary>
    private static readonly TimeSpan FilesLate = TimeSpan.FromSeconds(5);

    private const int TailLines = 30, Failed = 1, Terminated = 143, OutOfMemory = 137;

    private readonly CancellationTokenSource stop = new();
    private readonly string attemptFolder;
    private readonly TimeSpan poll, patience;
    private readonly TimeProvider time;

    public SlurmJob(SlurmJobId id, string attemptFolder, WorkerOptions options, TimeProvider time)
    {
        // Half a lease: whoever waits for a former job holds the run meanwhile, and cannot renew.
        (Id, this.attemptFolder, poll, patience, this.time) = (id, attemptFolder, options.SlurmPoll, options.Lease / 2, time);
        Ended = WatchAsync();
    }

    public SlurmJobId Id { get; }

    public Task<RunExit> Ended { get; }

    /// <summary>Slurm tells only where accounting is on.</summary>
    public long PeakBytes => 0;

    public static string ExitFileIn(string attemptFolder) => Path.Combine(attemptFolder, "exit-code");

    public static string ErrorFileIn(string attemptFolder) => Path.Combine(attemptFolder, "error.txt");

    public Task RequestCancelAsync() => SlurmClient.CancelAsync(Id, null, stop.Token);

    public void Kill() => _ = SlurmClient.CancelAsync(Id, "KILL", CancellationToken.None);

    /// <summary>Ends the job and waits until it is gone, but not for ever: one that stays longer can do no harm, it publishes nothing and shares no unfinished file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!Ended.IsCompleted)
        {
            await SlurmClient.CancelAsync(Id, "KILL", CancellationToken.None);
            await Task.WhenAny(Ended, Task.Delay(patience, time));
        }
        await stop.CancelAsync();
        await Ended;
        stop.Dispose();
    }

    private async Task<RunExit> WatchAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(poll, time, stop.Token);
                if (ReadExit() is { } exit)
                    return exit;
                string? state = await SlurmClient.StateAsync(Id, stop.Token);
                // A controller that does not answer is started anew by somebody; the job goes on meanwhile.
                if (state is null || IsAlive(state))
                    continue;
                await Task.Delay(FilesLate, time, stop.Token);
                return ReadExit() ?? EndOf(state);
            }
        }
        catch (OperationCanceledException)
        {
            return new RunExit(Failed, "", IsLost: true);
        }
    }

    private static bool IsAlive(string state) => state is "PENDING" or "CONFIGURING" or "RUNNING" or "SUSPENDED" or "COMPLETING" or "REQUEUED" or "REQUEUE_HOLD" or "REQUEUE_FED"
        or "RESIZING" or "RESV_DEL_HOLD" or "SIGNALING" or "SPECIAL_EXIT" or "STAGE_OUT" or "STOPPED";

    private RunExit? ReadExit()
    {
        try
        {
            return int.TryParse(File.ReadAllText(ExitFileIn(attemptFolder)), CultureInfo.InvariantCulture, out int code) ? new RunExit(code, Tail()) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    // Nodes fail, jobs are preempted or run into their time limit: the checkpoint stands, and the run goes on in another job.
    private RunExit EndOf(string state) => state switch
    {
        "COMPLETED" => new RunExit(0, Tail()),
        "OUT_OF_MEMORY" => new RunExit(OutOfMemory, Tail()),
        "CANCELLED" => new RunExit(Terminated, Tail()),
        "FAILED" or "DEADLINE" => new RunExit(Failed, Tail() is { Length: > 0 } said ? said : $"Slurm ended the job ({state})."),
        _ => new RunExit(Failed, "", IsLost: true),
    };

    private string Tail()
    {
        try
        {
            return string.Join('\n', File.ReadLines(ErrorFileIn(attemptFolder)).TakeLast(TailLines));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
