using CellDynamics.Runs.Access;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Projects;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Tests.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CellDynamics.Runs.Tests.Access;

public sealed class SqliteProjectTests : ProjectTests
{
    protected override Task<(string Key, string Value)[]> DatabaseAsync() => Task.FromResult<(string, string)[]>([]);
}

public sealed class PostgresProjectTests(PostgresServer server) : ProjectTests
{
    protected override async Task<(string Key, string Value)[]> DatabaseAsync() => [("Database:Provider", "postgres"), ("Database:ConnectionString", await server.CreateDatabaseAsync())];
}

/// <summary>What owners do with their project, on both databases.</summary>
public abstract class ProjectTests : IAsyncLifetime
{
    private readonly ScratchFolder scratch = new();
    private readonly ProjectRecord lab = new() { Name = "Lab" };
    private Instance instance = null!;
    private AccountRecord ada = null!, ben = null!;
    private Guid run;

    protected abstract Task<(string Key, string Value)[]> DatabaseAsync();

    private ProjectDesk Desk => Of(ada).GetRequiredService<ProjectDesk>();

    private LinkDesk Links => Of(ada).GetRequiredService<LinkDesk>();

    public async ValueTask InitializeAsync()
    {
        instance = Instance.Create(scratch["data"], await DatabaseAsync());
        await instance.Get<Database>().MigrateAsync(CancellationToken.None);
        (ada, ben) = (Person("ada@example.org"), Person("ben@example.org"));
        await AddAsync(lab, ada, ben, new MembershipRecord { ProjectId = lab.Id, AccountId = ada.Id, Role = ProjectRole.Owner });
        run = await instance.AddRunAsync(await instance.AddDatasetAsync(lab.Id), RunStatus.Succeeded);
    }

