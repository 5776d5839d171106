using CellDynamics.Runs.Access;
using CellDynamics.Web.Telemetry;
using Microsoft.AspNetCore.Authorization;

namespace CellDynamics.Web.Access;

/// <summary>Decides what <see cref="RequiresAttribute"/> asks, for requests and for pages alike.</summary>
internal sealed class AccessHandler(CallerContext context, CallerAccess access, AccessDesk desk) : AuthorizationHandler<RequiresAttribute>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext authorization, RequiresAttribute requirement)
    {
        try
        {
            if (await IsMetAsync(authorization.Resource, requirement))
                authorization.Succeed(requirement);
            else
                authorization.Fail(new AccessRefusal(this, "There is no such page, or it is not shared with you.", true));
        }
        catch (AccessDeniedException refused)
        {
            authorization.Fail(new AccessRefusal(this, refused.Message, refused.IsHidden));
        }
    }

    private async Task<bool> IsMetAsync(object? resource, RequiresAttribute requirement)
    {
        Caller caller = context.Caller;
        if (requirement.NeedsAccounts && caller.IsTrusted)
            return false;
        if (requirement.Kind is null)
        {
            return requirement.Standing switch
            {
                Standing.Known => caller.IsTrusted || caller.AccountId is not null || caller.Link is not null,
                Standing.Person => caller.IsTrusted || caller.AccountId is not null,
                Standing.Account => caller.AccountId is not null,
                Standing.Monitor => caller.IsTrusted || IsMonitor(resource as HttpContext) || await desk.IsAdministratorAsync(caller, CancellationToken.None),
                _ => caller.AccountId is not null && await desk.IsAdministratorAsync(caller, CancellationToken.None),
            };
        }
        if (requirement.ResourceIn(RouteOf(resource)) is not { } asked)
            return false;
        await access.RequireAsync(asked, requirement.Least, requirement.ByLink, CancellationToken.None);
        return true;
    }

    private static bool IsMonitor(HttpContext? http) => http is not null && http.RequestServices.GetRequiredService<MetricsToken>().IsBroughtBy(http.Request);

    private static IEnumerable<KeyValuePair<string, object?>> RouteOf(object? resource) => resource switch
    {
        HttpContext http => http.Request.RouteValues,
        Microsoft.AspNetCore.Components.RouteData page => page.RouteValues,
        _ => [],
    };
}

/// <summary>Why not, in words.</summary>
/// <param name="isHidden">The caller hears no more than about what does not exist.</param>
internal sealed class AccessRefusal(IAuthorizationHandler handler, string message, bool isHidden) : AuthorizationFailureReason(handler, message)
{
    public bool IsHidden { get; } = isHidden;
}
