using System.Security.Claims;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Model;
using CellDynamics.Web.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components.Endpoints;

namespace CellDynamics.Web.Access;

/// <summary>Says who asks before anything of a request is decided, and writes down what it was given.</summary>
internal sealed class CallerMiddleware(RequestDelegate next, AccountsOptions accounts, CallerReader reader)
{
    public async Task InvokeAsync(HttpContext http, CallerContext context, CallerAccess access)
    {
        if (accounts.IsShared && http.User.FindFirst(CallerReader.LinkClaim) is null
            && (await http.AuthenticateAsync(ViewerLinks.Scheme)).Principal?.FindFirst(CallerReader.LinkClaim) is { } link)
        {
            // Beside the person, who may be signed in too. It has no authentication of its own: a link is nobody who could do what a person may.
            http.User = new ClaimsPrincipal([.. http.User.Identities, new ClaimsIdentity([new Claim(CallerReader.LinkClaim, link.Value)])]);
        }
        context.Caller = reader.Of(http.User, http.Connection.RemoteIpAddress);
        try
        {
            await next(http);
        }
        finally
        {
            // Also when the line was cut: what was sent until then was given.
            if (http.Response is { HasStarted: true, StatusCode: StatusCodes.Status200OK or StatusCodes.Status206PartialContent })
                await TraceAsync(http, access);
        }
    }

    private static async Task TraceAsync(HttpContext http, CallerAccess access)
    {
        // A page is empty until its circuit fills it, which writes down the view.
        if (http.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<RequiresAttribute>() is not { Trace: not Trace.Nothing } requires
            || endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null || requires.ResourceIn(http.Request.RouteValues) is not { } resource)
            return;
        bool isDownload = requires.Trace == Trace.Download;
        await access.RecordAsync(
            isDownload ? AuditAction.Downloaded : AuditAction.Viewed, resource, isDownload ? http.Request.Path.Value!.Split('/')[^1] : "", CancellationToken.None);
    }
}
