using CellDynamics.Runs.Access;
using CellDynamics.Runs.Accounts;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Tests.Shared;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace CellDynamics.Runs.Tests.Accounts;

public sealed class SqliteAccountTests : AccountTests
{
    protected override Task<(DatabaseProvider, string)> DatabaseAsync() => Task.FromResult((DatabaseProvider.Sqlite, $"Data Source={Scratch["accounts.db"]}"));
}

public sealed class PostgresAccountTests(PostgresServer server) : AccountTests
{
    protected override async Task<(DatabaseProvider, string)> DatabaseAsync() => (DatabaseProvider.Postgres, await server.CreateDatabaseAsync());
}

/// <summary>What the database keeps of accounts, on both databases.</summary>
public abstract class AccountTests : IAsyncLifetime
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(12);

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 26, 8, 0, 0, TimeSpan.Zero));
    private Database database = null!;
    private AccountDesk desk = null!;
    private Sessions sessions = null!;

    private protected ScratchFolder Scratch { get; } = new();

    protected abstract Task<(DatabaseProvider Provider, string Connection)> DatabaseAsync();

    public async ValueTask InitializeAsync()
    {
        (DatabaseProvider provider, string connection) = await DatabaseAsync();
        database = new Database(new RunsOptions { DataRoot = Scratch.Path, SampleData = Scratch["none"], Command = ["none"], Provider = provider, ConnectionString = connection });
        await database.MigrateAsync(CancellationToken.None);
        desk = new AccountDesk(database, new AuditLog(database, time), time);
        sessions = new Sessions(database, time);
    }

    public ValueTask DisposeAsync()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Scratch.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_session_is_in_force_until_it_ends_is_too_old_or_idle_or_the_account_changes()
    {
        AccountRecord person = await AddAsync("ada");
        string first = await sessions.StartAsync(person.Id, Day, "192.0.2.7", "Firefox on Linux", null, CancellationToken.None), second = await sessions.StartAsync(person.Id, Day, "192.0.2.7", "Firefox on Linux", null, CancellationToken.None);
        Assert.True(await IsInForceAsync(person, first));
        await sessions.EndAsync(person.Id, first, CancellationToken.None);
        Assert.False(await IsInForceAsync(person, first));
        time.Advance(TimeSpan.FromMinutes(100));
        Assert.True(await IsInForceAsync(person, second, isActive: true));
        time.Advance(TimeSpan.FromMinutes(100));
        Assert.True(await IsInForceAsync(person, second));
        time.Advance(TimeSpan.FromMinutes(21));
        Assert.False(await IsInForceAsync(person, second)); // the look before was none of the person's
        string third = await sessions.StartAsync(person.Id, Day, "192.0.2.7", "Firefox on Linux", null, CancellationToken.None);
        Assert.False(await sessions.IsInForceAsync(person.Id, third, "another stamp", null, false, CancellationToken.None));
        Assert.False(await sessions.IsInForceAsync(Guid.NewGuid(), third, person.SecurityStamp!, null, false, CancellationToken.None));
        time.Advance(Day);
        Assert.False(await sessions.IsInForceAsync(person.Id, third, person.SecurityStamp!, null, false, CancellationToken.None));
        await sessions.StartAsync(person.Id, Day, "192.0.2.7", "Firefox on Linux", null, CancellationToken.None);
        await using CellDynamicsDb db = database.CreateDbContext();
        Assert.Equal(1, await db.UserTokens.CountAsync(t => t.UserId == person.Id)); // those that are over are forgotten
    }

    [Fact]
    public async Task A_person_sees_their_sessions_and_ends_one_or_all_others()
    {
        AccountRecord person = await AddAsync("ada"), other = await AddAsync("grace");
        string first = await sessions.StartAsync(person.Id, Day, "192.0.2.7", "Firefox on Linux", null, CancellationToken.None);
        DateTimeOffset began = time.GetUtcNow();
        await sessions.StartAsync(other.Id, Day, "192.0.2.9", "Safari on iPad", null, CancellationToken.None);
        time.Advance(TimeSpan.FromMinutes(4));
        string second = await sessions.StartAsync(person.Id, Day, "2001:db8::7", "Chrome on Android", null, CancellationToken.None), third = await sessions.StartAsync(person.Id, Day, "192.0.2.8", "Edge on Windows", null, CancellationToken.None);
        Assert.True(await IsInForceAsync(person, first, isActive: true)); // too soon to be written down
        Assert.Equal(new SessionView(first, began, began, "192.0.2.7", "Firefox on Linux"), (await ListAsync(person))[^1]);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await IsInForceAsync(person, first, isActive: true));
        Assert.Equal(new SessionView(first, began, began.AddMinutes(5), "192.0.2.7", "Firefox on Linux"), (await ListAsync(person))[0]);
        await sessions.EndAsync(person.Id, second, CancellationToken.None);
        Assert.Equal([first, third], (await ListAsync(person)).Select(session => session.Id));
        await sessions.EndOthersAsync(person.Id, third, CancellationToken.None);
        Assert.Equal(["Edge on Windows"], (await ListAsync(person)).Select(session => session.Browser));
        Assert.Single(await ListAsync(other));
        time.Advance(TimeSpan.FromMinutes(121));
        Assert.Empty(await ListAsync(person));
    }

    [Fact]
    public async Task A_session_that_hangs_on_one_of_the_provider_is_found_and_ends_by_it()
    {
        AccountRecord person = await AddAsync("ada"), other = await AddAsync("grace");
        string one = Sessions.AtProvider("https://login.example.org", "s_1%"), silent = Sessions.AtProvider("https://login.example.org", null);
        foreach ((AccountRecord whose, string? atProvider) in new[] { (person, one), (person, one), (person, silent), (person, null), (other, silent), (other, null) })
            await sessions.StartAsync(whose.Id, Day, "192.0.2.7", "Firefox on Linux", atProvider, CancellationToken.None);
        Assert.Equal(person.Id, await sessions.OwnerAsync(one, CancellationToken.None));
        Assert.Null(await sessions.OwnerAsync(Sessions.AtProvider("https://evil.example", "s_1%"), CancellationToken.None));
        Assert.Equal(0, await sessions.EndOfProviderAsync(other.Id, one, CancellationToken.None));
        Assert.Equal(2, await sessions.EndOfProviderAsync(person.Id, one, CancellationToken.None));
        Assert.Null(await sessions.OwnerAsync(one, CancellationToken.None));
        Assert.Equal(1, await sessions.EndOfProviderAsync(person.Id, null, CancellationToken.None));
        Assert.Equal((1, 2), ((await ListAsync(person)).Count, (await ListAsync(other)).Count));
    }

    [Fact]
    public async Task Disabling_ends_sessions_and_is_on_record()
    {
        AccountRecord person = await AddAsync("ada");
        string session = await sessions.StartAsync(person.Id, Day, "192.0.2.7", "Firefox on Linux", null, CancellationToken.None);
        await desk.SetDisabledAsync(Caller.Instance, person.Id, true, CancellationToken.None);
        AccountRecord disabled = (await desk.FindAsync("Ada", CancellationToken.None))!;
        Assert.False(await IsInForceAsync(disabled, session));
        IReadOnlyList<AuditRecord> audit = await new AuditLog(database, time).SearchAsync(new AuditQuery { Text = "ada: disabled", Action = AuditAction.Changed }, null, 10, CancellationToken.None);
        Assert.Equal((person.Id, "account", "CellDynamics"), (Assert.Single(audit).TargetId, audit[0].Kind, audit[0].Account));
    }

    [Fact]
    public async Task A_link_opens_once_and_the_last_one_only()
    {
        AccountRecord person = await AddAsync("ada");
        var invitations = new Invitations(database, time);
        string first = await desk.InviteAsync(Caller.Instance, person.Id, CancellationToken.None), second = await desk.InviteAsync(Caller.Instance, person.Id, CancellationToken.None);
        Assert.Null(await invitations.FindAsync(person.Id, first, CancellationToken.None));
        Assert.Equal(person.Id, (await invitations.FindAsync(person.Id, second, CancellationToken.None))?.Id);
        Assert.False(await invitations.TakeAsync(person.Id, first, CancellationToken.None));
        Assert.True(await invitations.TakeAsync(person.Id, second, CancellationToken.None));
        Assert.False(await invitations.TakeAsync(person.Id, second, CancellationToken.None));
        Assert.Null(await invitations.FindAsync(person.Id, second, CancellationToken.None));
        await using CellDynamicsDb db = database.CreateDbContext();
        Assert.DoesNotContain(await db.Audit.Select(line => line.Detail).ToListAsync(), detail => detail.Contains(second, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reset_leaves_nothing_to_sign_in_with_but_the_new_link()
    {
        AccountRecord person = await AddAsync("ada");
        await using (CellDynamicsDb db = database.CreateDbContext())
        {
            AccountRecord kept = await db.Users.SingleAsync(a => a.Id == person.Id);
            (kept.PasswordHash, kept.TwoFactorEnabled, kept.LockoutEnd) = ("hash", true, time.GetUtcNow().AddDays(1));
            db.UserTokens.Add(new IdentityUserToken<Guid> { UserId = person.Id, LoginProvider = "[AspNetUserStore]", Name = "AuthenticatorKey", Value = "key" });
            db.UserPasskeys.Add(new IdentityUserPasskey<Guid> { UserId = person.Id, CredentialId = [1, 2, 3], Data = new IdentityPasskeyData { PublicKey = [4], Name = "Laptop", AttestationObject = [], ClientDataJson = [] } });
            await db.SaveChangesAsync();
        }
        string session = await sessions.StartAsync(person.Id, Day, "192.0.2.7", "Firefox on Linux", null, CancellationToken.None);
        string secret = await desk.ResetAsync(Caller.Instance, person.Id, CancellationToken.None);
        AccountRecord reset = (await desk.FindAsync("ada", CancellationToken.None))!;
        Assert.Equal((null, false, null), (reset.PasswordHash, reset.TwoFactorEnabled, reset.LockoutEnd));
        Assert.NotEqual(person.SecurityStamp, reset.SecurityStamp);
        Assert.False(await IsInForceAsync(reset, session));
        await using CellDynamicsDb after = database.CreateDbContext();
        Assert.Empty(await after.UserPasskeys.ToListAsync());
        Assert.Equal("invitation", (await after.UserTokens.SingleAsync()).LoginProvider);
        Assert.NotNull(await new Invitations(database, time).FindAsync(person.Id, secret, CancellationToken.None));
    }

    [Fact]
    public async Task Only_administrators_touch_accounts()
    {
        AccountRecord person = await AddAsync("ada");
        Caller self = Caller.Of(person.Id, "Ada");
        foreach (Caller caller in new[] { self, Caller.Anonymous, Caller.ByLink(Guid.NewGuid()) })
        {
            Func<Task>[] acts =
            [
                () => desk.ListAsync(caller, CancellationToken.None), () => desk.AddAsync(caller, "eve", "eve@example.org", "", true, CancellationToken.None), () => desk.InviteAsync(caller, person.Id, CancellationToken.None),
                () => desk.ResetAsync(caller, person.Id, CancellationToken.None), () => desk.SetDisabledAsync(caller, person.Id, true, CancellationToken.None),
                () => desk.SetAdministratorAsync(caller, person.Id, true, CancellationToken.None), () => desk.EndSessionsAsync(caller, person.Id, CancellationToken.None),
            ];
            foreach (Func<Task> act in acts)
                await Assert.ThrowsAsync<AccessDeniedException>(act);
        }
        AccountView seen = Assert.Single(await desk.ListAsync(Caller.Instance, CancellationToken.None));
        Assert.Equal(("ada", false, false, false), (seen.UserName, seen.IsAdministrator, seen.IsDisabled, seen.HasPasskey));
    }

    [Fact]
    public async Task On_the_pages_nobody_takes_the_last_administrator_away()
    {
        Caller ada = Caller.Of((await desk.AddAsync(Caller.Instance, "ada", "ada@example.org", "Ada", true, CancellationToken.None)).Id, "Ada");
        Guid ben = (await AddAsync("ben")).Id;
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => desk.SetAdministratorAsync(ada, ada.AccountId!.Value, false, CancellationToken.None));
        Assert.Contains("Make another person an administrator first", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => desk.SetDisabledAsync(ada, ada.AccountId!.Value, true, CancellationToken.None));
        await desk.SetAdministratorAsync(ada, ben, true, CancellationToken.None);
        await desk.SetDisabledAsync(ada, ben, true, CancellationToken.None);
        await Assert.ThrowsAsync<InvalidOperationException>(() => desk.SetAdministratorAsync(ada, ada.AccountId!.Value, false, CancellationToken.None)); // one that is locked does not count
        await desk.SetDisabledAsync(ada, ben, false, CancellationToken.None);
        await desk.SetAdministratorAsync(ada, ada.AccountId!.Value, false, CancellationToken.None);
        Assert.Equal(["ben"], (await desk.ListAsync(Caller.Instance, CancellationToken.None)).Where(one => one.IsAdministrator).Select(one => one.UserName));
    }

    [Fact]
    public async Task The_command_line_takes_the_last_administrator_away_no_more_than_the_pages_and_is_on_record()
    {
        Caller line = new(null, "command line", IsTrusted: true);
        Guid ada = (await desk.AddAsync(line, "ada", "ada@example.org", "Ada", true, CancellationToken.None)).Id, ben = (await AddAsync("ben")).Id;
        await Assert.ThrowsAsync<InvalidOperationException>(() => desk.SetAdministratorAsync(line, ada, false, CancellationToken.None));
        Assert.True((await desk.FindAsync("ada", CancellationToken.None))!.IsAdministrator);
        await desk.SetAdministratorAsync(line, ben, true, CancellationToken.None);
        await desk.SetAdministratorAsync(line, ada, false, CancellationToken.None);
        IReadOnlyList<AuditRecord> audit = await new AuditLog(database, time).SearchAsync(new AuditQuery { Action = AuditAction.Changed }, null, 2, CancellationToken.None);
        Assert.Equal([("ada: no longer an administrator", "command line"), ("ben: made an administrator", "command line")], audit.Select(entry => (entry.Detail, entry.Account)));
    }

    [Fact]
    public async Task Two_administrators_who_remove_each_other_at_once_leave_one()
    {
        AccountRecord ada = await desk.AddAsync(Caller.Instance, "ada", "ada@example.org", "", true, CancellationToken.None), ben = await desk.AddAsync(Caller.Instance, "ben", "ben@example.org", "", true, CancellationToken.None);
        for (int round = 0; round < 5; round++)
        {
            await desk.SetAdministratorAsync(Caller.Instance, ada.Id, true, CancellationToken.None);
            await desk.SetAdministratorAsync(Caller.Instance, ben.Id, true, CancellationToken.None);
            Task[] both = [Task.Run(() => desk.SetAdministratorAsync(Caller.Of(ada.Id, "Ada"), ben.Id, false, CancellationToken.None)), Task.Run(() => desk.SetAdministratorAsync(Caller.Of(ben.Id, "Ben"), ada.Id, false, CancellationToken.None))];
            await Task.WhenAll(both).ContinueWith(_ => { }, TaskScheduler.Default);
            Assert.Contains(await desk.ListAsync(Caller.Instance, CancellationToken.None), one => one.IsAdministrator);
        }
    }

    [Fact]
    public async Task An_administrator_signs_a_person_out_everywhere()
    {
        AccountRecord person = await AddAsync("ada");
        string session = await sessions.StartAsync(person.Id, Day, "192.0.2.7", "Firefox on Linux", null, CancellationToken.None);
        await desk.EndSessionsAsync(Caller.Instance, person.Id, CancellationToken.None);
        Assert.False(await IsInForceAsync(person, session));
        Assert.True(await IsInForceAsync(person, await sessions.StartAsync(person.Id, Day, "192.0.2.7", "Firefox on Linux", null, CancellationToken.None)));
        Assert.Equal("ada: signed out everywhere", (await new AuditLog(database, time).SearchAsync(new AuditQuery(), null, 1, CancellationToken.None))[0].Detail);
    }

    [Fact]
    public async Task A_code_is_spent_once_also_at_the_same_moment()
    {
        AccountRecord person = await AddAsync("ada");
        var spent = new SpentCodes(database, time);
        bool[] won = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => spent.SpendAsync(person.Id, "123456", CancellationToken.None))));
        Assert.Single(won, opened => opened);
        Assert.True(await spent.IsSpentAsync("123456", CancellationToken.None));
        Assert.False(await spent.IsSpentAsync("654321", CancellationToken.None));
        time.Advance(TimeSpan.FromMinutes(11));
        Assert.True(await spent.SpendAsync(person.Id, "654321", CancellationToken.None));
        Assert.True(await spent.SpendAsync(person.Id, "123456", CancellationToken.None)); // the clock has moved on: the same digits are another code
    }

    [Fact]
    public async Task An_address_of_two_people_finds_neither()
    {
        await AddAsync("ada", "lab@example.org");
        Assert.Equal("ada", (await desk.FindAsync(" LAB@example.org ", CancellationToken.None))?.UserName);
        await AddAsync("bob", "lab@example.org");
        Assert.Null(await desk.FindAsync("lab@example.org", CancellationToken.None));
        Assert.Null(await desk.FindInvitedAsync("lab@example.org", CancellationToken.None));
    }

    private Task<AccountRecord> AddAsync(string name, string email = "ada@example.org") => desk.AddAsync(Caller.Instance, name, email, "", false, CancellationToken.None);

    private Task<IReadOnlyList<SessionView>> ListAsync(AccountRecord person) => sessions.ListAsync(person.Id, TimeSpan.FromMinutes(120), CancellationToken.None);

    private Task<bool> IsInForceAsync(AccountRecord person, string session, bool isActive = false) =>
        sessions.IsInForceAsync(person.Id, session, person.SecurityStamp!, TimeSpan.FromMinutes(120), isActive, CancellationToken.None);
}
