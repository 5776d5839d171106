using CellDynamics.Runs.Access;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Tests.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace CellDynamics.Runs.Tests.Access;

public sealed class SqliteAccessTests : AccessTests
{
    protected override Task<(DatabaseProvider, string)> DatabaseAsync() => Task.FromResult((DatabaseProvider.Sqlite, $"Data Source={Scratch["access.db"]}"));
}

public sealed class PostgresAccessTests(PostgresServer server) : AccessTests
{
    protected override async Task<(DatabaseProvider, string)> DatabaseAsync() => (DatabaseProvider.Postgres, await server.CreateDatabaseAsync());
}

/// <summary>The one place that decides who may do what, on both databases.</summary>
public abstract class AccessTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 11, 26, 8, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider time = new(Start);
    private Database database = null!;
    private ProjectRecord lab = null!;
    private DatasetRecord dataset = null!;
    private RunRecord run = null!;
    private AccessDesk desk = null!;

    private protected ScratchFolder Scratch { get; } = new();

    protected abstract Task<(DatabaseProvider Provider, string Connection)> DatabaseAsync();

    public async ValueTask InitializeAsync()
    {
        (DatabaseProvider provider, string connection) = await DatabaseAsync();
        database = new Database(new RunsOptions { DataRoot = Scratch.Path, SampleData = Scratch["none"], Command = ["none"], Provider = provider, ConnectionString = connection });
        await database.MigrateAsync(CancellationToken.None);
        desk = new AccessDesk(database, time);
        lab = new ProjectRecord { Name = "Lab" };
        dataset = new DatasetRecord { ProjectId = lab.Id, Name = "Cells", FileName = "cells.h5ad" };
        run = new RunRecord { ProjectId = lab.Id, DatasetId = dataset.Id, Name = "First", Method = "sbirr" };
        await AddAsync(lab, dataset, run);
    }

    public ValueTask DisposeAsync()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Scratch.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_stranger_has_no_role_and_learns_nothing()
    {
        Caller stranger = await PersonAsync();
        Assert.Null(await RoleAsync(stranger, Resource.Run(run.Id)));
        var real = await Assert.ThrowsAsync<AccessDeniedException>(() => desk.RequireAsync(stranger, Resource.Run(run.Id), ProjectRole.Viewer, default));
        var absent = await Assert.ThrowsAsync<AccessDeniedException>(() => desk.RequireAsync(stranger, Resource.Run(Guid.CreateVersion7()), ProjectRole.Viewer, default));
        Assert.True(real.IsHidden);
        Assert.Equal(absent.Message, real.Message);
        Assert.Empty((await desk.ProjectsAsync(stranger, ProjectRole.Viewer, default))!);
        Assert.Null(await RoleAsync(Caller.Anonymous, Resource.Dataset(dataset.Id)));
    }

    [Theory]
    [InlineData(ProjectRole.Viewer)]
    [InlineData(ProjectRole.Analyst)]
    [InlineData(ProjectRole.Owner)]
    public async Task A_member_has_the_role_on_everything_of_the_project(ProjectRole role)
    {
        Caller member = await PersonAsync(role);
        foreach (Resource resource in new[] { Resource.Project(lab.Id), Resource.Dataset(dataset.Id), Resource.Run(run.Id) })
            Assert.Equal(role, await RoleAsync(member, resource));
        Assert.Null(await RoleAsync(member, Resource.Project(ProjectRecord.DefaultId)));
        if (role < ProjectRole.Owner)
        {
            var denied = await Assert.ThrowsAsync<AccessDeniedException>(() => desk.RequireAsync(member, Resource.Project(lab.Id), ProjectRole.Owner, default));
            Assert.False(denied.IsHidden);
        }
        Assert.Equal(role >= ProjectRole.Analyst, (await desk.ProjectsAsync(member, ProjectRole.Analyst, default))!.Contains(lab.Id));
    }

    [Fact]
    public async Task A_guest_is_gone_when_the_stay_ends()
    {
        Caller guest = await PersonAsync(ProjectRole.Viewer, Start.UtcDateTime.AddDays(1));
        Assert.Equal(ProjectRole.Viewer, await RoleAsync(guest, Resource.Run(run.Id)));
        time.Advance(TimeSpan.FromDays(1));
        Assert.Null(await RoleAsync(guest, Resource.Run(run.Id)));
        Assert.Empty((await desk.ProjectsAsync(guest, ProjectRole.Viewer, default))!);
    }

    [Fact]
    public async Task A_disabled_account_keeps_no_role()
    {
        Caller owner = await PersonAsync(ProjectRole.Owner);
        await using CellDynamicsDb db = database.CreateDbContext();
        await db.Users.Where(a => a.Id == owner.AccountId).ExecuteUpdateAsync(set => set.SetProperty(a => a.IsDisabled, true));
        Assert.Null(await RoleAsync(owner, Resource.Run(run.Id)));
    }

    [Fact]
    public async Task A_link_shows_its_run_and_nothing_else_until_it_ends()
    {
        var other = new RunRecord { ProjectId = lab.Id, DatasetId = dataset.Id, Name = "Second", Method = "sbirr" };
        var link = new ViewerLinkRecord { ProjectId = lab.Id, RunId = run.Id, SecretSha256 = new string('0', 64), UntilUtc = Start.UtcDateTime.AddHours(1) };
        await AddAsync(other, link);
        Caller caller = Caller.ByLink(link.Id);
        Assert.Equal(ProjectRole.Viewer, await RoleAsync(caller, Resource.Run(run.Id)));
        Assert.Null(await RoleAsync(caller, Resource.Run(other.Id)));
        Assert.Null(await RoleAsync(caller, Resource.Dataset(dataset.Id)));
        Assert.Null(await RoleAsync(caller, Resource.Project(lab.Id)));
        await using CellDynamicsDb db = database.CreateDbContext();
        await db.Projects.Where(p => p.Id == lab.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.IsSensitive, true));
        Assert.Null(await RoleAsync(caller, Resource.Run(run.Id)));
        await db.Projects.Where(p => p.Id == lab.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.IsSensitive, false));
        Assert.Equal(ProjectRole.Viewer, await RoleAsync(caller, Resource.Run(run.Id)));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Null(await RoleAsync(caller, Resource.Run(run.Id)));
    }

    [Fact]
    public async Task What_was_done_cannot_be_rewritten()
    {
        var audit = new AuditLog(database, time);
        Caller person = Caller.Of(Guid.CreateVersion7(), "Ada 50%_", "192.0.2.7");
        await audit.AddAsync(person, AuditAction.Downloaded, "run", run.Id, "First, result.h5ad", lab.Id, default);
        time.Advance(TimeSpan.FromMinutes(1));
        await audit.AddAsync(Caller.Instance, AuditAction.Deleted, "dataset", dataset.Id, "Cells", lab.Id, default);
        Assert.Equal([AuditAction.Deleted, AuditAction.Downloaded], (await audit.SearchAsync(new AuditQuery { Project = lab.Id }, null, 10, default)).Select(line => line.Action));
        Assert.Equal("192.0.2.7", Assert.Single(await audit.SearchAsync(new AuditQuery { ToUtc = Start.UtcDateTime.AddSeconds(1), Text = "ada 50%_" }, null, 10, default)).Address);
        Assert.Empty(await audit.SearchAsync(new AuditQuery { Text = "a_a" }, null, 10, default));
        await using CellDynamicsDb db = database.CreateDbContext();
        Exception changed = await Assert.ThrowsAnyAsync<Exception>(() => db.Audit.ExecuteUpdateAsync(set => set.SetProperty(line => line.Account, "Nobody")));
        Assert.Contains("append-only", changed.ToString());
        Assert.Contains("append-only", (await Assert.ThrowsAnyAsync<Exception>(() => db.Audit.ExecuteDeleteAsync())).ToString());
        Assert.Equal(2, await db.Audit.CountAsync());
    }

    private Task<ProjectRole?> RoleAsync(Caller caller, Resource resource) => desk.RoleOnAsync(caller, resource, CancellationToken.None);

    private async Task<Caller> PersonAsync(ProjectRole? role = null, DateTime? until = null)
    {
        var account = new AccountRecord { UserName = Guid.CreateVersion7().ToString(), DisplayName = "Person" };
        await AddAsync(account);
        if (role is { } given)
            await AddAsync(new MembershipRecord { ProjectId = lab.Id, AccountId = account.Id, Role = given, UntilUtc = until });
        return Caller.Of(account.Id, account.DisplayName);
    }

    private async Task AddAsync(params object[] records)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        db.AddRange(records);
        await db.SaveChangesAsync();
    }
}
