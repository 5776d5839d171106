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
            var postgres = new DbContextOptionsBuilder<PostgresDb>().UseNpgsql(PostgresConnection.Of(options.ConnectionString)).AddInterceptors(new PostgresDb.WithoutNul()).Options;
            open = () => new PostgresDb(postgres);
        }
    }

    public CellDynamicsDb CreateDbContext() => open();

    /// <summary>Whether no version has worked with it yet; also where it is not there.</summary>
    public async Task<bool> IsEmptyAsync(CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = open();
        return !(await db.Database.GetAppliedMigrationsAsync(cancellationToken)).Any();
    }

    /// <summary>Whether this version has the migration.</summary>
    public bool Knows(string migration)
    {
        using CellDynamicsDb db = open();
        return db.Database.GetMigrations().Contains(migration);
    }

    /// <summary>Applies the migrations that are missing.</summary>
    /// <returns>Their names, in the order they were applied; empty where the schema was up to date.</returns>
    /// <exception cref="InvalidOperationException">A newer version has worked with the database.</exception>
    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = open();
        string[] known = [.. db.Database.GetMigrations()], applied = [.. await db.Database.GetAppliedMigrationsAsync(cancellationToken)];
        if (applied.Except(known).LastOrDefault() is { } newer)
            throw new InvalidOperationException(
                $"The database: expected the schema of this version ({known[^1]}) or an earlier one, found {newer} of a newer version. Start that version again, or restore the backup from before it was installed.");
        await db.Database.MigrateAsync(cancellationToken);
        if (db is SqliteDb)
            await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL;", cancellationToken);
        return [.. known.Except(applied)];
    }

    /// <summary>Lets SQLite keep its statistics fresh; nothing on PostgreSQL, which does that by itself.</summary>
    public async Task OptimizeAsync(CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = open();
        if (db is SqliteDb)
            await db.Database.ExecuteSqlRawAsync("PRAGMA optimize;", cancellationToken);
    }
}
