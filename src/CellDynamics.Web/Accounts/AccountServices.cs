using CellDynamics.Runs.Accounts;
using CellDynamics.Runs.Model;
using CellDynamics.Web.Access;
using CellDynamics.Web.Accounts.Oidc;
using CellDynamics.Web.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;

namespace CellDynamics.Web.Accounts;

/// <summary>ASP.NET Core Identity on the database of the instance, with sessions that end when they should.</summary>
public static class AccountServices
{
    /// <summary>Claim with the id of the session, see <see cref="Sessions"/>.</summary>
    public const string SessionClaim = "celldynamics-session";

    /// <summary>Claim with the session at the provider on which it hangs, see <see cref="Sessions.AtProvider"/>.</summary>
    public const string ProviderSessionClaim = "celldynamics-provider-session";

    public static void AddAccounts(this IServiceCollection services, AccountsOptions options, SiteOptions site)
    {
        services.AddSingleton<Sessions>();
        services.AddSingleton<Invitations>();
        services.AddSingleton<SpentCodes>();
        services.AddSingleton<GroupMemberships>();
        services.AddSingleton<SignInLimiter>();
        services.AddScoped<AccountJournal>();
        services.AddScoped<OidcArrival>();
        services.AddSingleton<OidcProvider>();
        services.AddSingleton<LogoutTokens>();
        services.AddScoped<BackChannelLogout>();
        services.AddIdentityCore<AccountRecord>(Configure)
            .AddUserStore<AccountStore>().AddDefaultTokenProviders()
            .AddTokenProvider<AuthenticatorCodes>(TokenOptions.DefaultAuthenticatorProvider).AddSignInManager<AccountSignIn>().AddClaimsPrincipalFactory<AccountClaims>().AddPasswordValidator<PasswordRules>();
        services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = PasswordRules.HashRounds);
        services.Configure<IdentityPasskeyOptions>(passkeys =>
        {
            // The person's finger or code is asked for: a passkey is both factors, and needs no name.
            (passkeys.UserVerificationRequirement, passkeys.ResidentKeyRequirement) = ("required", "required");
            passkeys.ServerDomain = site.Address?.Host;
        });
        AuthenticationBuilder authentication = services.AddAuthentication(IdentityConstants.ApplicationScheme);
        authentication.AddIdentityCookies(cookies =>
        {
            cookies.ApplicationCookie!.Configure(cookie => Configure(cookie, options, site));
            foreach ((var builder, string name) in new[] { (cookies.ExternalCookie!, "CellDynamics-Arrival"), (cookies.TwoFactorUserIdCookie!, "CellDynamics-Factor") })
                builder.Configure(cookie => Secure(cookie, name, site));
        });
        // The cookie of a viewer link is guarded like that of a person.
        services.Configure<CookieAuthenticationOptions>(ViewerLinks.Scheme, cookie => Secure(cookie, cookie.Cookie.Name!, site));
        if (options.Oidc is { } oidc)
            authentication.AddProvider(oidc, site);
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, CircuitSession>();
    }

    /// <summary>Without accounts there are no pages of accounts.</summary>
    public static void UseAccounts(this WebApplication app, bool isShared)
    {
        if (!isShared)
        {
            app.UseWhen(context => context.Request.Path.StartsWithSegments("/account"), branch => branch.Run(context =>
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            }));
            return;
        }
        app.MapAccounts();
    }

    private static void Configure(IdentityOptions identity)
    {
        identity.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
        // Long rather than odd: PasswordRules refuses what is easily guessed.
        identity.Password = new PasswordOptions
        {
            RequiredLength = PasswordRules.Shortest, RequireDigit = false, RequireLowercase = false, RequireUppercase = false, RequireNonAlphanumeric = false, RequiredUniqueChars = 1,
        };
        identity.Lockout = new LockoutOptions { AllowedForNewUsers = true, MaxFailedAccessAttempts = 10, DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15) };
        identity.User.RequireUniqueEmail = false; // An account of the provider may share its address with one of this site.
    }

    private static void Configure(CookieAuthenticationOptions cookie, AccountsOptions options, SiteOptions site)
    {
        Secure(cookie, "CellDynamics", site);
        cookie.ExpireTimeSpan = options.SessionLength;
        cookie.SlidingExpiration = false;
        cookie.Events = new CookieAuthenticationEvents { OnValidatePrincipal = SessionGate.ValidateAsync };
    }

    private static void Secure(CookieAuthenticationOptions cookie, string name, SiteOptions site)
    {
        cookie.Cookie.Name = SharedSite.CookieName(name, site);
        cookie.Cookie.Path = "/";
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.SecurePolicy = site.IsHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
    }
}
