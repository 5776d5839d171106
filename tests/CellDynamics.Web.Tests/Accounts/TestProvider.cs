using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace CellDynamics.Web.Tests.Accounts;

/// <summary>Whom the provider's next visitor is.</summary>
public sealed record ProviderPerson(string Subject, string Name, string Email, bool IsEmailVerified, params string[] Groups)
{
    public string PreferredName { get; init; } = Email.Split('@')[0];

    /// <summary>Session at the provider; null: it does not say.</summary>
    public string? Session { get; init; }

    /// <summary>How the person came: class and methods of authentication; empty: it does not say.</summary>
    public string Acr { get; init; } = "";

    public IReadOnlyList<string> Amr { get; init; } = [];
}

/// <summary>A real OpenID Connect provider (OpenIddict) on the loopback. It has no page: whoever comes is <see cref="Person"/>.</summary>
public sealed class TestProvider : IAsyncDisposable
{
    public const string ClientId = "celldynamics";
    public const string ClientSecret = "the-client-secret-f3a9";

    public const string LogoutEvent = "http://schemas.openid.net/event/backchannel-logout";

    private readonly WebApplication app;
    private RsaSecurityKey key;

    private TestProvider(WebApplication app, RsaSecurityKey key) => (this.app, this.key) = (app, key);

    public string Address => app.Urls.Single();

    /// <summary>Null: the person refuses.</summary>
    public ProviderPerson? Person { get; set; }

    public int SignOuts { get; private set; }

    private int questionsForKeys;

    /// <summary>How often the list of its keys was asked for.</summary>
    public int QuestionsForKeys => questionsForKeys;

    public static async Task<TestProvider> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        string name = Guid.NewGuid().ToString();
        RsaSecurityKey key = NewKey();
        builder.Services.AddDbContext<DbContext>(options => options.UseInMemoryDatabase(name).ConfigureWarnings(warnings => warnings.Ignore(InMemoryEventId.TransactionIgnoredWarning)).UseOpenIddict());
        builder.Services.AddOpenIddict()
            .AddCore(core => core.UseEntityFrameworkCore().UseDbContext<DbContext>())
            .AddServer(server =>
            {
                server.SetAuthorizationEndpointUris("connect/authorize").SetTokenEndpointUris("connect/token").SetUserInfoEndpointUris("connect/userinfo").SetEndSessionEndpointUris("connect/logout");
                server.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange().RegisterScopes(Scopes.Profile, Scopes.Email, "groups");
                server.AddEphemeralEncryptionKey().AddSigningKey(key);
                server.UseAspNetCore().EnableAuthorizationEndpointPassthrough().EnableEndSessionEndpointPassthrough().DisableTransportSecurityRequirement();
            });
        WebApplication app = builder.Build();
        var provider = new TestProvider(app, key);
        app.Use((context, next) =>
        {
            if (context.Request.Path == "/.well-known/jwks")
                Interlocked.Increment(ref provider.questionsForKeys);
            return next(context);
        });
        app.MapGet("connect/authorize", provider.Authorize);
        app.MapGet("connect/logout", provider.EndSession);
        await app.StartAsync();
        return provider;
    }

    /// <summary>Tells the provider of the site, as the administrator of an institution would.</summary>
    public async Task RegisterAsync(Uri site)
    {
        await using AsyncServiceScope scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>().CreateAsync(new OpenIddictApplicationDescriptor
        {
            ClientId = ClientId, ClientSecret = ClientSecret, ConsentType = ConsentTypes.Implicit,
            RedirectUris = { new Uri(site, "/account/oidc/callback") }, PostLogoutRedirectUris = { new Uri(site, "/account/oidc/signed-out") },
            Permissions =
            {
                Permissions.Endpoints.Authorization, Permissions.Endpoints.Token, Permissions.Endpoints.EndSession, Permissions.GrantTypes.AuthorizationCode, Permissions.ResponseTypes.Code,
                Permissions.Scopes.Profile, Permissions.Scopes.Email, Permissions.Prefixes.Scope + "groups",
            },
            Requirements = { Requirements.Features.ProofKeyForCodeExchange },
        });
    }

    /// <summary>Signs with another key from now on, and says so where it lists its keys.</summary>
    public void ChangeKey()
    {
        key = NewKey();
        app.Services.GetRequiredService<IOptionsMonitor<OpenIddictServerOptions>>().CurrentValue.SigningCredentials.Add(new SigningCredentials(key, SecurityAlgorithms.RsaSha256));
    }

    /// <summary>A token that says that somebody left, as the standard has it, or changed by a test.</summary>
    public string LogoutToken(string? subject, string? session, Action<SecurityTokenDescriptor>? change = null)
    {
        DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var token = new SecurityTokenDescriptor
        {
            // As it calls itself, with the slash.
            Issuer = Address + "/", Audience = ClientId, IssuedAt = now, Expires = now.AddMinutes(2), TokenType = "logout+jwt", SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.RsaSha256),
            Claims = new Dictionary<string, object> { ["jti"] = Guid.NewGuid().ToString(), ["events"] = new Dictionary<string, object> { [LogoutEvent] = new Dictionary<string, object>() } },
        };
        if (subject is not null)
            token.Claims["sub"] = subject;
        if (session is not null)
            token.Claims["sid"] = session;
        change?.Invoke(token);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(token);
    }

    public static RsaSecurityKey NewKey() => new(RSA.Create(2048)) { KeyId = Guid.NewGuid().ToString("N") };

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private IResult Authorize(HttpContext context)
    {
        const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;
        if (Person is not { } person)
        {
            return Results.Forbid(new AuthenticationProperties(new Dictionary<string, string?>
            {
                [OpenIddictServerAspNetCoreConstants.Properties.Error] = Errors.AccessDenied, [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = "No.",
            }), [Scheme]);
        }
        var identity = new ClaimsIdentity(Scheme, Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, person.Subject).SetClaim(Claims.Name, person.Name).SetClaim(Claims.PreferredUsername, person.PreferredName)
            .SetClaim(Claims.Email, person.Email).SetClaim(Claims.EmailVerified, person.IsEmailVerified).SetClaims("groups", [.. person.Groups]);
        identity.SetClaim("sid", person.Session).SetClaim(Claims.AuthenticationContextReference, person.Acr).SetClaims(Claims.AuthenticationMethodReference, [.. person.Amr]);
        identity.SetScopes(context.GetOpenIddictServerRequest()!.GetScopes());
        identity.SetDestinations(_ => [Destinations.AccessToken, Destinations.IdentityToken]);
        return Results.SignIn(new ClaimsPrincipal(identity), null, Scheme);
    }

    private IResult EndSession()
    {
        SignOuts++;
        return Results.SignOut(new AuthenticationProperties { RedirectUri = "/" }, [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
    }
}
