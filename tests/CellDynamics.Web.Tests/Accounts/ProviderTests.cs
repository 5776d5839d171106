using System.Net;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Accounts;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using CellDynamics.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CellDynamics.Web.Tests.Accounts;

/// <summary>Signing in through an institution's provider, with a real one.</summary>
public sealed class ProviderTests(ProviderSite site) : IClassFixture<ProviderSite>
{
    private readonly string subject = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task A_person_gets_an_account_at_the_first_visit_and_the_same_one_at_the_next()
    {
        AccountRecord first = await ArriveAsync(Person("Grace Hopper"));
        AccountRecord again = await ArriveAsync(Person("Grace B. Hopper"));
        Assert.Equal(first.Id, again.Id);
        Assert.Equal("Grace B. Hopper", again.DisplayName);
        Assert.Null(again.PasswordHash);
        Assert.Contains(await site.AuditOfAsync(first.Id), line => line is { Action: AuditAction.SignedIn } && line.Detail.EndsWith("the provider", StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_signing_in_one_stands_where_one_wanted_to_go_and_never_elsewhere()
    {
        site.Provider.Person = Person("Grace Hopper");
        foreach ((string wanted, string expected) in new[] { ("/analyses?x=1", "/analyses?x=1"), ("https://evil.example/", "/"), ("//evil.example", "/") })
        {
            using Visitor visitor = site.NewVisitor();
            (await visitor.FollowAsync(await visitor.GetAsync($"/account/oidc?returnUrl={Uri.EscapeDataString(wanted)}"))).Dispose();
            Assert.Equal(new Uri(site.Address, expected), visitor.Visited[^1]);
            Assert.Contains("code_challenge_method=S256", visitor.Visited[0].Query, StringComparison.Ordinal);
            Assert.DoesNotContain("acr_values", visitor.Visited[0].Query, StringComparison.Ordinal); // nothing is required
        }
    }

    [Fact]
    public async Task Places_in_projects_come_and_go_with_the_groups_and_those_given_by_people_stay()
    {
        Guid first = await AddProjectAsync(("readers", ProjectRole.Viewer), ("leaders", ProjectRole.Owner)), second = await AddProjectAsync(("others", ProjectRole.Analyst));
        AccountRecord person = await ArriveAsync(Person("Grace Hopper", "readers", "leaders", "unknown"));
        await using (CellDynamicsDb db = site.OpenDatabase())
        {
            db.Memberships.Add(new MembershipRecord { ProjectId = second, AccountId = person.Id, Role = ProjectRole.Viewer });
            await db.SaveChangesAsync();
        }
        Assert.Equal([(first, ProjectRole.Owner, true), (second, ProjectRole.Viewer, false)], await PlacesAsync(person.Id));
        await ArriveAsync(Person("Grace Hopper", "readers", "others"));
        Assert.Equal([(first, ProjectRole.Viewer, true), (second, ProjectRole.Viewer, false), (second, ProjectRole.Analyst, true)], await PlacesAsync(person.Id));
        await ArriveAsync(Person("Grace Hopper"));
        Assert.Equal([(second, ProjectRole.Viewer, false)], await PlacesAsync(person.Id));
    }

    [Fact]
    public async Task Administrators_are_made_and_unmade_by_their_group()
    {
        Assert.True((await ArriveAsync(Person("Grace Hopper", "admins"))).IsAdministrator);
        Assert.False((await ArriveAsync(Person("Grace Hopper"))).IsAdministrator);
    }

    [Fact]
    public async Task An_account_is_never_taken_over_by_its_address()
    {
        AccountRecord local = await site.AddPersonAsync();
        AccountRecord invited = await site.Desk.AddAsync(Caller.Instance, $"i{subject}", $"{subject}@example.org", "", false, CancellationToken.None);
        AccountRecord administrator = await site.Desk.AddAsync(Caller.Instance, $"a{subject}", $"a{subject}@example.org", "", true, CancellationToken.None);
        Assert.NotEqual(local.Id, (await ArriveAsync(new ProviderPerson(subject, "Eve", local.Email!, true))).Id);
        Assert.NotEqual(invited.Id, (await ArriveAsync(new ProviderPerson(subject + "2", "Eve", invited.Email!, IsEmailVerified: false))).Id);
        Assert.NotEqual(administrator.Id, (await ArriveAsync(new ProviderPerson(subject + "3", "Eve", administrator.Email!, true))).Id);
        // Whom an administrator invited under an address that the provider has verified, that is who it is; once.
        Assert.Equal(invited.Id, (await ArriveAsync(new ProviderPerson(subject + "4", "Ida", invited.Email!, IsEmailVerified: true))).Id);
        Assert.NotEqual(invited.Id, (await ArriveAsync(new ProviderPerson(subject + "5", "Eve", invited.Email!, IsEmailVerified: true))).Id);
    }

    [Theory]
    [InlineData(true, "@uni.example")]
    [InlineData(false, "")]
    public async Task An_account_is_called_like_an_address_only_where_the_provider_verified_it(bool isVerified, string rest)
    {
        string email = $"{subject}@uni.example";
        Assert.Equal(subject + rest, (await ArriveAsync(new ProviderPerson(subject, "Grace Hopper", email, isVerified) { PreferredName = email })).UserName);
    }

    [Fact]
    public async Task A_link_to_set_a_password_says_where_to_sign_in_instead_and_is_spent_once_the_person_is_in()
    {
        string email = $"{subject}@uni.example";
        AccountRecord invited = await site.Desk.AddAsync(Caller.Instance, $"i{subject}", email, "", false, CancellationToken.None), administrator = await site.AddPersonAsync(isAdministrator: true);
        string secret = await site.Desk.InviteAsync(Caller.Instance, invited.Id, CancellationToken.None), other = await site.Desk.InviteAsync(Caller.Instance, administrator.Id, CancellationToken.None);
        Invitations invitations = site.Services.GetRequiredService<Invitations>();
        using Visitor visitor = site.NewVisitor();
        string page = await visitor.ReadAsync("/" + Invitations.PathOf(invited.Id, secret));
        Assert.Contains($"People sign in here through the university; passwords are for administrators. No password is needed: sign in there, with the address {email}.", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.DoesNotContain("type=\"password\"", page, StringComparison.Ordinal);
        Assert.Equal(invited.Id, (await ArriveAsync(new ProviderPerson(subject, "Ida", email, true))).Id);
        Assert.Null(await invitations.FindAsync(invited.Id, secret, CancellationToken.None));
        // An administrator who signs in with the password of before needs the link no more either.
        Assert.NotNull(await invitations.FindAsync(administrator.Id, other, CancellationToken.None));
        (await site.SignInAsync(administrator)).Dispose();
        Assert.Null(await invitations.FindAsync(administrator.Id, other, CancellationToken.None));
    }

    [Fact]
    public async Task A_disabled_person_does_not_come_in()
    {
        AccountRecord person = await ArriveAsync(Person("Grace Hopper"));
        await site.Desk.SetDisabledAsync(Caller.Instance, person.Id, true, CancellationToken.None);
        using Visitor visitor = site.NewVisitor();
        using HttpResponseMessage answer = await visitor.FollowAsync(await visitor.GetAsync("/account/oidc"));
        Assert.Contains("You have no account here, or it is switched off. Ask the core facility.", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.False(await visitor.IsSignedInAsync());
        Assert.Contains(await site.AuditOfAsync(person.Id), line => line.Action == AuditAction.SignInFailed);
    }

    [Fact]
    public async Task Whoever_refuses_at_the_provider_is_told_so()
    {
        site.Provider.Person = null;
        using Visitor visitor = site.NewVisitor();
        using HttpResponseMessage answer = await visitor.FollowAsync(await visitor.GetAsync("/account/oidc"));
        Assert.Contains("The provider did not sign you in.", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/account/oidc/callback?code=stolen&state=made-up")]
    [InlineData("/account/oidc/callback?error=server_error&state=made-up")]
    [InlineData("/account/oidc/arrived")]
    public async Task An_answer_that_nobody_asked_for_signs_nobody_in(string address)
    {
        using Visitor visitor = site.NewVisitor();
        using HttpResponseMessage answer = await visitor.GetAsync(address);
        Assert.Equal("/account/sign-in?said=provider", answer.Headers.Location?.OriginalString);
        Assert.False(await visitor.IsSignedInAsync());
    }

    [Fact]
    public async Task Nobody_is_sent_to_a_provider_that_calls_itself_otherwise()
    {
        await using WebApplication other = Site.Build(
            [.. site.Arguments("http://127.0.0.1:0"), "--DataRoot", Path.Combine(site.DataRoot, "other"), "--Accounts:Oidc:Issuer", "https://login.example.org"], services => services.AddLogging(logging => logging.ClearProviders()));
        await other.StartAsync();
        using var visitor = new Visitor(new Uri(other.Urls.Single()));
        using HttpResponseMessage answer = await visitor.GetAsync("/account/oidc");
        Assert.Equal("/account/sign-in?said=provider-silent", answer.Headers.Location?.OriginalString);
        await other.StopAsync();
    }

    [Fact]
    public async Task Signing_out_here_signs_out_there()
    {
        using Visitor visitor = site.NewVisitor();
        await ArriveAsync(Person("Grace Hopper"), visitor);
        int before = site.Provider.SignOuts;
        using HttpResponseMessage here = await visitor.SubmitAsync("/account/sign-out", "sign-out");
        string page = WebUtility.HtmlDecode(await here.Content.ReadAsStringAsync());
        string leaving = page.Split("href=\"")[^1].Split('"')[0];
        Assert.StartsWith("/account/oidc/leave?pass=", leaving, StringComparison.Ordinal);
        Assert.False(await visitor.IsSignedInAsync());
        using HttpResponseMessage back = await visitor.FollowAsync(await visitor.GetAsync(leaving));
        Assert.Equal(before + 1, site.Provider.SignOuts);
        Assert.Equal("/account/sign-out", visitor.Visited[^1].AbsolutePath);
        Assert.Contains("You are signed out", await back.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        // Nobody can be sent there by a link of somebody else's.
        using HttpResponseMessage lured = await visitor.GetAsync("/account/oidc/leave?pass=made-up");
        Assert.Equal("/account/sign-out", lured.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Passwords_of_this_site_are_for_administrators_only_where_it_says_so()
    {
        AccountRecord person = await site.AddPersonAsync(), administrator = await site.AddPersonAsync(isAdministrator: true);
        using Visitor refused = site.NewVisitor(), let = site.NewVisitor();
        using HttpResponseMessage no = await refused.SignInAsync(person.UserName!, AccountSite.Password);
        using HttpResponseMessage yes = await let.SignInAsync(administrator.UserName!, AccountSite.Password);
        Assert.Equal(HttpStatusCode.OK, no.StatusCode);
        Assert.False(await refused.IsSignedInAsync());
        Assert.True(await let.IsSignedInAsync());
    }

    [Fact]
    public async Task Neither_the_log_nor_the_database_keeps_a_secret_of_the_provider()
    {
        using Visitor visitor = site.NewVisitor();
        AccountRecord person = await ArriveAsync(Person("Grace Hopper"), visitor);
        string code = visitor.Visited.Single(address => address.AbsolutePath == "/account/oidc/callback").Query.Split("code=")[1].Split('&')[0];
        string cookie = visitor.Cookies.GetCookies(site.Address)["CellDynamics"]!.Value;
        Assert.NotEmpty(site.Log);
        foreach (string secret in new[] { TestProvider.ClientSecret, code, cookie, AccountSite.Password })
            Assert.DoesNotContain(site.Log, line => line.Contains(secret, StringComparison.Ordinal));
        await using CellDynamicsDb db = site.OpenDatabase();
        Assert.Equal(["session"], await db.UserTokens.Where(t => t.UserId == person.Id).Select(t => t.LoginProvider).Distinct().ToListAsync());
    }

    private ProviderPerson Person(string name, params string[] groups) => new(subject, name, $"{subject}@uni.example", true, groups);

    private async Task<AccountRecord> ArriveAsync(ProviderPerson person, Visitor? given = null)
    {
        Visitor visitor = given ?? site.NewVisitor();
        site.Provider.Person = person;
        using HttpResponseMessage answer = await visitor.FollowAsync(await visitor.GetAsync("/account/oidc"));
        Assert.True(await visitor.IsSignedInAsync(), string.Join('\n', visitor.Visited));
        if (given is null)
            visitor.Dispose();
        await using CellDynamicsDb db = site.OpenDatabase();
        Guid id = await db.UserLogins.Where(login => login.ProviderKey == person.Subject).Select(login => login.UserId).SingleAsync();
        return await db.Users.SingleAsync(account => account.Id == id);
    }

    private async Task<Guid> AddProjectAsync(params (string Group, ProjectRole Role)[] grants)
    {
        await using CellDynamicsDb db = site.OpenDatabase();
        var project = new ProjectRecord { Name = "Lab" };
        db.Projects.Add(project);
        db.GroupGrants.AddRange(grants.Select(grant => new GroupGrantRecord { ProjectId = project.Id, Group = grant.Group, Role = grant.Role }));
        await db.SaveChangesAsync();
        return project.Id;
    }

    private async Task<IReadOnlyList<(Guid, ProjectRole, bool)>> PlacesAsync(Guid account)
    {
        await using CellDynamicsDb db = site.OpenDatabase();
        return [.. (await db.Memberships.Where(m => m.AccountId == account).ToListAsync()).OrderBy(m => m.ProjectId).ThenBy(m => m.IsFromGroup).Select(m => (m.ProjectId, m.Role, m.IsFromGroup))];
    }
}

/// <summary>A site whose people come through a provider; only administrators have passwords.</summary>
public class ProviderSite : AccountSite, IAsyncLifetime
{
    public TestProvider Provider { get; private set; } = null!;

    protected override IEnumerable<(string Key, string Value)> Settings =>
    [
        .. base.Settings, .. DetailedLog, ("Accounts:Local", "administrators"), ("Accounts:Oidc:Authority", Provider.Address), ("Accounts:Oidc:ClientId", TestProvider.ClientId),
        ("Accounts:Oidc:ClientSecret", TestProvider.ClientSecret), ("Accounts:Oidc:Name", "the university"), ("Accounts:Oidc:AdministratorGroup", "admins"), ("Accounts:Oidc:Scopes", "openid profile email groups"),
    ];

    public new async ValueTask InitializeAsync()
    {
        Provider = await TestProvider.StartAsync();
        await base.InitializeAsync();
        await Provider.RegisterAsync(Address);
    }

    public new async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Provider.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
