using System.Security.Claims;
using CellDynamics.Runs.Accounts;
using CellDynamics.Web.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace CellDynamics.Web.Accounts;

/// <summary>Asks for every request whether the session of its cookie is in force.</summary>
public static class SessionGate
{
    public static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        if (await IsInForceAsync(context.HttpContext.RequestServices, context.Principal, isActive: true, context.HttpContext.RequestAborted))
            return;
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
    }

    /// <param name="isActive">The question is a sign of the person.</param>
    public static Task<bool> IsInForceAsync(IServiceProvider services, ClaimsPrincipal? person, bool isActive, CancellationToken cancellationToken)
    {
        string stampClaim = services.GetRequiredService<IOptions<IdentityOptions>>().Value.ClaimsIdentity.SecurityStampClaimType;
        if (!Guid.TryParse(person?.FindFirstValue(ClaimTypes.NameIdentifier), out Guid account) || person!.FindFirstValue(AccountServices.SessionClaim) is not { } session
            || person.FindFirstValue(stampClaim) is not { } stamp)
        {
            return Task.FromResult(false);
        }
        return services.GetRequiredService<Sessions>().IsInForceAsync(account, session, stamp, services.GetRequiredService<AccountsOptions>().Idle, isActive, cancellationToken);
    }

    /// <summary>A page sends the person to sign in; a program is told.</summary>
    public static Task AskToSignInAsync(RedirectContext<CookieAuthenticationOptions> context) => AnswerAsync(context, StatusCodes.Status401Unauthorized, "Sign in first.");

    public static Task DenyAsync(RedirectContext<CookieAuthenticationOptions> context) => AnswerAsync(context, StatusCodes.Status403Forbidden, "This is not allowed to you.");

    private static Task AnswerAsync(RedirectContext<CookieAuthenticationOptions> context, int status, string words)
    {
        if (context.Request.Path.StartsWithSegments("/api") || !HttpMethods.IsGet(context.Request.Method))
            return TypedResults.Problem(words, statusCode: status).ExecuteAsync(context.HttpContext);
        context.Response.Redirect(context.RedirectUri);
        return Task.CompletedTask;
    }
}

/// <summary>Asks the same for a page that stands open, again and again; nobody is signed in any more once the answer is no.</summary>
internal sealed class CircuitSession(ILoggerFactory loggers, IServiceScopeFactory scopes, AccountsOptions options) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => options.Recheck;

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        await using AsyncServiceScope scope = scopes.CreateAsyncScope();
        return await SessionGate.IsInForceAsync(scope.ServiceProvider, authenticationState.User, isActive: false, cancellationToken);
    }
}
