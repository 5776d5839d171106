using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Storage;

/// <summary>The one clock of an instance with several machines: the database's, carried on by this machine's monotonic clock since it was last asked.</summary>
/// <remarks>
/// A machine whose own clock is wrong neither keeps a run for too long nor takes one too early, and its triggers fire when everybody else's do.
/// It never runs ahead of the database's: what it says was true when the answer set out.
/// </remarks>
public sealed class DatabaseClock(Database database) : TimeProvider
{
    private Reading last = new(System.GetUtcNow(), System.GetTimestamp());

    private sealed record Reading(DateTimeOffset Utc, long Timestamp);

    public override DateTimeOffset GetUtcNow()
    {
        Reading reading = Volatile.Read(ref last);
        return reading.Utc + System.GetElapsedTime(reading.Timestamp);
    }

    /// <summary>Asks the database; without an answer the last one is carried on.</summary>
    public async Task SynchronizeAsync(CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        DateTime utc = await db.Database.SqlQueryRaw<DateTime>("SELECT clock_timestamp() AS \"Value\"").SingleAsync(cancellationToken);
        Volatile.Write(ref last, new Reading(new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)), System.GetTimestamp()));
    }
}
