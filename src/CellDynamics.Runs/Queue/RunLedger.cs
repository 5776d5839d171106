using CellDynamics.Methods.Contract;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Queue;

/// <summary>Every step of a run from waiting to finished, each one conditional write, so that of two supervisors only one can take it.</summary>
internal sealed class RunLedger(IDbContextFactory<CellDynamicsDb> database, TimeProvider time)
{
    /// <summary>A supervisor that could not renew for this long has lost the run.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>Starts that may end without a result before the run is given up: a run that takes the machine down would do so for ever.</summary>
    public const int MaximumAttempts = 5;

    private const string ReservedBy = "reserved";

    /// <summary>This process, in leases.</summary>
    public string Owner { get; } = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.CreateVersion7():N}";

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Takes the next run out of the waiting list when the limit allows it, and says to all others why they wait.</summary>
    public async Task<Reservation?> ReserveNextAsync(int limit, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        int running = await db.Runs.CountAsync(run => run.Status == RunStatus.Running, cancellationToken);
        List<WaitingRun> line = [.. await ReadLineAsync(db, cancellationToken)];
        Reservation? reserved = null;
        if (running < limit && line.Count > 0)
        {
            reserved = await ReserveAsync(db, line[0].Id, cancellationToken);
            line.RemoveAt(0);
            running++;
        }
        for (int i = 0; i < line.Count; i++)
        {
            (Guid id, string reason) = (line[i].Id, WaitingLine.Reason(i + 1, running, limit));
            await db.Runs.Where(run => run.Id == id && run.Status == RunStatus.Waiting && run.WaitReason != reason)
                .ExecuteUpdateAsync(set => set.SetProperty(run => run.WaitReason, reason), cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
        return reserved;
    }

    /// <summary>The waiting runs in the order in which they will start.</summary>
    public static async Task<IReadOnlyList<WaitingRun>> ReadLineAsync(CellDynamicsDb db, CancellationToken cancellationToken)
    {
        List<WaitingRun> waiting = await db.Runs.Where(run => run.Status == RunStatus.Waiting)
            .Select(run => new WaitingRun(run.Id, run.ProjectId, run.IsExample, run.CreatedUtc)).ToListAsync(cancellationToken);
        var served = await db.Runs.Where(run => run.StartedUtc != null).GroupBy(run => run.ProjectId)
            .Select(project => new { project.Key, Latest = project.Max(run => run.StartedUtc) }).ToListAsync(cancellationToken);
        return WaitingLine.Order(waiting, served.ToDictionary(project => project.Key, project => project.Latest!.Value));
    }

    /// <summary>Turns a reservation into this process's lease; false when it was claimed, returned or cancelled before.</summary>
    public async Task<bool> ClaimAsync(Reservation reservation, CancellationToken cancellationToken)
    {
        DateTime until = Now + Lease;
        return await UpdateAsync(reservation, ReservedBy, rows => rows.ExecuteUpdateAsync(
            set => set.SetProperty(run => run.LeaseOwner, Owner).SetProperty(run => run.LeaseUntilUtc, until), cancellationToken), cancellationToken);
    }

    /// <summary>Keeps the run for another <see cref="Lease"/>.</summary>
    public async Task<LeaseState> RenewAsync(Reservation reservation, CancellationToken cancellationToken)
    {
        DateTime until = Now + Lease;
        bool isHeld = await UpdateAsync(reservation, Owner, rows => rows.ExecuteUpdateAsync(
            set => set.SetProperty(run => run.LeaseUntilUtc, until), cancellationToken), cancellationToken);
        if (!isHeld)
            return LeaseState.Lost;
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        return await db.Runs.AnyAsync(run => run.Id == reservation.RunId && run.IsCancelRequested, cancellationToken) ? LeaseState.CancelRequested : LeaseState.Held;
    }

    /// <summary>Shows the latest progress in the row.</summary>
    public Task<bool> ReportAsync(Reservation reservation, ProgressLine line, CancellationToken cancellationToken) =>
        UpdateAsync(reservation, Owner, rows => rows.ExecuteUpdateAsync(set => set
            .SetProperty(run => run.Stage, line.Stage).SetProperty(run => run.Fraction, line.Fraction)
            .SetProperty(run => run.SecondsLeft, line.SecondsLeft).SetProperty(run => run.Message, line.Message), cancellationToken), cancellationToken);

    /// <summary>Ends the run; false when it is no longer this process's to end.</summary>
    public Task<bool> FinishAsync(Reservation reservation, RunEnd end, CancellationToken cancellationToken)
    {
        DateTime now = Now;
        return UpdateAsync(reservation, Owner, rows => rows.ExecuteUpdateAsync(set => set
            .SetProperty(run => run.Status, end.Status).SetProperty(run => run.FinishedUtc, now)
            .SetProperty(run => run.Fraction, run => end.Status == RunStatus.Succeeded ? 1 : run.Fraction).SetProperty(run => run.SecondsLeft, (double?)null)
            .SetProperty(run => run.Failure, end.Failure).SetProperty(run => run.Verdict, end.Verdict)
            .SetProperty(run => run.LeaseOwner, (string?)null).SetProperty(run => run.LeaseUntilUtc, (DateTime?)null), cancellationToken), cancellationToken);
    }

    private static async Task<Reservation?> ReserveAsync(CellDynamicsDb db, Guid id, DateTime now, CancellationToken cancellationToken)
    {
        int taken = await db.Runs.Where(run => run.Id == id && run.Status == RunStatus.Waiting).ExecuteUpdateAsync(set => set
            .SetProperty(run => run.Status, RunStatus.Running).SetProperty(run => run.Attempt, run => run.Attempt + 1)
            .SetProperty(run => run.LeaseOwner, ReservedBy).SetProperty(run => run.LeaseUntilUtc, now + Lease)
            .SetProperty(run => run.StartedUtc, run => run.StartedUtc ?? now).SetProperty(run => run.WaitReason, "")
            .SetProperty(run => run.Stage, RunStage.Waiting).SetProperty(run => run.Message, "Starting."), cancellationToken);
        return taken == 0 ? null : new Reservation(id, await db.Runs.Where(run => run.Id == id).Select(run => run.Attempt).SingleAsync(cancellationToken));
    }

    private Task<Reservation?> ReserveAsync(CellDynamicsDb db, Guid id, CancellationToken cancellationToken) => ReserveAsync(db, id, Now, cancellationToken);

    private async Task<bool> UpdateAsync(Reservation reservation, string owner, Func<IQueryable<RunRecord>, Task<int>> update, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        return await update(db.Runs.Where(run =>
            run.Id == reservation.RunId && run.Attempt == reservation.Attempt && run.LeaseOwner == owner && run.Status == RunStatus.Running)) > 0;
    }
}

/// <param name="Attempt">The number this start got; a higher one in the row means that the run was given to somebody else.</param>
internal sealed record Reservation(Guid RunId, int Attempt);

internal enum LeaseState { Held, CancelRequested, Lost }

/// <summary>How a run ended.</summary>
internal sealed record RunEnd(RunStatus Status, string Failure = "", string Verdict = "");
