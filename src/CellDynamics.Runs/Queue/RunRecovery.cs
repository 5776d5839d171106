using System.Collections.Concurrent;
using CellDynamics.Methods.Contract;
using CellDynamics.Runs.Admission;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace CellDynamics.Runs.Queue;

/// <summary>Puts runs whose supervisor is gone back into the line; the checkpoint lets the next attempt go on where the last one was.</summary>
internal sealed class RunRecovery(IDbContextFactory<CellDynamicsDb> database, QuotaDesk quotas, RunsOptions options, DataRootMark mark, TimeProvider time, ILogger<RunRecovery> logger)
{
    /// <summary>For how long a folder that cannot be read is looked at again: a network file system stutters.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private const string Restarted = "the server was restarted";

    private readonly ConcurrentDictionary<(Guid Run, int Attempt), DateTime> unreadable = [];

    private sealed record Lost(Guid Id, int Attempt, int Interruptions, string Node, bool IsCancelRequested, string? LeaseOwner);

    private sealed record Ending(RunStatus Status, string Failure = "", string Verdict = "");

    /// <summary>For an embedded database, whose only server is this one and has just started: whatever runs has lost its supervisor.</summary>
    public Task<int> ReturnAllAsync(CancellationToken cancellationToken) => ReturnAsync(runs => runs, _ => Restarted, cancellationToken);

    /// <summary>For every tick of the dispatcher: whose lease has run out by the database's clock, asked at this moment.</summary>
    public async Task<int> ReturnExpiredAsync(CancellationToken cancellationToken)
    {
        // Whoever does not see the files cannot tell what was published: another node looks in a moment.
        if (!mark.IsThere())
            return 0;
        if (time is DatabaseClock clock)
            await clock.SynchronizeAsync(cancellationToken);
        DateTime now = time.GetUtcNow().UtcDateTime;
        return await ReturnAsync(runs => runs.Where(run => run.LeaseUntilUtc == null || run.LeaseUntilUtc < now), node => node.Length > 0 ? $"{node} was lost" : "its worker was lost", cancellationToken);
    }

    /// <summary>One run that its supervisor gives back.</summary>
    /// <param name="isOrderly">The server stops; else the machine that executed it was lost, which counts as an interruption.</param>
    public Task<int> ReturnOneAsync(Reservation reservation, string owner, bool isOrderly, CancellationToken cancellationToken) => ReturnAsync(
        runs => runs.Where(run => run.Id == reservation.RunId && run.Attempt == reservation.Attempt && run.LeaseOwner == owner), _ => isOrderly ? Restarted : "the machine that executed it was lost", cancellationToken, isOrderly);

    /// <summary>One run that its supervisor gives back because this machine has lost the files, which is not the run's doing.</summary>
    public Task<int> LeaveToOthersAsync(Reservation reservation, string owner, CancellationToken cancellationToken) => ReturnAsync(
        runs => runs.Where(run => run.Id == reservation.RunId && run.Attempt == reservation.Attempt && run.LeaseOwner == owner), node => $"{node} lost the file system", cancellationToken, isOrderly: true);

    /// <summary>What was meant for a worker that leaves, and not yet begun.</summary>
    public Task<int> ReturnReservedAsync(string worker, CancellationToken cancellationToken) => ReturnAsync(
        runs => runs.Where(run => run.Node == worker && run.LeaseOwner == RunLedger.ReservedBy), _ => Restarted, cancellationToken, isOrderly: true);

    private async Task<int> ReturnAsync(Func<IQueryable<RunRecord>, IQueryable<RunRecord>> which, Func<string, string> why, CancellationToken cancellationToken, bool isOrderly = false)
    {
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        List<Lost> lost = await which(db.Runs.Where(run => run.Status == RunStatus.Running))
            .Select(run => new Lost(run.Id, run.Attempt, run.Interruptions, run.Node, run.IsCancelRequested, run.LeaseOwner)).ToListAsync(cancellationToken);
        int returned = 0;
        foreach (Lost run in lost)
        {
            // Nobody began what was only reserved, and a server that stops says nothing about its runs.
            bool isInterrupted = !isOrderly && run.LeaseOwner != RunLedger.ReservedBy;
            if (EndingOf(run, isInterrupted) is not { } ending)
                continue;
            unreadable.TryRemove((run.Id, run.Attempt), out _);
            string reason = why(WorkerOptions.NodeOf(run.Node));
            // Asked once more in the write itself: the supervisor may have renewed its lease since, and publish at this moment.
            IQueryable<RunRecord> still = which(db.Runs.Where(row => row.Id == run.Id && row.Attempt == run.Attempt && row.LeaseOwner == run.LeaseOwner && row.Status == RunStatus.Running));
            if (!await WriteAsync(db, run, still, ending, isInterrupted, reason, cancellationToken))
                continue;
            returned++;
            if (ending.Status == RunStatus.Waiting && isInterrupted)
                Tell(run.Id, run.Attempt + 1, reason);
        }
        return returned;
    }