    public async ValueTask DisposeAsync()
    {
        await instance.DisposeAsync();
        scratch.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_member_comes_by_address_changes_the_role_and_goes()
    {
        await Desk.SetMemberAsync(lab.Id, " Ben@Example.org ", ProjectRole.Viewer, null, default);
        await Desk.SetMemberAsync(lab.Id, "ben", ProjectRole.Analyst, Later(30), default);
        MembershipRecord member = (await Desk.MembersAsync(lab.Id, default)).Single(m => m.AccountId == ben.Id);
        Assert.Equal(ProjectRole.Analyst, member.Role);
        Assert.NotNull(member.UntilUtc);
        await Desk.RemoveMemberAsync(lab.Id, ben.Id, default);
        Assert.Equal([ada.Id], (await Desk.MembersAsync(lab.Id, default)).Select(m => m.AccountId));
        IReadOnlyList<AuditRecord> lines = await instance.Get<AuditLog>().SearchAsync(new AuditQuery { Action = AuditAction.Changed, Project = lab.Id }, null, 10, default);
        Assert.Equal("Lab, Ben is no member any more", lines[0].Detail);
        Assert.Equal("Lab, Ben is Viewer", lines[2].Detail);
        Assert.All(lines, line => Assert.Equal((ada.Id, "Ada"), (line.AccountId!.Value, line.Account)));
    }

    [Fact]
    public async Task Nobody_is_added_who_has_no_account_or_whose_stay_has_passed()
    {
        ProjectException unknown = await Assert.ThrowsAsync<ProjectException>(() => Desk.SetMemberAsync(lab.Id, "eve@example.org", ProjectRole.Viewer, null, default));
        Assert.StartsWith("There is no account \"eve@example.org\".", unknown.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ProjectException>(() => Desk.SetMemberAsync(lab.Id, "ben", ProjectRole.Viewer, Later(-1), default));
    }

    [Fact]
    public async Task A_project_is_never_without_an_owner_who_stays()
    {
        await Assert.ThrowsAsync<ProjectException>(() => Desk.RemoveMemberAsync(lab.Id, ada.Id, default));
        await Assert.ThrowsAsync<ProjectException>(() => Desk.SetMemberAsync(lab.Id, "ada", ProjectRole.Analyst, null, default));
        await Desk.SetMemberAsync(lab.Id, "ben", ProjectRole.Owner, Later(30), default); // a guest does not stay
        await Assert.ThrowsAsync<ProjectException>(() => Desk.RemoveMemberAsync(lab.Id, ada.Id, default));
        Assert.Equal(2, (await Desk.MembersAsync(lab.Id, default)).Count);
        await Desk.SetMemberAsync(lab.Id, "ben", ProjectRole.Owner, null, default);
        await Desk.RemoveMemberAsync(lab.Id, ada.Id, default);
    }

    [Fact]
    public async Task Two_owners_who_remove_each_other_at_once_leave_one()
    {
        for (int round = 0; round < 5; round++)
        {
            await instance.WithDbAsync(db => db.Memberships.ExecuteDeleteAsync());
            await AddAsync(new MembershipRecord { ProjectId = lab.Id, AccountId = ada.Id, Role = ProjectRole.Owner }, new MembershipRecord { ProjectId = lab.Id, AccountId = ben.Id, Role = ProjectRole.Owner });
            Task[] both = [Task.Run(() => Of(ada).GetRequiredService<ProjectDesk>().RemoveMemberAsync(lab.Id, ben.Id, default)), Task.Run(() => Of(ben).GetRequiredService<ProjectDesk>().RemoveMemberAsync(lab.Id, ada.Id, default))];
            await Task.WhenAll(both).ContinueWith(_ => { }, TaskScheduler.Default);
            Assert.Equal(1, await instance.WithDbAsync(db => db.Memberships.CountAsync()));
        }
    }

    [Fact]
    public async Task Groups_of_the_institution_give_roles()
    {
        await Desk.SetGroupAsync(lab.Id, " lab-a ", ProjectRole.Viewer, default);
        await Desk.SetGroupAsync(lab.Id, "lab-a", ProjectRole.Analyst, default);
        Assert.Equal(("lab-a", ProjectRole.Analyst), (await Desk.GroupsAsync(lab.Id, default)).Select(g => (g.Group, g.Role)).Single());
        await Desk.RemoveGroupAsync(lab.Id, "lab-a", default);
        Assert.Empty(await Desk.GroupsAsync(lab.Id, default));
    }

    [Fact]
    public async Task A_link_is_told_once_and_opens_until_it_is_withdrawn()
    {
        string secret = await Links.CreateAsync(run, 7, default);
        var visitor = instance.As(Caller.Anonymous).GetRequiredService<LinkDesk>();
        Assert.Equal(run, (await visitor.OpenAsync(secret, "192.0.2.1", default))!.Value.Run.Id);
        Assert.Null(await visitor.OpenAsync(secret + "x", "", default));
        (ViewerLinkRecord link, string name) = Assert.Single(await Links.ListAsync(lab.Id, default));
        Assert.Equal("Counting", name);
        Assert.DoesNotContain(secret, link.SecretSha256, StringComparison.Ordinal);
        IReadOnlyList<AuditRecord> lines = await instance.Get<AuditLog>().SearchAsync(new AuditQuery { Project = lab.Id }, null, 10, default);
        Assert.Equal([AuditAction.Viewed, AuditAction.Shared], lines.Select(line => line.Action));
        Assert.All(lines, line => Assert.DoesNotContain(secret, line.Detail, StringComparison.Ordinal));
        await Links.WithdrawAsync(link.Id, default);
        Assert.Null(await visitor.OpenAsync(secret, "", default));
        Assert.Empty(await Links.ListAsync(lab.Id, default));
    }

    [Fact]
    public async Task Data_of_people_are_never_shown_through_a_link()
    {
        string secret = await Links.CreateAsync(run, 7, default);
        await Desk.SetSensitiveAsync(lab.Id, true, default);
        ProjectException refused = await Assert.ThrowsAsync<ProjectException>(() => Links.CreateAsync(run, 7, default));
        Assert.StartsWith("This project holds data of people, so nothing of it may be shown through a link.", refused.Message, StringComparison.Ordinal);
        var visitor = instance.As(Caller.Anonymous).GetRequiredService<LinkDesk>();
        Assert.Null(await visitor.OpenAsync(secret, "", default));
        await Desk.SetSensitiveAsync(lab.Id, false, default);
        Assert.Null(await visitor.OpenAsync(secret, "", default)); // what was made before does not come back
    }

    private IServiceProvider Of(AccountRecord person) => instance.As(Caller.Of(person.Id, person.DisplayName));

    private static DateTime Later(int days) => TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(days);

    private static AccountRecord Person(string email)
    {
        string name = email.Split('@')[0];
        return new AccountRecord
        {
            UserName = name, NormalizedUserName = name.ToUpperInvariant(), Email = email, NormalizedEmail = email.ToUpperInvariant(), DisplayName = char.ToUpperInvariant(name[0]) + name[1..],
        };
    }

    private Task<int> AddAsync(params object[] records) => instance.WithDbAsync(db =>
    {
        db.AddRange(records);
        return db.SaveChangesAsync();
    });
}
