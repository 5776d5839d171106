using Npgsql;

namespace CellDynamics.Runs.Storage;

/// <summary>What connections of an instance with several machines ask of PostgreSQL.</summary>
internal static class PostgresConnection
{
    // A machine that is cut off, or stands still, in the middle of a transaction must not hold its locks against all others until TCP gives up, which takes hours.
    private const string LetGo = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 -c tcp_user_timeout=30000 -c idle_in_transaction_session_timeout=30000";

    /// <param name="connectionString">As configured; options that stand in it are left as they are.</param>
    public static string Of(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        if (string.IsNullOrEmpty(builder.Options))
            builder.Options = LetGo;
        return builder.ConnectionString;
    }
}