    /// <returns>Null where that is not to be told yet: the run stays as it is, and the next tick asks again.</returns>
    private Ending? EndingOf(Lost run, bool isInterrupted)
    {
        RunFolder folder = options.FolderOf(run.Id);
        try
        {
            // The result is published before the row says so: a server that died in between left a run that succeeded.
            if (folder.CompletePublication() is { } attempt)
                return new Ending(RunStatus.Succeeded, Verdict: VerdictOf(folder, attempt));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            // One folder that cannot be read is that run's misfortune; without the whole file system it is nobody's.
            DateTime now = time.GetUtcNow().UtcDateTime, since = unreadable.GetOrAdd((run.Id, run.Attempt), now);
            bool isAskedAgain = failure is IOException && now < since + Patience;
            if (since == now || !isAskedAgain)
                logger.LogError(failure, "The folder of run {Run} cannot be read.", run.Id);
            if (mark.IsThere())
                return isAskedAgain ? null : new Ending(RunStatus.Failed, $"The analysis was interrupted, and its folder cannot be read: {failure.Message} Ask {options.Contact} to look at it, or start the analysis again.");
        }
        return run.IsCancelRequested ? new Ending(RunStatus.Cancelled)
            : isInterrupted && run.Interruptions + 1 >= RunLedger.MaximumInterruptions ? new Ending(RunStatus.Failed, $"The analysis was interrupted {RunLedger.MaximumInterruptions} times without finishing, most likely because it takes the machine's memory. Use fewer cells or genes, or more memory, and run it again.")
            : new Ending(RunStatus.Waiting);
    }

    // A result is one also where the words about it cannot be read.
    private static string VerdictOf(RunFolder folder, int attempt)
    {
        try
        {
            return new ProgressTail(folder.Progress(attempt)).Read().LastOrDefault(line => line.Verdict is not null)?.Verdict ?? "";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    // In the progress of the attempt that is to come, which keeps it for as long as the run is kept.
    private void Tell(Guid id, int attempt, string reason)
    {
        RunFolder folder = options.FolderOf(id);
        try
        {
            // Not where a run was deleted meanwhile.
            if (!Directory.Exists(folder.Root))
                return;
            string start = folder.HasCheckpoint ? "it goes on from its last checkpoint" : "it begins anew, because nothing was saved yet";
            string told = $"Attempt {attempt}, after {reason}: {start}.";
            var line = new ProgressLine { Utc = time.GetUtcNow().UtcDateTime, Stage = RunStage.Waiting, StageFraction = 0, Fraction = 0, Message = told, Warning = told };
            Directory.CreateDirectory(folder.Attempt(attempt));
            File.AppendAllText(folder.Progress(attempt), line.ToJson() + "\n");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A full disk, or a folder that cannot be read, must keep neither this run nor those after it from going on.
        }
    }

    private async Task<bool> WriteAsync(CellDynamicsDb db, Lost lost, IQueryable<RunRecord> still, Ending ending, bool isInterrupted, string reason, CancellationToken cancellationToken)
    {
        bool isWaiting = ending.Status == RunStatus.Waiting, isDone = ending.Status == RunStatus.Succeeded;
        DateTime? finished = isWaiting ? null : time.GetUtcNow().UtcDateTime;
        string waits = isWaiting ? WaitReason(options.FolderOf(lost.Id), reason) : "";
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        bool isWritten = await still.ExecuteUpdateAsync(set => set
            .SetProperty(run => run.Status, ending.Status).SetProperty(run => run.FinishedUtc, finished).SetProperty(run => run.Failure, ending.Failure).SetProperty(run => run.Verdict, ending.Verdict)
            .SetProperty(run => run.Fraction, run => isDone ? 1 : run.Fraction).SetProperty(run => run.SecondsLeft, (double?)null)
            .SetProperty(run => run.Interruptions, run => run.Interruptions + (isInterrupted ? 1 : 0))
            .SetProperty(run => run.WaitReason, waits).SetProperty(run => run.Stage, RunStage.Waiting)
            .SetProperty(run => run.LeaseOwner, (string?)null).SetProperty(run => run.LeaseUntilUtc, (DateTime?)null), cancellationToken) > 0;
        if (isWritten && !isWaiting)
            await quotas.ChargeAsync(db, lost.Id, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return isWritten;
    }

    private string WaitReason(RunFolder folder, string reason)
    {
        try
        {
            // Without the files nobody knows what was saved.
            return !mark.IsThere() ? $"The analysis is in line again: {reason}."
                : folder.HasCheckpoint ? $"The analysis goes on from its last checkpoint: {reason}." : $"The analysis begins anew: {reason}, and nothing was saved yet.";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"The analysis is in line again: {reason}.";
        }
    }
}
