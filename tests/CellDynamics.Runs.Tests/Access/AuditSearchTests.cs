using CellDynamics.Runs.Access;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Tests.Shared;
using Microsoft.Extensions.Time.Testing;

namespace CellDynamics.Runs.Tests.Access;

public sealed class SqliteAuditSearchTests : AuditSearchTests
{
    protected override Task<(DatabaseProvider, string)> DatabaseAsync() => Task.FromResult((DatabaseProvider.Sqlite, $"Data Source={Scratch["audit.db"]}"));
}

public sealed class PostgresAuditSearchTests(PostgresServer server) : AuditSearchTests
{
    protected override async Task<(DatabaseProvider, string)> DatabaseAsync() => (DatabaseProvider.Postgres, await server.CreateDatabaseAsync());
}

/// <summary>Finding lines again, on both databases.</summary>
public abstract class AuditSearchTests : IAsyncLifetime
{
    private static readonly DateTime Start = new(2026, 11, 26, 8, 0, 0, DateTimeKind.Utc);

    private Database database = null!;
    private AuditLog log = null!;

    private protected ScratchFolder Scratch { get; } = new();

    protected abstract Task<(DatabaseProvider Provider, string Connection)> DatabaseAsync();

    public async ValueTask InitializeAsync()
    {
        (DatabaseProvider provider, string connection) = await DatabaseAsync();
        database = new Database(new RunsOptions { DataRoot = Scratch.Path, SampleData = Scratch["none"], Command = ["none"], Provider = provider, ConnectionString = connection });
        await database.MigrateAsync(CancellationToken.None);
        log = new AuditLog(database, new FakeTimeProvider(Start));
    }

    public ValueTask DisposeAsync()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Scratch.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Each_filter_finds_its_lines_and_together_they_find_what_all_ask()
    {
        Guid lab = Guid.CreateVersion7();
        await WriteAsync(
            Line(0, "Ada Lovelace", AuditAction.Downloaded, lab, "Cells, result.h5ad", "192.0.2.7"), Line(1, "Ben", AuditAction.Downloaded, lab, "Ada's cells"), Line(2, "Ada Lovelace", AuditAction.Deleted, null, "100 % of it"),
            Line(3, "Ben", AuditAction.SignedIn, null, ""));
        Assert.Equal([3, 2, 1, 0], await MinutesAsync(new AuditQuery()));
        Assert.Equal([2, 0], await MinutesAsync(new AuditQuery { Person = " ada " }));
        Assert.Equal([2, 1, 0], await MinutesAsync(new AuditQuery { Text = "ADA" }));
        Assert.Equal([0], await MinutesAsync(new AuditQuery { Text = "192.0.2" }));
        Assert.Equal([2], await MinutesAsync(new AuditQuery { Text = "100 %" }));
        Assert.Empty(await MinutesAsync(new AuditQuery { Text = "1_0" }));
        Assert.Equal([1, 0], await MinutesAsync(new AuditQuery { Project = lab }));
        Assert.Equal([1, 0], await MinutesAsync(new AuditQuery { Action = AuditAction.Downloaded }));
        Assert.Equal([2, 1], await MinutesAsync(new AuditQuery { FromUtc = Start.AddMinutes(1), ToUtc = Start.AddMinutes(3) }));
        Assert.Equal([1], await MinutesAsync(new AuditQuery { Person = "ben", Text = "cells", Action = AuditAction.Downloaded, Project = lab, FromUtc = Start, ToUtc = Start.AddHours(1) }));
    }

    [Fact]
    public async Task A_name_with_capitals_beyond_ASCII_is_found_as_it_is_written()
    {
        await WriteAsync(Line(0, "Özge Çelik", AuditAction.SignedIn, null, ""), Line(1, "Ben", AuditAction.Shared, null, "Émile"));
        Assert.Equal([0], await MinutesAsync(new AuditQuery { Person = "Özge" }));
        Assert.Equal([0], await MinutesAsync(new AuditQuery { Text = "Çelik" }));
        Assert.Equal([1], await MinutesAsync(new AuditQuery { Text = "Émile" }));
        Assert.Empty(await MinutesAsync(new AuditQuery { Person = "Émile" }));
    }

    [Fact]
    public async Task Page_by_page_every_line_comes_once_also_where_many_were_written_at_the_same_moment()
    {
        // Seven moments for a thousand lines, not in the order in which they were written.
        await WriteAsync([.. Enumerable.Range(0, 1000).Select(i => Line(i * 5 % 7, i % 2 == 0 ? "Ada" : "Ben", AuditAction.Viewed, null, $"line {i}"))]);
        List<AuditRecord> read = [];
        IReadOnlyList<AuditRecord> page;
        do
        {
            page = await log.SearchAsync(new AuditQuery { Person = "ada" }, read.LastOrDefault(), 64, CancellationToken.None);
            read.AddRange(page);
        }
        while (page.Count == 64);
        Assert.Equal(500, read.Select(line => line.Detail).Distinct().Count());
        Assert.Equal(500, read.Count);
        Assert.Equal(read.OrderByDescending(line => line.AtUtc).ThenByDescending(line => line.Id).Select(line => line.Id), read.Select(line => line.Id));
    }

    private async Task<IReadOnlyList<int>> MinutesAsync(AuditQuery query) => [.. (await log.SearchAsync(query, null, 100, CancellationToken.None)).Select(line => (int)(line.AtUtc - Start).TotalMinutes)];

    private async Task WriteAsync(params AuditRecord[] lines)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        db.Audit.AddRange(lines);
        await db.SaveChangesAsync();
    }

    private static AuditRecord Line(int minute, string person, AuditAction action, Guid? project, string detail, string address = "") => new()
    {
        AtUtc = Start.AddMinutes(minute), Account = person, Action = action, ProjectId = project, Kind = "dataset", Detail = detail, Address = address,
    };
}
