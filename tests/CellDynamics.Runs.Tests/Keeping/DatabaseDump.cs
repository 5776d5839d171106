using System.Data.Common;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Tests.Keeping;

/// <summary>Every row of every table in words, whatever the model says; of either database. The scheduler's own tables are no part of it.</summary>
internal static class DatabaseDump
{
    /// <param name="isLeftOut">Table and column.</param>
    public static async Task<List<string>> ReadAsync(RunsOptions options, Func<string, string, bool>? isLeftOut = null)
    {
        await using CellDynamicsDb db = new Database(options).CreateDbContext();
        await db.Database.OpenConnectionAsync();
        DbConnection connection = db.Database.GetDbConnection();
        string tables = options.Provider == DatabaseProvider.Sqlite
            ? "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
            : "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_name NOT LIKE 'qrtz%' ORDER BY table_name COLLATE \"C\"";
        List<string> all = [];
        foreach (object?[] table in await RowsAsync(connection, tables))
        {
            string name = (string)table[0]!;
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = $"SELECT * FROM \"{name}\"";
            await using DbDataReader reader = await command.ExecuteReaderAsync();
            List<string> rows = [];
            while (await reader.ReadAsync())
                rows.Add($"{name}: {string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Where(i => isLeftOut?.Invoke(name, reader.GetName(i)) != true).Select(i => $"{reader.GetName(i)}={Text(reader.GetValue(i))}"))}");
            all.AddRange(rows.Order(StringComparer.Ordinal));
        }
        return all;
    }

    /// <summary>Triggers of the audit log and other things that are no rows.</summary>
    public static async Task<List<string>> TriggersAsync(RunsOptions options)
    {
        await using CellDynamicsDb db = new Database(options).CreateDbContext();
        await db.Database.OpenConnectionAsync();
        string query = options.Provider == DatabaseProvider.Sqlite ? "SELECT name || ' ' || sql FROM sqlite_master WHERE type IN ('trigger', 'index') AND sql IS NOT NULL ORDER BY 1"
            : "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename NOT LIKE 'qrtz%' ORDER BY 1";
        return [.. (await RowsAsync(db.Database.GetDbConnection(), query)).Select(row => (string)row[0]!)];
    }

    private static async Task<List<object?[]>> RowsAsync(DbConnection connection, string query)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = query;
        await using DbDataReader reader = await command.ExecuteReaderAsync();
        List<object?[]> rows = [];
        while (await reader.ReadAsync())
        {
            object?[] row = new object?[reader.FieldCount];
            reader.GetValues(row!);
            rows.Add(row);
        }
        return rows;
    }

    private static string Text(object value) => value is byte[] bytes ? Convert.ToHexString(bytes) : value is DateTime time ? time.ToString("O") : $"{value}";
}
