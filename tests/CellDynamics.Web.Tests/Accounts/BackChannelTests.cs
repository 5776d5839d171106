using System.Net;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CellDynamics.Runs.Accounts;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using CellDynamics.Web.Accounts;
using CellDynamics.Web.Hosting;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace CellDynamics.Web.Tests.Accounts;

/// <summary>A real provider says that somebody left it.</summary>
public sealed partial class BackChannelTests(ProviderSite site) : IClassFixture<ProviderSite>
{
    private const string Path = "/account/oidc/back-channel-logout";

    private readonly string subject = Guid.NewGuid().ToString("N"), first = Guid.NewGuid().ToString(), second = Guid.NewGuid().ToString();

    [Fact]
    public async Task A_session_that_ended_at_the_provider_ends_here_and_no_other_does()
    {
        using Visitor here = await ArriveAsync(first), same = await ArriveAsync(first), other = await ArriveAsync(second);
        string token = site.Provider.LogoutToken(subject, first);
        using HttpResponseMessage answer = await SayAsync(token);
        Assert.DoesNotContain(site.Log, line => line.Contains(token.Split('.')[2], StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        Assert.False(await here.IsSignedInAsync() || await same.IsSignedInAsync());
        Assert.True(await other.IsSignedInAsync());
        Guid account = await AccountAsync();
        Assert.Contains(await site.AuditOfAsync(account), line => line is { Action: AuditAction.SignedOut } && line.Detail.EndsWith("2 sessions, by the provider", StringComparison.Ordinal));
        // By the session alone as well, and from a provider that leaves out the end.
        Assert.Equal(HttpStatusCode.OK, await AnswerAsync(site.Provider.LogoutToken(null, second, endless => endless.Expires = null)));
        Assert.False(await other.IsSignedInAsync());
        Assert.Contains(await site.AuditOfAsync(account), line => line is { Action: AuditAction.SignedOut } && line.Detail.EndsWith("1 session, by the provider", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_session_all_of_the_subject_end_that_came_through_the_provider()
    {
        using Visitor one = await ArriveAsync(first), silent = await ArriveAsync(null);
        Sessions sessions = site.Services.GetRequiredService<Sessions>();
        string local = await sessions.StartAsync(await AccountAsync(), TimeSpan.FromHours(1), "127.0.0.1", "a browser", null, CancellationToken.None);
        Assert.Equal(HttpStatusCode.OK, await AnswerAsync(site.Provider.LogoutToken(subject, null)));
        Assert.False(await one.IsSignedInAsync() || await silent.IsSignedInAsync());
        Assert.Equal(local, Assert.Single(await sessions.ListAsync(await AccountAsync(), null, CancellationToken.None)).Id);
    }

    [Fact]
    public async Task A_session_that_the_provider_did_not_name_at_its_beginning_ends_with_one_that_it_names_at_its_end()
    {
        using Visitor silent = await ArriveAsync(null), other = await ArriveAsync(second);
        Assert.Equal(HttpStatusCode.OK, await AnswerAsync(site.Provider.LogoutToken(subject, first)));
        Assert.False(await silent.IsSignedInAsync());
        Assert.True(await other.IsSignedInAsync());
    }

    [Fact]
    public async Task Whoever_is_not_here_has_left_already_and_a_session_of_somebody_else_stays()
    {
        using Visitor visitor = await ArriveAsync(first);
        foreach (string token in new[] { site.Provider.LogoutToken("nobody", null), site.Provider.LogoutToken("nobody", first), site.Provider.LogoutToken(subject, second), site.Provider.LogoutToken(null, second) })
            Assert.Equal(HttpStatusCode.OK, await AnswerAsync(token));
        Assert.True(await visitor.IsSignedInAsync());
    }

    [Fact]
    public async Task A_page_that_stands_open_notices()
    {
        using Visitor visitor = await ArriveAsync(first);
        Guid id = await AccountAsync();
        await using CellDynamicsDb db = site.OpenDatabase();
        AccountRecord account = await db.Users.SingleAsync(user => user.Id == id);
        SessionView session = Assert.Single(await site.Services.GetRequiredService<Sessions>().ListAsync(account.Id, null, CancellationToken.None));
        var person = new ClaimsPrincipal(new ClaimsIdentity(
            [
                new(ClaimTypes.NameIdentifier, account.Id.ToString()), new(AccountServices.SessionClaim, session.Id),
                new(site.Services.GetRequiredService<IOptions<IdentityOptions>>().Value.ClaimsIdentity.SecurityStampClaimType, account.SecurityStamp!),
            ], "test"));
        using var page = new CircuitSession(site.Services.GetRequiredService<ILoggerFactory>(), site.Services.GetRequiredService<IServiceScopeFactory>(),
            site.Services.GetRequiredService<AccountsOptions>() with { Recheck = TimeSpan.FromMilliseconds(50) });
        var left = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        page.SetAuthenticationState(Task.FromResult(new AuthenticationState(person)));
        page.AuthenticationStateChanged += async state => left.TrySetResult((await state).User.Identity?.IsAuthenticated == true);
        await Task.Delay(TimeSpan.FromMilliseconds(300));
        Assert.False(left.Task.IsCompleted);
        Assert.Equal(HttpStatusCode.OK, await AnswerAsync(site.Provider.LogoutToken(subject, first)));
        Assert.False(await left.Task.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task A_session_that_goes_on_after_a_change_still_hangs_on_the_provider()
    {
        using Visitor visitor = await ArriveAsync(first);
        string key = Code().Match(await visitor.ReadAsync("/account/authenticator")).Groups[1].Value;
        (await visitor.SubmitAsync("/account/authenticator", "enable", ("Form.Code", Totp.Code(key)))).Dispose();
        Assert.True(await visitor.IsSignedInAsync());
        Assert.Equal(HttpStatusCode.OK, await AnswerAsync(site.Provider.LogoutToken(subject, first)));
        Assert.False(await visitor.IsSignedInAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_token_holds_once(bool isOfTheSubject)
    {
        string token = isOfTheSubject ? site.Provider.LogoutToken(subject, null) : site.Provider.LogoutToken(null, first);
        using Visitor visitor = await ArriveAsync(first);
        Assert.Equal(HttpStatusCode.OK, await AnswerAsync(token));
        Assert.False(await visitor.IsSignedInAsync());
        using Visitor again = await ArriveAsync(first);
        using HttpResponseMessage answer = await SayAsync(token);
        await IsRefusedAsync(answer, "The token was used before (jti).");
        Assert.True(await again.IsSignedInAsync());
    }

    [Fact]
    public async Task A_key_that_is_not_known_yet_is_asked_for_once_and_one_that_there_is_not_does_not_keep_the_provider_busy()
    {
        await using var other = new ProviderSite();
        await other.InitializeAsync();
        other.Provider.Person = Person(first);
        using Visitor visitor = other.NewVisitor();
        (await visitor.FollowAsync(await visitor.GetAsync("/account/oidc"))).Dispose();
        other.Provider.ChangeKey();
        Assert.Equal(HttpStatusCode.OK, await AnswerAsync(other.Provider.LogoutToken(subject, first), other));
        Assert.False(await visitor.IsSignedInAsync());
        int asked = other.Provider.QuestionsForKeys;
        for (int attempt = 0; attempt < 5; attempt++)
            Assert.Equal(HttpStatusCode.BadRequest, await AnswerAsync(other.Provider.LogoutToken(subject, first, Key(TestProvider.NewKey())), other));
        Assert.InRange(other.Provider.QuestionsForKeys - asked, 0, 1); // what is kept may be brought up to date meanwhile
    }

    [Theory]
    [InlineData("another key", "SecurityTokenSignatureKeyNotFoundException")]
    [InlineData("another key of the same name", "SecurityTokenInvalidSignatureException")]
    [InlineData("a secret that both know", "SecurityTokenSignatureKeyNotFoundException")]
    [InlineData("no signature", "SecurityTokenInvalidSignatureException")]
    [InlineData("changed afterwards", "SecurityTokenInvalidSignatureException")]
    [InlineData("another issuer", "SecurityTokenInvalidIssuerException")]
    [InlineData("another audience", "SecurityTokenInvalidAudienceException")]
    [InlineData("the type of other tokens", "SecurityTokenInvalidTypeException")]
    [InlineData("no type", "SecurityTokenInvalidTypeException")]
    [InlineData("expired", "SecurityTokenExpiredException")]
    [InlineData("old", "The token is too old (iat).")]
    [InlineData("of the future", "The token was made in the future (iat).")]
    [InlineData("of no time", "The token does not say when it was made (iat).")]
    [InlineData("without an id", "The token has no id (jti).")]
    [InlineData("without an event", "The token does not say that it is one to log out (events).")]
    [InlineData("another event", "The token does not say that it is one to log out (events).")]
    [InlineData("an event that is no object", "The token does not say that it is one to log out (events).")]
    [InlineData("with a nonce", "The token has a nonce, which a token to log out must not have.")]
    [InlineData("of nobody", "The token names neither a session (sid) nor a subject (sub).")]
    [InlineData("no token", "The token is not one of the provider for this site")]
    public async Task A_token_that_is_not_right_ends_nothing(string what, string reason)
    {
        using Visitor visitor = await ArriveAsync(first);
        int before = site.Log.Count;
        using HttpResponseMessage answer = await SayAsync(Wrong(what));
        await IsRefusedAsync(answer, reason);
        Assert.True(await visitor.IsSignedInAsync());
        Assert.Contains(site.Log.Skip(before), line => line.Contains($"Refused POST {Path}: ", StringComparison.Ordinal) && line.Contains(reason.TrimEnd('.'), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Something_else_than_a_form_with_one_token_of_a_usual_size_is_refused()
    {
        string token = site.Provider.LogoutToken(subject, first);
        using Visitor server = site.NewVisitor();
        HttpContent[] wrong =
        [
            new StringContent(token), new StringContent("{}", Encoding.UTF8, "application/json"), new MultipartFormDataContent { { new StringContent(token), "logout_token" } }, Form(), Form(("logout_token", "")), Form(("token", token)),
            Form(("logout_token", token), ("logout_token", token)), Form(("logout_token", token), ("padding", new string('x', 20_000))),
        ];
        using Visitor visitor = await ArriveAsync(first);
        foreach (HttpContent content in wrong)
        {
            using HttpResponseMessage answer = await server.PostAsync(Path, content);
            await IsRefusedAsync(answer, "Expected a form with one logout_token");
        }
        using HttpResponseMessage got = await server.GetAsync($"{Path}?logout_token={token}");
        Assert.NotEqual(HttpStatusCode.OK, got.StatusCode);
        Assert.True(await visitor.IsSignedInAsync());
    }

    private string Wrong(string what) => what switch
    {
        "another key" => Token(Key(TestProvider.NewKey())),
        "another key of the same name" => Token(token =>
        {
            RsaSecurityKey forged = TestProvider.NewKey();
            forged.KeyId = token.SigningCredentials.Key.KeyId;
            Key(forged)(token);
        }),
        "a secret that both know" => Token(token => token.SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(TestProvider.ClientSecret.PadRight(32))), SecurityAlgorithms.HmacSha256)),
        "no signature" => Token(token => token.SigningCredentials = null),
        "changed afterwards" => Forge(Token(_ => { })),
        "another issuer" => Token(token => token.Issuer = "https://login.example.org/"),
        "another audience" => Token(token => token.Audience = "another-site"),
        "the type of other tokens" => Token(token => token.TokenType = "JWT"),
        "no type" => Token(token => token.TokenType = ""),
        "expired" => Token(token => (token.IssuedAt, token.Expires) = (Now(-4), Now(-2))),
        "old" => Token(token => (token.IssuedAt, token.Expires) = (Now(-7), Now(60))),
        "of the future" => Token(token => (token.IssuedAt, token.Expires) = (Now(3), Now(5))),
        "of no time" => Token(token => token.IssuedAt = null),
        "without an id" => Token(token => token.Claims.Remove("jti")),
        "without an event" => Token(token => token.Claims.Remove("events")),
        "another event" => Token(token => token.Claims["events"] = new Dictionary<string, object> { ["http://schemas.example.org/event"] = new Dictionary<string, object>() }),
        "an event that is no object" => Token(token => token.Claims["events"] = new Dictionary<string, object> { [TestProvider.LogoutEvent] = "yes" }),
        "with a nonce" => Token(token => token.Claims["nonce"] = "n"),
        "of nobody" => site.Provider.LogoutToken(null, null),
        _ => "no.token.at-all",
    };

    private string Token(Action<SecurityTokenDescriptor> change) => site.Provider.LogoutToken(subject, first, change);

    private static Action<SecurityTokenDescriptor> Key(RsaSecurityKey key) => token => token.SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.RsaSha256);

    private static DateTime Now(int minutes) => TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(minutes);

    // The same signature over other words.
    private static string Forge(string token)
    {
        string[] parts = token.Split('.');
        parts[1] = Base64UrlEncoder.Encode(Base64UrlEncoder.Decode(parts[1]).Replace("\"exp\":", "\"more\":1,\"exp\":", StringComparison.Ordinal));
        return string.Join('.', parts);
    }

    private static async Task IsRefusedAsync(HttpResponseMessage answer, string reason)
    {
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        using JsonDocument problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal("invalid_request", problem.RootElement.GetProperty("error").GetString());
        Assert.Contains(reason, problem.RootElement.GetProperty("error_description").GetString(), StringComparison.Ordinal);
    }

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) => new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));

    private async Task<HttpResponseMessage> SayAsync(string token, ProviderSite? at = null)
    {
        using Visitor server = (at ?? site).NewVisitor();
        return await server.PostAsync(Path, Form(("logout_token", token)));
    }

    private async Task<HttpStatusCode> AnswerAsync(string token, ProviderSite? at = null)
    {
        using HttpResponseMessage answer = await SayAsync(token, at);
        return answer.StatusCode;
    }

    private ProviderPerson Person(string? session) => new(subject, "Grace Hopper", $"{subject}@uni.example", false) { Session = session };

    private async Task<Visitor> ArriveAsync(string? session)
    {
        Visitor visitor = site.NewVisitor();
        site.Provider.Person = Person(session);
        (await visitor.FollowAsync(await visitor.GetAsync("/account/oidc"))).Dispose();
        Assert.True(await visitor.IsSignedInAsync());
        return visitor;
    }

    private async Task<Guid> AccountAsync()
    {
        await using CellDynamicsDb db = site.OpenDatabase();
        return await db.UserLogins.Where(login => login.ProviderKey == subject).Select(login => login.UserId).SingleAsync();
    }

    [GeneratedRegex("<code>([^<]+)</code>")]
    private static partial Regex Code();
}
