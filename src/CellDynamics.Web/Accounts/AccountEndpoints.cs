using CellDynamics.Runs.Model;
using CellDynamics.Web.Access;
using CellDynamics.Web.Accounts.Oidc;
using CellDynamics.Web.Hosting;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;

namespace CellDynamics.Web.Accounts;

/// <summary>What the pages of accounts ask for that is no page: options for passkeys, the way to the provider and back, a sign of the person.</summary>
public static class AccountEndpoints
{
    private static readonly TimeSpan TimeToLeave = TimeSpan.FromMinutes(2);

    public static void MapAccounts(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder group = endpoints.MapGroup("/account");
        // The question itself is the sign: the session notes it. Sent by js/session.js after a key or a pointer was used.
        group.MapPost("here", () => TypedResults.NoContent()).Requires(Standing.Account);
        group.MapPost("passkeys/creation-options", MakeCreationOptionsAsync).Requires(Standing.Account);
        group.MapPost("passkeys/request-options", MakeRequestOptionsAsync).AllowAnonymous();
        group.MapGet("oidc", GoToProviderAsync).AllowAnonymous();
        group.MapGet("oidc/arrived", async (string? returnUrl, OidcArrival arrival) => TypedResults.Redirect(await arrival.WelcomeAsync(returnUrl))).AllowAnonymous();
        group.MapGet("oidc/leave", LeaveProviderAsync).AllowAnonymous();
        endpoints.MapBackChannelLogout();
    }

    /// <summary>Address at which somebody who has just signed out here does so at the provider as well; nobody else can be sent there.</summary>
    public static string LeavingAddress(IDataProtectionProvider protection) =>
        $"/account/oidc/leave?pass={Uri.EscapeDataString(Leaving(protection).Protect("leave", TimeToLeave))}";

    private static async Task<IResult> MakeCreationOptionsAsync(HttpContext context, IAntiforgery antiforgery, UserManager<AccountRecord> users, AccountSignIn signIn)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
            return TypedResults.BadRequest();
        if (await users.GetUserAsync(context.User) is not { } account)
            return TypedResults.Unauthorized();
        var entity = new PasskeyUserEntity { Id = account.Id.ToString(), Name = account.UserName!, DisplayName = account.DisplayName };
        return TypedResults.Content(await signIn.MakePasskeyCreationOptionsAsync(entity), "application/json");
    }

    // Of no account in particular: which passkeys an account has is nobody's business before it has signed in.
    private static async Task<IResult> MakeRequestOptionsAsync(HttpContext context, IAntiforgery antiforgery, AccountSignIn signIn) =>
        await antiforgery.IsRequestValidAsync(context) ? TypedResults.Content(await signIn.MakePasskeyRequestOptionsAsync(null), "application/json") : TypedResults.BadRequest();

    private static async Task<IResult> GoToProviderAsync(string? returnUrl, AccountsOptions options, AccountSignIn signIn, OidcProvider provider, CancellationToken cancellationToken)
    {
        if (options.Oidc is null)
            return TypedResults.NotFound();
        if (await provider.AskAsync(cancellationToken) is null)
            return TypedResults.LocalRedirect("/account/sign-in?said=provider-silent");
        string arrival = $"/account/oidc/arrived?returnUrl={Uri.EscapeDataString(LocalAddress.Of(returnUrl))}";
        return TypedResults.Challenge(signIn.ConfigureExternalAuthenticationProperties(OidcSetup.Scheme, arrival), [OidcSetup.Scheme]);
    }

    private static async Task<IResult> LeaveProviderAsync(string? pass, AccountsOptions options, IDataProtectionProvider protection, OidcProvider provider, CancellationToken cancellationToken)
    {
        const string Left = "/account/sign-out";
        if (options.Oidc is null || !MayLeave(protection, pass))
            return TypedResults.LocalRedirect(Left);
        return (await provider.AskAsync(cancellationToken))?.EndSessionEndpoint is { Length: > 0 }
            ? TypedResults.SignOut(new AuthenticationProperties { RedirectUri = Left }, [OidcSetup.Scheme])
            : TypedResults.LocalRedirect(Left);
    }

    private static bool MayLeave(IDataProtectionProvider protection, string? pass)
    {
        try
        {
            return pass is not null && Leaving(protection).Unprotect(pass) == "leave";
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return false;
        }
    }

    private static ITimeLimitedDataProtector Leaving(IDataProtectionProvider protection) => protection.CreateProtector("CellDynamics.Leaving").ToTimeLimitedDataProtector();
}
