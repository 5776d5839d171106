using CellDynamics.Runs.Model;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Storage;

/// <summary>Writes <see cref="SettingRecord"/>s.</summary>
internal static class SettingRows
{
    // One statement of both databases: two nodes may write the first value at the same moment.
    public static Task WriteSettingAsync(this CellDynamicsDb db, string key, string value, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync(
        $"""INSERT INTO "Settings" ("Key", "Value") VALUES ({key}, {value}) ON CONFLICT ("Key") DO UPDATE SET "Value" = excluded."Value" """, cancellationToken);

    /// <summary>Empty where it was never written.</summary>
    public static async Task<string> ReadSettingAsync(this CellDynamicsDb db, string key, CancellationToken cancellationToken) =>
        await db.Settings.Where(setting => setting.Key == key).Select(setting => setting.Value).SingleOrDefaultAsync(cancellationToken) ?? "";
}
