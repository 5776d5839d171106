using CellDynamics.Methods.Contract;
using CellDynamics.Runs.Admission;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Queue;

/// <summary>Every step of a run from waiting to finished, each one conditional write, so that of two supervisors only one can take it.</summary>
internal sealed class RunLedger(IDbContextFactory<CellDynamicsDb> database, QueueReader queue, QuotaDesk quotas, RunsOptions options, TimeProvider time)
{
    /// <summary>Interruptions after which the run is given up: a run that takes the machine down would do so for ever. That a server is stopped or restarted in good order is not the run's doing.</summary>
    public const int MaximumInterruptions = 5;

    /// <summary>In leases of runs that their worker has not taken up yet.</summary>
    public const string ReservedBy = "reserved";

    /// <summary>This process, in leases.</summary>
    public string Owner => options.Worker.Id;

    private TimeSpan Lease => options.Worker.Lease;

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Takes the next run out of the waiting list where a worker has room for it; null, and the reasons of all that wait, where none has.</summary>
    public async Task<Reservation?> ReserveNextAsync(CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        QueueState state = await queue.ReadAsync(db, cancellationToken);
        var rule = new StartRule(state, options.Contact);
        Reservation? reserved = null;
        if (rule.Next() is var (run, worker))
            reserved = await ReserveAsync(db, run.Id, worker.Id, cancellationToken);
        else
            await ExplainAsync(db, state, rule, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return reserved;
    }

    /// <summary>Turns a reservation into this process's lease; false when it was claimed, returned or cancelled before.</summary>
    public async Task<bool> ClaimAsync(Reservation reservation, CancellationToken cancellationToken)
    {
        DateTime until = Now + Lease;
        return await UpdateAsync(reservation, ReservedBy, rows => rows.ExecuteUpdateAsync(
            set => set.SetProperty(run => run.LeaseOwner, Owner).SetProperty(run => run.LeaseUntilUtc, until), cancellationToken), cancellationToken);
    }

    /// <summary>Keeps the run for another <see cref="Workers.WorkerOptions.Lease"/>.</summary>
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

    /// <summary>Adds what the attempt took since the last time.</summary>
    /// <param name="peak">Most memory so far, bytes.</param>
    public Task<bool> MeasureAsync(Reservation reservation, TimeSpan took, long peak, CancellationToken cancellationToken)
    {
        double seconds = took.TotalSeconds;
        return UpdateAsync(reservation, Owner, rows => rows.ExecuteUpdateAsync(set => set
            .SetProperty(run => run.ComputeSeconds, run => run.ComputeSeconds + seconds).SetProperty(run => run.PeakBytes, run => run.PeakBytes < peak ? peak : run.PeakBytes), cancellationToken), cancellationToken);
    }

    /// <summary>Ends the run and charges its project; false when it is no longer this process's to end.</summary>
    public async Task<bool> FinishAsync(Reservation reservation, RunEnd end, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        DateTime now = Now;
        bool isOurs = await Held(db, reservation, Owner).ExecuteUpdateAsync(set => set
            .SetProperty(run => run.Status, end.Status).SetProperty(run => run.FinishedUtc, now)
            .SetProperty(run => run.Fraction, run => end.Status == RunStatus.Succeeded ? 1 : run.Fraction).SetProperty(run => run.SecondsLeft, (double?)null)
            .SetProperty(run => run.Failure, end.Failure).SetProperty(run => run.Verdict, end.Verdict)
            .SetProperty(run => run.LeaseOwner, (string?)null).SetProperty(run => run.LeaseUntilUtc, (DateTime?)null), cancellationToken) > 0;
        if (isOurs)
            await quotas.ChargeAsync(db, reservation.RunId, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return isOurs;
    }

    private static async Task ExplainAsync(CellDynamicsDb db, QueueState state, StartRule rule, CancellationToken cancellationToken)
    {
        Dictionary<Guid, string> told = await db.Runs.Where(run => run.Status == RunStatus.Waiting).ToDictionaryAsync(run => run.Id, run => run.WaitReason, cancellationToken);
        for (int place = 0; place < state.Line.Count; place++)
        {
            (Guid id, string reason) = (state.Line[place].Id, rule.Reason(place));
            if (told.GetValueOrDefault(id) != reason)
                await db.Runs.Where(run => run.Id == id && run.Status == RunStatus.Waiting).ExecuteUpdateAsync(set => set.SetProperty(run => run.WaitReason, reason), cancellationToken);
        }
    }

    private async Task<Reservation?> ReserveAsync(CellDynamicsDb db, Guid id, string worker, CancellationToken cancellationToken)
    {
        DateTime now = Now;
        int taken = await db.Runs.Where(run => run.Id == id && run.Status == RunStatus.Waiting).ExecuteUpdateAsync(set => set
            .SetProperty(run => run.Status, RunStatus.Running).SetProperty(run => run.Attempt, run => run.Attempt + 1)
            .SetProperty(run => run.LeaseOwner, ReservedBy).SetProperty(run => run.LeaseUntilUtc, now + Lease)
            .SetProperty(run => run.StartedUtc, run => run.StartedUtc ?? now).SetProperty(run => run.WaitReason, "").SetProperty(run => run.Node, worker)
            .SetProperty(run => run.Stage, RunStage.Waiting).SetProperty(run => run.Message, "Starting."), cancellationToken);
        if (taken == 0)
            return null;
        var run = await db.Runs.Where(run => run.Id == id).Select(run => new { run.Attempt, run.ProjectId }).SingleAsync(cancellationToken);
        return new Reservation(id, run.Attempt) { Worker = worker, Project = run.ProjectId };
    }

    private async Task<bool> UpdateAsync(Reservation reservation, string owner, Func<IQueryable<RunRecord>, Task<int>> update, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        return await update(Held(db, reservation, owner)) > 0;
    }

    private static IQueryable<RunRecord> Held(CellDynamicsDb db, Reservation reservation, string owner) => db.Runs.Where(run =>
        run.Id == reservation.RunId && run.Attempt == reservation.Attempt && run.LeaseOwner == owner && run.Status == RunStatus.Running);
}

/// <param name="Attempt">The number this start got; a higher one in the row means that the run was given to somebody else.</param>
internal sealed record Reservation(Guid RunId, int Attempt)
{
    /// <summary>The worker that has room for it.</summary>
    public string Worker { get; init; } = "";

    /// <summary>For logs.</summary>
    public Guid Project { get; init; }
}

internal enum LeaseState { Held, CancelRequested, Lost }

/// <summary>How a run ended.</summary>
internal sealed record RunEnd(RunStatus Status, string Failure = "", string Verdict = "");
