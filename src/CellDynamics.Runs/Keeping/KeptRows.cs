using System.Data.Common;
using CellDynamics.Runs.Model;

namespace CellDynamics.Runs.Keeping;

/// <summary>What a copy of the database says there is: the files that belong to it are copied after it.</summary>
/// <param name="Schema">The last migration.</param>
internal sealed record KeptRows(string Schema, IReadOnlyList<(Guid Id, string FileName, DatasetStatus Status)> Datasets, IReadOnlyList<(Guid Id, RunStatus Status)> Runs)
{
    /// <summary>Reads them on any provider.</summary>
    public static async Task<KeptRows> ReadAsync(DbConnection connection, CancellationToken cancellationToken) => new(
        (await ReadAsync(connection, """SELECT "MigrationId" FROM "__EFMigrationsHistory" ORDER BY "MigrationId" """, row => row.GetString(0), cancellationToken)).Last(),
        await ReadAsync(connection, """SELECT "Id", "FileName", "Status" FROM "Datasets" ORDER BY "Id" """, row => (row.GetGuid(0), row.GetString(1), Enum.Parse<DatasetStatus>(row.GetString(2))), cancellationToken),
        await ReadAsync(connection, """SELECT "Id", "Status" FROM "Runs" ORDER BY "Id" """, row => (row.GetGuid(0), Enum.Parse<RunStatus>(row.GetString(1))), cancellationToken));

    private static async Task<List<T>> ReadAsync<T>(DbConnection connection, string query, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = query;
        await using DbDataReader rows = await command.ExecuteReaderAsync(cancellationToken);
        List<T> found = [];
        while (await rows.ReadAsync(cancellationToken))
            found.Add(read(rows));
        return found;
    }
}
