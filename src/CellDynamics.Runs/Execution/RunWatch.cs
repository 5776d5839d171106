using CellDynamics.Runs.Queue;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Workers;
using Microsoft.Extensions.Logging;

namespace CellDynamics.Runs.Execution;

/// <summary>Follows one attempt until it ends: progress into the row, lease renewed, cancel passed on.</summary>
internal sealed class RunWatch(
    Reservation reservation, IRunExecution execution, ProgressTail progress, RunLedger ledger, WorkerOptions options, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MeasureEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ComplainEvery = TimeSpan.FromSeconds(10);

    /// <summary>How long an attempt may take to stop in good order.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private ProgressLine? latest;
    private ProgressLine? reported;

    // Before the question went out that the database last said yes to: what a wall clock says would not do, it may be set meanwhile.
    private long renewed;
    private long measured;
    private long peak;
    private long? cancelRequested;
    private long? killed;
    private long? complained;

    /// <summary>What the attempt said last about why it failed.</summary>
    public string? Failure { get; private set; }

    public string? Verdict { get; private set; }

    /// <summary>Somebody asked to cancel while it ran.</summary>
    public bool WasCancelled => cancelRequested is not null;

    private TimeSpan UntilFence => options.Fence - time.GetElapsedTime(renewed);

    /// <summary>How the attempt ended; null when the run is no longer ours and the attempt has to be stopped.</summary>
    /// <param name="claimed">Timestamp from before the run was claimed.</param>
    public async Task<RunExit?> UntilEndAsync(long claimed, CancellationToken stopping)
    {
        renewed = claimed;
        measured = time.GetTimestamp();
        while (true)
        {
            await Task.WhenAny(execution.Ended, Task.Delay(Beat, time, stopping));
            stopping.ThrowIfCancellationRequested();
            bool hasEnded = execution.Ended.IsCompleted;
            ReadProgress();
            if (!await KeepAsync(hasEnded, stopping))
                return null;
            if (hasEnded)
                return await execution.Ended;
        }
    }

    private async Task MeasureAsync(bool isLast, CancellationToken cancellationToken)
    {
        peak = Math.Max(peak, execution.PeakBytes);
        if (!isLast && time.GetElapsedTime(measured) < MeasureEvery)
            return;
        TimeSpan took = time.GetElapsedTime(measured);
        measured = time.GetTimestamp();
        await ledger.MeasureAsync(reservation, took, peak, cancellationToken);
    }

    private void ReadProgress()
    {
        foreach (ProgressLine line in progress.Read())
        {
            latest = line;
            Failure = line.Failure ?? Failure;
            Verdict = line.Verdict ?? Verdict;
        }
    }

    private async Task<bool> KeepAsync(bool isLast, CancellationToken cancellationToken)
    {
        // Once, and again in a while: a scheduler has other things to do than to be told four times a second.
        if (cancelRequested is { } since && time.GetElapsedTime(killed ?? since) > Patience)
        {
            execution.Kill();
            killed = time.GetTimestamp();
        }
        if (!isLast && time.GetElapsedTime(renewed) < RenewEvery)
            return true;
        TimeSpan left = UntilFence;
        if (left <= TimeSpan.Zero)
            return isLast; // what has ended can do no harm; whether it counts is asked again before it is published
        try
        {
            // A network that swallows packets answers nothing at all: the fence does not wait for it.
            return await RenewAsync(isLast, cancellationToken).WaitAsync(left, time, cancellationToken);
        }
        catch (Exception failure) when (Outage.Is(failure))
        {
            // It is tried at every beat; one line in a while tells as much.
            if (complained is not { } last || time.GetElapsedTime(last) > ComplainEvery)
            {
                complained = time.GetTimestamp();
                logger.LogWarning("The lease of run {Run} could not be renewed ({Reason}); trying again.", reservation.RunId, failure.GetBaseException().Message);
            }
            return isLast || UntilFence > TimeSpan.Zero;
        }
    }

    private async Task<bool> RenewAsync(bool isLast, CancellationToken cancellationToken)
    {
        long asked = time.GetTimestamp();
        LeaseState state = await ledger.RenewAsync(reservation, cancellationToken);
        if (state == LeaseState.Lost)
            return false;
        renewed = asked;
        if (state == LeaseState.CancelRequested && cancelRequested is null)
        {
            cancelRequested = asked;
            await execution.RequestCancelAsync();
        }
        if (latest is not null && latest != reported)
            await ledger.ReportAsync(reservation, latest, cancellationToken);
        reported = latest;
        await MeasureAsync(isLast, cancellationToken);
        return true;
    }
}
