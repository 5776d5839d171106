using System.Security.Claims;
using CellDynamics.Runs.Access;
using CellDynamics.Web.Features.Answers;
using CellDynamics.Web.Hosting;
using Microsoft.AspNetCore.Authorization;

namespace CellDynamics.Web.Accounts;

/// <summary>Where a second factor is required, whoever came with a password alone sets one up before anything else.</summary>
internal sealed class SecondFactorGate(RequestDelegate next, AccountsOptions accounts, AccessDesk desk)
{
    public const string SetUpAddress = "/account/authenticator";

    public async Task InvokeAsync(HttpContext http, CallerContext context)
    {
        if (IsOpen(http) || http.User.FindFirstValue(AccountSignIn.Method) != AccountSignIn.ByPassword || !await IsAskedOfAsync(context.Caller))
        {
            await next(http);
            return;
        }
        if (HttpMethods.IsGet(http.Request.Method) && !http.Request.Path.StartsWithSegments("/api") && !http.Request.Path.StartsWithSegments("/_blazor"))
            http.Response.Redirect(SetUpAddress);
        else
            await Problems.Forbidden($"A second factor is required here. Set it up first, at {SetUpAddress}.").ExecuteAsync(http);
    }

    // The pages of one's own account, and what is for everybody.
    private static bool IsOpen(HttpContext http) => http.Request.Path.StartsWithSegments("/account") || http.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    private async Task<bool> IsAskedOfAsync(Caller caller) => accounts.SecondFactor switch
    {
        FactorRule.Everybody => true,
        FactorRule.Administrators => await desk.IsAdministratorAsync(caller, CancellationToken.None),
        _ => false,
    };
}
