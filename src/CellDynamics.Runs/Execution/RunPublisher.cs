using CellDynamics.Runs.Model;
using CellDynamics.Runs.Queue;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace CellDynamics.Runs.Execution;

/// <summary>Makes the result of an attempt the run's result, once, and only while the run is ours.</summary>
internal sealed class RunPublisher(
    RunLedger ledger, RunRecovery recovery, IDbContextFactory<CellDynamicsDb> database, Trash trash, RunsOptions options, DataRootMark mark, TimeProvider time, ILogger<RunPublisher> logger)
{
    /// <summary>A database that is away for longer finds the result, or the run in the line again, without us.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Says how the run ended; false when it was not ours to say.</summary>
    public async Task<bool> EndAsync(Reservation reservation, RunFolder folder, RunWatch watch, RunExit exit, CancellationToken stopping)
    {
        if (exit.IsLost && !watch.WasCancelled)
            return await recovery.ReturnOneAsync(reservation, ledger.Owner, isOrderly: false, CancellationToken.None) > 0;
        RunEnd end = EndOf(reservation, folder, watch, exit);
        if (end.Status == RunStatus.Succeeded)
        {
            Publication publication = await PublishAsync(reservation, folder, stopping);
            if (publication == Publication.NotOurs)
                return false;
            if (publication == Publication.Cancelled)
                end = new RunEnd(RunStatus.Cancelled);
        }
        return await InsistAsync(() => ledger.FinishAsync(reservation, end, CancellationToken.None), stopping);
    }

    private enum Publication { Done, NotOurs, Cancelled }

    // A disk that is full, or a file system that stutters, at this moment must not cost what was computed for hours: it waits until there is room, somebody cancels it or this worker stops.
    private async Task<Publication> PublishAsync(Reservation reservation, RunFolder folder, CancellationToken stopping)
    {
        LeaseState? before = null;
        while (true)
        {
            LeaseState state = await HoldAsync(reservation, stopping);
            if (state == LeaseState.Lost)
                return Publication.NotOurs;
            // A person who asked while it was made gets it; who asks while it cannot be kept need not wait.
            if (state == LeaseState.CancelRequested && before == LeaseState.Held && !File.Exists(folder.Published))
                return Publication.Cancelled;
            before ??= state;
            try
            {
                return folder.Publish(reservation.Attempt) ? Publication.Done : Publication.NotOurs;
            }
            catch (IOException failure)
            {
                // The file system of all runs is gone from this machine: the supervisor leaves the run to others.
                if (!mark.IsThere())
                    return Publication.NotOurs;
                logger.LogWarning("The result of run {Run} could not be published ({Reason}); trying again.", reservation.RunId, failure.Message);
                await Task.Delay(options.Worker.Beat, time, stopping);
            }
        }
    }

    // Asked again right before the publication: an answer that came in time also holds the run for the rest of the lease, in which nobody else can take it.
    private async Task<LeaseState> HoldAsync(Reservation reservation, CancellationToken stopping)
    {
        while (true)
        {
            long asked = time.GetTimestamp();
            LeaseState state = await InsistAsync(() => ledger.RenewAsync(reservation, CancellationToken.None), stopping);
            if (state == LeaseState.Lost || time.GetElapsedTime(asked) < options.Worker.Fence)
                return state;
        }
    }

    // A run that has ended costs nothing but patience: a database that is started anew must not cost its result.
    private async Task<T> InsistAsync<T>(Func<Task<T>> ask, CancellationToken stopping)
    {
        long began = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (Exception failure) when (Outage.Is(failure) && time.GetElapsedTime(began) < Patience)
            {
                logger.LogWarning("The end of a run could not be written down ({Reason}); trying again.", failure.GetBaseException().Message);
                await Task.Delay(TimeSpan.FromSeconds(1), time, stopping);
            }
        }
    }

    /// <summary>Removes what a child wrote for a run that a person deleted meanwhile.</summary>
    public async Task ForgetIfDeletedAsync(Reservation reservation, RunFolder folder)
    {
        await using CellDynamicsDb db = await database.CreateDbContextAsync();
        if (!await db.Runs.AnyAsync(run => run.Id == reservation.RunId))
            trash.Delete(folder.Root);
        else if (!Directory.Exists(folder.Root))
            await ledger.FinishAsync(reservation, new RunEnd(RunStatus.Failed, $"{folder.Root}: expected the folder of the analysis, found none. Start the analysis again."), CancellationToken.None);
    }

    private static RunEnd EndOf(Reservation reservation, RunFolder folder, RunWatch watch, RunExit exit)
    {
        bool hasResult = File.Exists(folder.UnpublishedResult(reservation.Attempt));
        if (exit.Code == 0 && hasResult)
            return new RunEnd(RunStatus.Succeeded, Verdict: watch.Verdict ?? "");
        if (watch.WasCancelled)
            return new RunEnd(RunStatus.Cancelled);
        string failure = watch.Failure ?? (exit.Code == 0
            ? "The analysis ended without writing a result. Run it again; if it happens again, report it with the log."
            : ExitReason.Describe(exit.Code, exit.ErrorTail));
        return new RunEnd(RunStatus.Failed, failure);
    }
}
