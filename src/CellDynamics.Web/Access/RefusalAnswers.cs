using CellDynamics.Runs.Access;
using CellDynamics.Web.Features.Answers;
using CellDynamics.Web.Telemetry;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace CellDynamics.Web.Access;

/// <summary>What a refused request hears: sign in, not yours to do, or the same as about what does not exist.</summary>
internal sealed class RefusalAnswers : IAuthorizationMiddlewareResultHandler
{
    public const string SignInPath = "/account/sign-in";

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
            return next(context);
        Caller caller = context.RequestServices.GetRequiredService<CallerContext>().Caller;
        // Whoever sends something is no reader: the page that says what was not found cannot be sent to.
        bool isPage = (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
            && !context.Request.Path.StartsWithSegments("/api") && !context.Request.Path.StartsWithSegments("/_blazor") && !context.Request.Path.StartsWithSegments(SiteTelemetry.MetricsPath);
        if (caller is { IsTrusted: false, AccountId: null, Link: null })
            return RefuseUnknown(context, isPage);
        Refusals.Log(context, "not allowed");
        AccessRefusal? open = authorizeResult.AuthorizationFailure?.FailureReasons.OfType<AccessRefusal>().FirstOrDefault(reason => !reason.IsHidden);
        if (isPage)
        {
            context.Response.StatusCode = open is null ? StatusCodes.Status404NotFound : StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }
        IResult answer = open is null
            ? Problems.NotShared()
            : Problems.Forbidden(open.Message);
        return answer.ExecuteAsync(context);
    }

    /// <summary>Whoever is not signed in and came to see a page is asked to sign in, whether or not there is such a page.</summary>
    public static string SignInAddress(string returnUrl) => $"{SignInPath}?returnUrl={Uri.EscapeDataString(returnUrl)}";

    private static Task RefuseUnknown(HttpContext context, bool isPage)
    {
        if (isPage)
        {
            context.Response.Redirect(SignInAddress(context.Request.Path + context.Request.QueryString));
            return Task.CompletedTask;
        }
        Refusals.Log(context, "not signed in");
        return TypedResults.Problem("Sign in, then ask again.", statusCode: StatusCodes.Status401Unauthorized, title: "Not signed in").ExecuteAsync(context);
    }
}
