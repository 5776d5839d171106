using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;

namespace CellDynamics.Runs.Administration;

/// <summary>What everybody is told above every page. Read once in a while, however many pages stand open.</summary>
public sealed class AnnouncementBoard(Database database, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(5);

    private Reading? last;

    private sealed record Reading(string Text, long At);

    /// <summary>Empty while there is none.</summary>
    public async Task<string> ReadAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref last) is { } known && time.GetElapsedTime(known.At) < Kept)
            return known.Text;
        await using CellDynamicsDb db = database.CreateDbContext();
        var reading = new Reading(await db.ReadSettingAsync(SettingRecord.Announcement, cancellationToken), time.GetTimestamp());
        Volatile.Write(ref last, reading);
        return reading.Text;
    }

    /// <summary>Pages of this node see a change at once; those of others within seconds.</summary>
    internal void Forget() => Volatile.Write(ref last, null);
}
