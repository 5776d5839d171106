using CellDynamics.Web.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace CellDynamics.Web.Accounts.Oidc;

/// <summary>The institution's provider: code flow with PKCE. Nothing but who the person is, their groups, and of the session its name and how it began, is taken from it; its tokens are not kept.</summary>
public static class OidcSetup
{
    public const string Scheme = "oidc";

    private static readonly string[] Taken = ["name", "email", "email_verified", "preferred_username"];

    public static void AddProvider(this AuthenticationBuilder authentication, OidcOptions oidc, SiteOptions site) => authentication.AddOpenIdConnect(Scheme, oidc.Name, options =>
    {
        options.SignInScheme = IdentityConstants.ExternalScheme;
        options.Authority = oidc.Authority.ToString();
        options.RequireHttpsMetadata = oidc.Authority.Scheme == "https";
        (options.ClientId, options.ClientSecret) = (oidc.ClientId, oidc.ClientSecret);
        options.ResponseType = OpenIdConnectResponseType.Code;
        // The answer comes as a visit and not as a form of another site, which this site refuses.
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        // What is asked is asked of the provider and of nobody whom it points to.
        options.BackchannelHttpHandler = new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(15) };
        options.SaveTokens = false;
        options.MapInboundClaims = false;
        options.GetClaimsFromUserInfoEndpoint = true;
        options.DisableTelemetry = true;
        options.CallbackPath = "/account/oidc/callback";
        options.SignedOutCallbackPath = "/account/oidc/signed-out";
        options.RemoteSignOutPath = default;
        options.Scope.Clear();
        foreach (string scope in oidc.Scopes)
            options.Scope.Add(scope);
        options.ClaimActions.Remove("iss");
        foreach (string claim in Taken)
            options.ClaimActions.MapUniqueJsonKey(claim, claim);
        options.ClaimActions.MapJsonKey(oidc.GroupClaim, oidc.GroupClaim);
        foreach ((CookieBuilder cookie, string name) in new[] { (options.CorrelationCookie, "CellDynamics-Correlation."), (options.NonceCookie, "CellDynamics-Nonce.") })
        {
            cookie.Name = SharedSite.CookieName(name, site);
            cookie.Path = "/";
            cookie.SameSite = SameSiteMode.Lax;
            cookie.SecurePolicy = site.IsHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        }
        options.Events = new OpenIdConnectEvents
        {
            OnRedirectToIdentityProvider = context =>
            {
                if (oidc.RequiredAcr.Count > 0)
                    context.ProtocolMessage.AcrValues = string.Join(' ', oidc.RequiredAcr);
                return Task.CompletedTask;
            },
            // Here, where there is nothing but the id token yet: what the provider answers about the person later says nothing of how they came.
            OnTokenValidated = async context =>
            {
                if (OidcStrength.Missing(oidc, context.Principal!) is { } said)
                {
                    context.HandleResponse();
                    await GoBackAsync(context.HttpContext, $"not in the way required: {OidcStrength.Expected(oidc)} expected, {said} found",
                        OidcStrength.AddressOf(context.HttpContext.RequestServices.GetRequiredService<IDataProtectionProvider>(), said));
                }
            },
            OnRedirectToIdentityProviderForSignOut = context =>
            {
                // Without its token the provider knows by this whom it signs out for.
                context.ProtocolMessage.ClientId = oidc.ClientId;
                return Task.CompletedTask;
            },
            OnRemoteFailure = FailAsync,
            OnAccessDenied = async context => { context.HandleResponse(); await GoBackAsync(context.HttpContext, "the provider said no"); },
        };
    });

    private static async Task FailAsync(RemoteFailureContext context)
    {
        context.HandleResponse();
        await GoBackAsync(context.HttpContext, context.Failure?.GetType().Name ?? "no answer");
    }

    // The reason is for the record; its words may hold what the provider sent.
    private static async Task GoBackAsync(HttpContext context, string reason, string address = "/account/sign-in?said=provider")
    {
        await context.RequestServices.GetRequiredService<AccountJournal>().AddFailureAsync(null, $"through the provider: {reason}");
        context.Response.Redirect(address);
    }
}
