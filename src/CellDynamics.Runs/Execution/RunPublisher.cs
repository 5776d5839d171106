using CellDynamics.Runs.Model;
using CellDynamics.Runs.Queue;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Execution;

/// <summary>Makes a child's result the run's result, in one rename, and only while the run is ours.</summary>
internal sealed class RunPublisher(RunLedger ledger, IDbContextFactory<CellDynamicsDb> database, Trash trash)
{
    /// <summary>Says how the run ended; false when it was not ours to say.</summary>
    public async Task<bool> EndAsync(Reservation reservation, RunFolder folder, RunWatch watch, ChildProcess child)
    {
        RunEnd end = EndOf(reservation, folder, watch, child);
        if (end.Status == RunStatus.Succeeded)
        {
            // Asked again right before the rename: the answer also holds the run for another 30 s, in which nobody else can take it.
            if (await ledger.RenewAsync(reservation, CancellationToken.None) == LeaseState.Lost)
                return false;
            folder.Publish(reservation.Attempt);
        }
        return await ledger.FinishAsync(reservation, end, CancellationToken.None);
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

    private static RunEnd EndOf(Reservation reservation, RunFolder folder, RunWatch watch, ChildProcess child)
    {
        bool hasResult = File.Exists(folder.UnpublishedResult(reservation.Attempt));
        if (child.ExitCode == 0 && hasResult)
            return new RunEnd(RunStatus.Succeeded, Verdict: watch.Verdict ?? "");
        if (watch.WasCancelled)
            return new RunEnd(RunStatus.Cancelled);
        string failure = watch.Failure ?? (child.ExitCode == 0
            ? "The analysis ended without writing a result. Run it again; if it happens again, report it with the log."
            : ExitReason.Describe(child.ExitCode, child.ErrorTail));
        return new RunEnd(RunStatus.Failed, failure);
    }
}
