using System.Data.Common;
using CellDynamics.Runs.Queue;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace CellDynamics.Runs.Execution;

/// <summary>Follows one child until it ends: progress into the row, lease renewed, cancel passed on.</summary>
internal sealed class RunWatch(Reservation reservation, ChildProcess child, ProgressTail progress, RunLedger ledger, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MeasureEvery = TimeSpan.FromSeconds(10);

    /// <summary>How long a child may take to stop in good order.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private ProgressLine? latest;
    private ProgressLine? reported;
    private DateTimeOffset renewed;
    private long measured;
    private long peak;
    private DateTimeOffset? cancelRequested;

    /// <summary>What the child said last about why it failed.</summary>
    public string? Failure { get; private set; }

    public string? Verdict { get; private set; }

    /// <summary>Somebody asked to cancel while it ran.</summary>
    public bool WasCancelled => cancelRequested is not null;

    /// <summary>True when the child has ended; false when the run is no longer ours and the child has to be killed.</summary>
    public async Task<bool> UntilEndAsync(CancellationToken stopping)
    {
        renewed = time.GetUtcNow();
        measured = time.GetTimestamp();
        Task exit = child.WaitForExitAsync(stopping);
        while (true)
        {
            await Task.WhenAny(exit, Task.Delay(Beat, time, stopping));
            stopping.ThrowIfCancellationRequested();
            bool hasEnded = exit.IsCompleted;
            ReadProgress();
            if (!await KeepAsync(hasEnded, stopping))
                return false;
            if (hasEnded)
                return true;
        }
    }

    private async Task MeasureAsync(bool isLast, CancellationToken cancellationToken)
    {
        peak = Math.Max(peak, child.PeakBytes);
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
        DateTimeOffset now = time.GetUtcNow();
        if (cancelRequested is { } since && now - since > Patience)
            child.Kill();
        if (!isLast && now - renewed < RenewEvery)
            return true;
        try
        {
            LeaseState state = await ledger.RenewAsync(reservation, cancellationToken);
            if (state == LeaseState.Lost)
                return false;
            renewed = now;
            if (state == LeaseState.CancelRequested && cancelRequested is null)
            {
                cancelRequested = now;
                await child.RequestCancelAsync();
            }
            if (latest is not null && latest != reported)
                await ledger.ReportAsync(reservation, latest, cancellationToken);
            reported = latest;
            await MeasureAsync(isLast, cancellationToken);
            return true;
        }
        catch (Exception failure) when (failure is DbException or DbUpdateException or TimeoutException)
        {
            logger.LogWarning(failure, "The lease of run {Run} could not be renewed; trying again.", reservation.RunId);
            return now - renewed < RunLedger.Lease;
        }
    }
}
