using CellDynamics.Runs.Access;
using CellDynamics.Runs.Accounts;
using CellDynamics.Runs.Datasets;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Predictions;
using CellDynamics.Runs.Projects;
using CellDynamics.Runs.Queue;
using CellDynamics.Runs.Retention;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Tests.Shared;
using Microsoft.AspNetCore.Identity;
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
    public async Task An_address_that_is_not_one_persons_only_lets_nobody_in()
    {
        // Two came through the provider: one called like Ben's address, one who says that Ada's is theirs.
        AccountRecord called = Person("eve@example.com"), says = Person("mallory@example.com");
        (called.UserName, called.NormalizedUserName) = ("ben@example.org", "BEN@EXAMPLE.ORG");
        (says.Email, says.NormalizedEmail) = ("carl@example.org", "CARL@EXAMPLE.ORG");
        await AddAsync(called, says, Login(called), Login(says));
        ProjectException several = await Assert.ThrowsAsync<ProjectException>(() => Desk.SetMemberAsync(lab.Id, "ben@example.org", ProjectRole.Viewer, null, default));
        Assert.StartsWith("Expected one account \"ben@example.org\", found 2: ben (Ben), ben@example.org (Eve).", several.Message, StringComparison.Ordinal);
        ProjectException unverified = await Assert.ThrowsAsync<ProjectException>(() => Desk.SetMemberAsync(lab.Id, "carl@example.org", ProjectRole.Viewer, null, default));
        Assert.StartsWith("The provider has not verified that carl@example.org is the address of the account mallory (Mallory).", unverified.Message, StringComparison.Ordinal);
        Assert.Equal([ada.Id], (await Desk.MembersAsync(lab.Id, default)).Select(m => m.AccountId));
        await Desk.SetMemberAsync(lab.Id, "ben", ProjectRole.Viewer, null, default);
        await Desk.SetMemberAsync(lab.Id, "mallory", ProjectRole.Viewer, null, default);
        await instance.WithDbAsync(db => db.Users.Where(a => a.Id == says.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.EmailConfirmed, true)));
        await Desk.SetMemberAsync(lab.Id, "carl@example.org", ProjectRole.Analyst, null, default);
        Assert.Equal([ada.Id, says.Id, ben.Id], (await Desk.MembersAsync(lab.Id, default)).OrderByDescending(m => m.Role).Select(m => m.AccountId));
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
    public async Task A_group_that_gives_no_role_any_more_takes_its_people_out_at_once()
    {
        AccountRecord both = Person("both@example.org"), former = Person("former@example.org");
        await AddAsync(both, former, new MembershipRecord { ProjectId = lab.Id, AccountId = former.Id, Role = ProjectRole.Viewer, IsFromGroup = true });
        await Desk.SetGroupAsync(lab.Id, "leaders", ProjectRole.Analyst, default);
        await Desk.SetGroupAsync(lab.Id, "readers", ProjectRole.Viewer, default);
        var groups = new GroupMemberships(instance.Get<Database>());
        await groups.ReplaceAsync(ben.Id, ["leaders"], default);
        await groups.ReplaceAsync(both.Id, ["leaders", "readers", "unknown"], default);
        await Desk.SetMemberAsync(lab.Id, "ben", ProjectRole.Viewer, null, default);
        await Desk.RemoveGroupAsync(lab.Id, "leaders", default);
        // Ben has a place that an owner gave; of the last nobody knows the group, for want of a sign-in since.
        Assert.Equal([(ada.Id, ProjectRole.Owner), (ben.Id, ProjectRole.Viewer), (both.Id, ProjectRole.Viewer)], (await Desk.MembersAsync(lab.Id, default)).Select(m => (m.AccountId, m.Role)));
        await Desk.RemoveGroupAsync(lab.Id, "readers", default);
        Assert.Equal([ada.Id, ben.Id], (await Desk.MembersAsync(lab.Id, default)).Select(m => m.AccountId));
    }

    [Fact]
    public async Task What_is_held_is_not_deleted_by_hand_either()
    {
        Guid dataset = await instance.WithDbAsync(db => db.Runs.Where(r => r.Id == run).Select(r => r.DatasetId).SingleAsync());
        IServiceProvider page = Of(ada);
        foreach (bool isWhole in new[] { false, true })
        {
            await SetAsync(isWhole, true);
            foreach (Func<Task> delete in new Func<Task>[] { () => page.GetRequiredService<RunQueue>().DeleteAsync(run, default), () => page.GetRequiredService<DatasetCatalog>().DeleteAsync(dataset, default), () => page.GetRequiredService<SampleDesk>().DeleteAsync(run, Guid.CreateVersion7(), default) })
                Assert.Contains("without a hold, found one", (await Assert.ThrowsAsync<InvalidOperationException>(delete)).Message, StringComparison.Ordinal);
            Assert.True(Directory.Exists(instance.Options.FolderOf(run).Root));
            await SetAsync(isWhole, false);
        }
        await page.GetRequiredService<RunQueue>().DeleteAsync(run, default);
        await page.GetRequiredService<DatasetCatalog>().DeleteAsync(dataset, default);
        Assert.Equal(0, await instance.WithDbAsync(db => db.Datasets.CountAsync()));

        Task SetAsync(bool isWhole, bool isHeld) => isWhole
            ? page.GetRequiredService<RetentionDesk>().HoldProjectAsync(Caller.Instance, lab.Id, isHeld, default) : page.GetRequiredService<RetentionDesk>().HoldAsync(Caller.Instance, dataset, isHeld, default);
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

    private static IdentityUserLogin<Guid> Login(AccountRecord person) => new() { UserId = person.Id, LoginProvider = "https://login.example.org", ProviderKey = person.Id.ToString() };

    private Task<int> AddAsync(params object[] records) => instance.WithDbAsync(db =>
    {
        db.AddRange(records);
        return db.SaveChangesAsync();
    });
}
