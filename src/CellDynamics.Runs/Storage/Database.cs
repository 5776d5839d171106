using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Storage;

/// <summary>Opens contexts on the configured provider and brings the schema up to date.</summary>
public sealed class Database : IDbContextFactory<CellDynamicsDb>
{
    private readonly Func<CellDynamicsDb> open;

    public Database(RunsOptions options)
    {
        if (options.Provider == DatabaseProvider.Sqlite)
        {
            // A private cache: with a shared one, contention surfaces as an error that the busy handler does not cover.
            string connection = new SqliteConnectionStringBuilder(options.ConnectionString) { Cache = SqliteCacheMode.Private, DefaultTimeout = 30 }.ToString();
            var sqlite = new DbContextOptionsBuilder<SqliteDb>().UseSqlite(connection).AddInterceptors(new SqlitePragmas()).Options;
            open = () => new SqliteDb(sqlite);
        }
        else
        {
            var postgres = new DbContextOptionsBuilder<PostgresDb>().UseNpgsql(PostgresConnection.Of(options.ConnectionString)).Options;
            open = () => new PostgresDb(postgres);
        }
    }

    public CellDynamicsDb CreateDbContext() => open();

    /// <summary>Applies the migrations that are missing.</summary>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = open();
        await db.Database.MigrateAsync(cancellationToken);
        if (db is SqliteDb)
            await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL;", cancellationToken);
    }

    /// <summary>Lets SQLite keep its statistics fresh; nothing on PostgreSQL, which does that by itself.</summary>
    public async Task OptimizeAsync(CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = open();
        if (db is SqliteDb)
            await db.Database.ExecuteSqlRawAsync("PRAGMA optimize;", cancellationToken);
    }
}
