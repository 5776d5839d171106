using CellDynamics.Methods.Contract;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Queue;

/// <summary>Every step of a run from waiting to finished, each one conditional write, so that of two supervisors only one can take it.</summary>
internal sealed class RunLedger(IDbContextFactory<CellDynamicsDb> database, RunsOptions options, TimeProvider time)
{
    /// <summary>Starts that may end without a result before the run is given up: a run that takes the machine down would do so for ever.</summary>
    public const int MaximumAttempts = 5;

    /// <summary>In leases of runs that their worker has not taken up yet.</summary>
    public const string ReservedBy = "reserved";

    /// <summary>This process, in leases.</summary>
    public string Owner => options.Worker.Id;

    private TimeSpan Lease => options.Worker.Lease;

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Takes the next run out of the waiting list where a worker has room for it, and says to all others why they wait.</summary>
    public async Task<Reservation?> ReserveNextAsync(CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        DateTime heard = Now - options.Worker.Silence;
        bool isDraining = await db.Settings.AnyAsync(setting => setting.Key == SettingRecord.IsDraining && setting.Value == "true", cancellationToken);
        List<WorkerRecord> workers = isDraining ? [] : await db.Workers.AsNoTracking().Where(worker => !worker.IsDraining && worker.SeenUtc > heard).ToListAsync(cancellationToken);
        Dictionary<string, int> busy = await db.Runs.Where(run => run.Status == RunStatus.Running).GroupBy(run => run.Node)
            .Select(node => new { node.Key, Count = node.Count() }).ToDictionaryAsync(node => node.Key, node => node.Count, cancellationToken);
        List<WaitingRun> line = [.. await ReadLineAsync(db, cancellationToken)];
        Reservation? reserved = null;
        foreach (WaitingRun run in line)
        {
            WorkerRecord? free = workers.Where(worker => worker.Groups.Split(',').Contains(run.Group) && busy.GetValueOrDefault(worker.Id) < worker.Slots)
                .MinBy(worker => busy.GetValueOrDefault(worker.Id));
            if (free is null)
                continue;
            reserved = await ReserveAsync(db, run.Id, free.Id, cancellationToken);
            line.Remove(run);
            busy[free.Id] = busy.GetValueOrDefault(free.Id) + 1;
            break;
        }
        for (int i = 0; i < line.Count; i++)
        {
            (Guid id, string reason) = (line[i].Id, WaitingLine.Reason(i + 1, busy.Values.Sum(), workers.Sum(worker => worker.Slots)));
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
            .Select(run => new WaitingRun(run.Id, run.ProjectId, run.IsExample, run.CreatedUtc, run.Group)).ToListAsync(cancellationToken);
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

    private async Task<Reservation?> ReserveAsync(CellDynamicsDb db, Guid id, string worker, CancellationToken cancellationToken)
    {
        DateTime now = Now;
        int taken = await db.Runs.Where(run => run.Id == id && run.Status == RunStatus.Waiting).ExecuteUpdateAsync(set => set
            .SetProperty(run => run.Status, RunStatus.Running).SetProperty(run => run.Attempt, run => run.Attempt + 1)
            .SetProperty(run => run.LeaseOwner, ReservedBy).SetProperty(run => run.LeaseUntilUtc, now + Lease)
            .SetProperty(run => run.StartedUtc, run => run.StartedUtc ?? now).SetProperty(run => run.WaitReason, "").SetProperty(run => run.Node, worker)
            .SetProperty(run => run.Stage, RunStage.Waiting).SetProperty(run => run.Message, "Starting."), cancellationToken);
        return taken == 0 ? null : new Reservation(id, await db.Runs.Where(run => run.Id == id).Select(run => run.Attempt).SingleAsync(cancellationToken), worker);
    }

    private async Task<bool> UpdateAsync(Reservation reservation, string owner, Func<IQueryable<RunRecord>, Task<int>> update, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        return await update(db.Runs.Where(run =>
            run.Id == reservation.RunId && run.Attempt == reservation.Attempt && run.LeaseOwner == owner && run.Status == RunStatus.Running)) > 0;
    }
}

/// <param name="Attempt">The number this start got; a higher one in the row means that the run was given to somebody else.</param>
/// <param name="Worker">Where there is room for it: <see cref="WorkerRecord.Id"/>.</param>
internal sealed record Reservation(Guid RunId, int Attempt, string Worker);

internal enum LeaseState { Held, CancelRequested, Lost }

/// <summary>How a run ended.</summary>
internal sealed record RunEnd(RunStatus Status, string Failure = "", string Verdict = "");
