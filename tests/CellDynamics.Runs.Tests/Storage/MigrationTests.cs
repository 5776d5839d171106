using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Tests.Shared;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Tests.Storage;

public sealed class MigrationTests(PostgresServer server) : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        scratch.Dispose();
    }

    [Fact]
    public void No_change_of_the_model_lacks_its_migration()
    {
        using var sqlite = new SqliteDb(new DbContextOptionsBuilder<SqliteDb>().UseSqlite("Data Source=unused").Options);
        using var postgres = new PostgresDb(new DbContextOptionsBuilder<PostgresDb>().UseNpgsql("Host=unused").Options);
        Assert.False(sqlite.Database.HasPendingModelChanges());
        Assert.False(postgres.Database.HasPendingModelChanges());
    }

    [Fact]
    public async Task SQLite_takes_every_migration_and_gives_back_what_was_written() => await RoundTripAsync(Options(DatabaseProvider.Sqlite, $"Data Source={scratch["a.db"]}"));

    [Fact]
    public async Task PostgreSQL_takes_every_migration_and_gives_back_what_was_written() => await RoundTripAsync(Options(DatabaseProvider.Postgres, await server.CreateDatabaseAsync()));

    [Fact]
    public async Task SQLite_writes_ahead_so_that_pages_read_while_the_queue_writes()
    {
        var database = new Database(Options(DatabaseProvider.Sqlite, $"Data Source={scratch["a.db"]}"));
        await database.MigrateAsync(CancellationToken.None);
        await using CellDynamicsDb db = database.CreateDbContext();
        Assert.Equal("wal", await db.Database.SqlQueryRaw<string>("SELECT journal_mode AS Value FROM pragma_journal_mode").SingleAsync());
        Assert.Equal(30000, await db.Database.SqlQueryRaw<int>("SELECT timeout AS Value FROM pragma_busy_timeout").SingleAsync());
    }

    private static async Task RoundTripAsync(RunsOptions options)
    {
        var database = new Database(options);
        await database.MigrateAsync(CancellationToken.None);
        await database.MigrateAsync(CancellationToken.None); // a second start finds nothing to do
        var moment = new DateTime(2026, 3, 4, 5, 6, 7, 890, DateTimeKind.Utc);
        var dataset = new DatasetRecord { ProjectId = ProjectRecord.DefaultId, Name = "Zellen ß", FileName = "z.h5ad", UploadedUtc = moment, Status = DatasetStatus.NeedsAttention };
        var run = new RunRecord { ProjectId = ProjectRecord.DefaultId, DatasetId = dataset.Id, Name = "r", Method = "m", CreatedUtc = moment, Status = RunStatus.Running };
        await using (CellDynamicsDb db = database.CreateDbContext())
        {
            db.AddRange(dataset, run);
            await db.SaveChangesAsync();
        }
        await using CellDynamicsDb other = database.CreateDbContext();
        RunRecord read = await other.Runs.Include(r => r.Dataset).SingleAsync(r => r.CreatedUtc <= moment);
        Assert.Equal((moment, DateTimeKind.Utc, RunStatus.Running), (read.CreatedUtc, read.CreatedUtc.Kind, read.Status));
        Assert.Equal(("Zellen ß", DatasetStatus.NeedsAttention), (read.Dataset!.Name, read.Dataset.Status));
        Assert.Equal(["Running"], await other.Database.SqlQueryRaw<string>("SELECT \"Status\" AS \"Value\" FROM \"Runs\"").ToListAsync());
    }

    private RunsOptions Options(DatabaseProvider provider, string connection) => new()
    {
        DataRoot = scratch.Path, SampleData = scratch["none"], Command = ["none"], Provider = provider, ConnectionString = connection,
    };
}
