using System.Data.Common;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Tests.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CellDynamics.Runs.Tests.Storage;

/// <summary>A database of the previous release, with rows in it, taken over by this one.</summary>
public sealed class ForwardMigrationTests(PostgresServer server) : IDisposable
{
    private static readonly Guid Project = new("01900000-0000-7000-8000-0000000000aa"), Dataset = new("01900000-0000-7000-8000-0000000000bb"), Run = new("01900000-0000-7000-8000-0000000000cc");
    private static readonly DateTime Uploaded = new(2026, 3, 4, 5, 6, 7, DateTimeKind.Utc);

    private readonly ScratchFolder scratch = new();

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        scratch.Dispose();
    }

    [Fact]
    public async Task SQLite_keeps_every_row_of_the_previous_release() => await TakeOverAsync(Options(DatabaseProvider.Sqlite, $"Data Source={scratch["a.db"]}"));

    [Fact]
    public async Task PostgreSQL_keeps_every_row_of_the_previous_release() => await TakeOverAsync(Options(DatabaseProvider.Postgres, await server.CreateDatabaseAsync()));

    [Fact]
    public async Task SQLite_of_a_newer_release_is_refused_in_words() => await RefuseAsync(Options(DatabaseProvider.Sqlite, $"Data Source={scratch["a.db"]}"));

    [Fact]
    public async Task PostgreSQL_of_a_newer_release_is_refused_in_words() => await RefuseAsync(Options(DatabaseProvider.Postgres, await server.CreateDatabaseAsync()));

    private static async Task TakeOverAsync(RunsOptions options)
    {
        var database = new Database(options);
        List<string> before, after;
        string[] columns;
        await using (CellDynamicsDb db = database.CreateDbContext())
        {
            await db.GetService<IMigrator>().MigrateAsync(db.Database.GetMigrations().First());
            await FillAsync(db);
            columns = [.. await ColumnsAsync(db, "Datasets"), .. await ColumnsAsync(db, "Runs"), .. await ColumnsAsync(db, "Projects"), .. await ColumnsAsync(db, "SeededExamples")];
            before = await RowsAsync(db, columns);
        }
        IReadOnlyList<string> applied = await database.MigrateAsync(CancellationToken.None);
        Assert.EndsWith("_Labs", applied[0], StringComparison.Ordinal);
        Assert.Empty(await database.MigrateAsync(CancellationToken.None));
        await using CellDynamicsDb now = database.CreateDbContext();
        after = await RowsAsync(now, columns);
        Assert.Equal(before, after);
        DatasetRecord dataset = await now.Datasets.SingleAsync();
        Assert.Equal(("Zellen ß", Uploaded, Uploaded, false), (dataset.Name, dataset.UploadedUtc, dataset.UsedUtc, dataset.IsHeld));
        RunRecord run = await now.Runs.SingleAsync();
        Assert.Equal((RunStatus.Succeeded, "cpu", "Better.", 3), (run.Status, run.Group, run.Verdict, run.Attempt));
        await IsAppendOnlyAsync(database, now);
    }

    private static async Task IsAppendOnlyAsync(Database database, CellDynamicsDb db)
    {
        db.Audit.Add(new AuditRecord { Account = "a", Kind = "instance", AtUtc = Uploaded });
        await db.SaveChangesAsync();
        foreach (string change in new[] { """UPDATE "Audit" SET "Account" = 'b'""", """DELETE FROM "Audit" """ })
        {
            await using CellDynamicsDb other = database.CreateDbContext();
            DbException refused = await Assert.ThrowsAnyAsync<DbException>(() => other.Database.ExecuteSqlRawAsync(change));
            Assert.Contains("append-only", refused.Message, StringComparison.Ordinal);
        }
    }

    private static async Task RefuseAsync(RunsOptions options)
    {
        var database = new Database(options);
        await database.MigrateAsync(CancellationToken.None);
        await using (CellDynamicsDb db = database.CreateDbContext())
            await db.Database.ExecuteSqlRawAsync("""INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion") VALUES ('29990101000000_Later', '99.0')""");
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => database.MigrateAsync(CancellationToken.None));
        Assert.Contains("found 29990101000000_Later of a newer version. Start that version again", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>As the previous release wrote them, without the model of this one.</summary>
    private static async Task FillAsync(CellDynamicsDb db)
    {
        await db.Database.ExecuteSqlAsync($"""INSERT INTO "Projects" ("Id", "Name") VALUES ({Project}, {"Lab of the previous release"})""");
        await db.Database.ExecuteSqlAsync($"""
            INSERT INTO "Datasets" ("Id", "ProjectId", "Name", "FileName", "Bytes", "Sha256", "UploadedUtc", "Status", "Problem", "IsExample", "Cells", "Genes", "TimePoints", "ConfirmedRoles")
            VALUES ({Dataset}, {Project}, {"Zellen ß"}, {"z.h5ad"}, {123_456_789_012L}, {new string('a', 64)}, {Uploaded}, {"Ready"}, {""}, {false}, {7}, {5}, {2}, {"{}"})
            """);
        await db.Database.ExecuteSqlAsync($"""
            INSERT INTO "Runs" ("Id", "ProjectId", "DatasetId", "Name", "Method", "IsExample", "Status", "CreatedUtc", "StartedUtc", "FinishedUtc", "Attempt", "IsCancelRequested", "WaitReason", "Stage", "Fraction", "Message", "Failure", "Verdict")
            VALUES ({Run}, {Project}, {Dataset}, {"First"}, {"sbirr"}, {false}, {"Succeeded"}, {Uploaded}, {Uploaded}, {Uploaded}, {3}, {false}, {""}, {"Waiting"}, {1.0}, {"Done."}, {""}, {"Better."})
            """);
        await db.Database.ExecuteSqlAsync($"""INSERT INTO "SeededExamples" ("Key", "SeededUtc") VALUES ({"hsmm.h5ad"}, {Uploaded})""");
    }

    private static async Task<List<string>> ColumnsAsync(CellDynamicsDb db, string table)
    {
        DbConnection connection = db.Database.GetDbConnection();
        await db.Database.OpenConnectionAsync();
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = $"""SELECT * FROM "{table}" """;
        await using DbDataReader reader = await command.ExecuteReaderAsync();
        return [.. Enumerable.Range(0, reader.FieldCount).Select(i => $"{table}.{reader.GetName(i)}").Order(StringComparer.Ordinal)];
    }

    private static async Task<List<string>> RowsAsync(CellDynamicsDb db, string[] columns)
    {
        List<string> rows = [];
        foreach (IGrouping<string, string> table in columns.GroupBy(column => column.Split('.')[0]))
        {
            string[] names = [.. table.Select(column => column.Split('.')[1])];
            await db.Database.OpenConnectionAsync();
            await using DbCommand command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"""SELECT {string.Join(", ", names.Select(name => $"\"{name}\""))} FROM "{table.Key}" ORDER BY 1, 2""";
            await using DbDataReader reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                rows.Add($"{table.Key}: {string.Join(" | ", names.Select((name, i) => $"{name}={reader.GetValue(i)}"))}");
        }
        return rows;
    }

    private RunsOptions Options(DatabaseProvider provider, string connection) => new()
    {
        DataRoot = scratch.Path, SampleData = scratch["none"], Command = ["none"], Provider = provider, ConnectionString = connection,
    };
}
