using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CellDynamics.Runs.Storage;

/// <summary>Whether a connection string can be one of the database that is configured, before anybody connects.</summary>
public static class DatabaseSettings
{
    private const string Key = "Database:ConnectionString", Example = "Host=db.example.org;Username=celldynamics;Database=celldynamics";

    /// <param name="provider">Of <c>Database:Provider</c>.</param>
    /// <param name="connectionString">As configured; null or empty: none.</param>
    /// <returns>What is wrong; null: nothing.</returns>
    public static string? Problem(DatabaseProvider provider, string? connectionString)
    {
        if (string.IsNullOrEmpty(connectionString))
            return provider == DatabaseProvider.Postgres ? $"{Key}: expected one of PostgreSQL, such as {Example}, found none." : null;
        try
        {
            bool hasHost = HasHost(new DbConnectionStringBuilder { ConnectionString = connectionString });
            if (provider == DatabaseProvider.Sqlite && hasHost)
                return $"{Key}: expected that of the embedded database, found a Host. Set Database:Provider to postgres beside it.";
            if (provider == DatabaseProvider.Postgres && !hasHost)
                return $"{Key}: expected the Host of PostgreSQL, such as {Example}, found none.";
            // Each knows its own names and values.
            _ = provider == DatabaseProvider.Sqlite ? (DbConnectionStringBuilder)new SqliteConnectionStringBuilder(connectionString) : new NpgsqlConnectionStringBuilder(connectionString);
            return null;
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException or OverflowException or InvalidCastException)
        {
            return $"{Key}: expected NAME=value pairs separated by semicolons, found a mistake: {failure.Message}";
        }
    }

    /// <summary>Whether it is one of PostgreSQL.</summary>
    public static bool NamesHost(string connectionString)
    {
        try
        {
            return HasHost(new DbConnectionStringBuilder { ConnectionString = connectionString });
        }
        catch (ArgumentException)
        {
            return connectionString.Contains("Host=", StringComparison.OrdinalIgnoreCase);
        }
    }

    private static bool HasHost(DbConnectionStringBuilder parts) => parts.ContainsKey("Host") || parts.ContainsKey("Server");
}
