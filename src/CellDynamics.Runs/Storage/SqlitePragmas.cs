using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CellDynamics.Runs.Storage;

/// <summary>Settings that SQLite keeps per connection. WAL itself is kept in the file and is set once, after the migrations.</summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    // NORMAL loses at most the last commits at a power cut, never the file, when the log is write-ahead.
    private const string Settings = "PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 30000;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = Settings;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Settings;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
