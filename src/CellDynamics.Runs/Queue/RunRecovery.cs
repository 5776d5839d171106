using CellDynamics.Methods.Contract;
using CellDynamics.Runs.Admission;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Workers;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Queue;

/// <summary>Puts runs whose supervisor is gone back into the line; the checkpoint lets the next attempt go on where the last one was.</summary>
internal sealed class RunRecovery(IDbContextFactory<CellDynamicsDb> database, QuotaDesk quotas, RunsOptions options, TimeProvider time)
{
    private const string Restarted = "the server was restarted";

    /// <summary>For an embedded database, whose only server is this one and has just started: whatever runs has lost its supervisor.</summary>
    public Task<int> ReturnAllAsync(CancellationToken cancellationToken) => ReturnAsync(runs => runs, _ => Restarted, cancellationToken);

    /// <summary>For every tick of the dispatcher: whose lease has run out by the database's clock, asked at this moment.</summary>
    public async Task<int> ReturnExpiredAsync(CancellationToken cancellationToken)
    {
        if (time is DatabaseClock clock)
            await clock.SynchronizeAsync(cancellationToken);
        DateTime now = time.GetUtcNow().UtcDateTime;
        return await ReturnAsync(runs => runs.Where(run => run.LeaseUntilUtc == null || run.LeaseUntilUtc < now), node => node.Length > 0 ? $"{node} was lost" : "its worker was lost", cancellationToken);
    }

    /// <summary>One run that its supervisor gives back.</summary>
    /// <param name="isOrderly">The server stops; else the machine that executed it was lost, which counts as an interruption.</param>
    public Task<int> ReturnOneAsync(Reservation reservation, string owner, bool isOrderly, CancellationToken cancellationToken) => ReturnAsync(
        runs => runs.Where(run => run.Id == reservation.RunId && run.Attempt == reservation.Attempt && run.LeaseOwner == owner), _ => isOrderly ? Restarted : "the machine that executed it was lost", cancellationToken, isOrderly);

    /// <summary>What was meant for a worker that leaves, and not yet begun.</summary>
    public Task<int> ReturnReservedAsync(string worker, CancellationToken cancellationToken) => ReturnAsync(
        runs => runs.Where(run => run.Node == worker && run.LeaseOwner == RunLedger.ReservedBy), _ => Restarted, cancellationToken, isOrderly: true);

    private async Task<int> ReturnAsync(Func<IQueryable<RunRecord>, IQueryable<RunRecord>> which, Func<string, string> why, CancellationToken cancellationToken, bool isOrderly = false)
    {
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        var lost = await which(db.Runs.Where(run => run.Status == RunStatus.Running))
            .Select(run => new { run.Id, run.Attempt, run.Node, run.IsCancelRequested, run.LeaseOwner }).ToListAsync(cancellationToken);
        int returned = 0;
        foreach (var run in lost)
        {
            // Nobody began what was only reserved, and a server that stops says nothing about its runs.
            bool isInterrupted = !isOrderly && run.LeaseOwner != RunLedger.ReservedBy;
            // The result is published before the row says so: a server that died in between left a run that succeeded.
            int? published = options.FolderOf(run.Id).CompletePublication();
            RunStatus status = published is not null ? RunStatus.Succeeded
                : run.IsCancelRequested ? RunStatus.Cancelled
                : isInterrupted && run.Attempt >= RunLedger.MaximumAttempts ? RunStatus.Failed
                : RunStatus.Waiting;
            string reason = why(WorkerOptions.NodeOf(run.Node));
            int written = await WriteAsync(db, run.Id, run.Attempt, status, published, reason, cancellationToken);
            if (written > 0 && status != RunStatus.Waiting)
                await quotas.ChargeAsync(db, run.Id, cancellationToken);
            else if (written > 0 && isInterrupted)
                Tell(run.Id, run.Attempt + 1, reason);
            returned += written;
        }
        return returned;
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
            string start = Directory.Exists(folder.Checkpoint) && Directory.EnumerateFiles(folder.Checkpoint).Any() ? "it goes on from its last checkpoint" : "it begins anew, because nothing was saved yet";
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

    private Task<int> WriteAsync(CellDynamicsDb db, Guid id, int attempt, RunStatus status, int? published, string reason, CancellationToken cancellationToken)
    {
        DateTime? finished = status == RunStatus.Waiting ? null : time.GetUtcNow().UtcDateTime;
        string failure = status != RunStatus.Failed ? ""
            : $"The analysis was interrupted {RunLedger.MaximumAttempts} times without finishing, most likely because it takes the machine's memory. Use fewer cells or genes, or more memory, and run it again.";
        string verdict = published is { } n ? new ProgressTail(options.FolderOf(id).Progress(n)).Read().LastOrDefault(line => line.Verdict is not null)?.Verdict ?? "" : "";
        return db.Runs.Where(run => run.Id == id && run.Attempt == attempt && run.Status == RunStatus.Running).ExecuteUpdateAsync(set => set
            .SetProperty(run => run.Status, status).SetProperty(run => run.FinishedUtc, finished).SetProperty(run => run.Failure, failure).SetProperty(run => run.Verdict, verdict)
            .SetProperty(run => run.Fraction, run => published != null ? 1 : run.Fraction).SetProperty(run => run.SecondsLeft, (double?)null)
            .SetProperty(run => run.WaitReason, status == RunStatus.Waiting ? $"The analysis goes on from where it was: {reason}." : "").SetProperty(run => run.Stage, RunStage.Waiting)
            .SetProperty(run => run.LeaseOwner, (string?)null).SetProperty(run => run.LeaseUntilUtc, (DateTime?)null), cancellationToken);
    }
}
