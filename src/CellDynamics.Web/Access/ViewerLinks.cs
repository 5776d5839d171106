using System.Security.Claims;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Projects;
using CellDynamics.Web.Features.Answers;
using CellDynamics.Web.Hosting;
using Microsoft.AspNetCore.Authentication;

namespace CellDynamics.Web.Access;

/// <summary>Links that show one analysis: whoever opens one is known by it, in a cookie of its own, and by nothing else.</summary>
public static class ViewerLinks
{
    public const string Scheme = "ViewerLink";

    public static string AddressOf(string secret) => $"shared/{secret}";

    public static void MapViewerLinks(this IEndpointRouteBuilder routes) => routes.MapGet("/shared/{secret}", OpenAsync).AllowAnonymous();

    private static async Task<IResult> OpenAsync(string secret, HttpContext http, LinkDesk links, AccountsOptions accounts)
    {
        http.Response.Headers.CacheControl = "no-store";
        string address = http.Connection.RemoteIpAddress?.ToString() ?? "";
        if (!accounts.IsShared || await links.OpenAsync(secret, address, http.RequestAborted) is not { } opened)
            return TypedResults.NotFound();
        (ViewerLinkRecord link, RunRecord run) = opened;
        var visitor = new ClaimsPrincipal(new ClaimsIdentity([new Claim(CallerReader.LinkClaim, link.Id.ToString())], Scheme));
        await http.SignInAsync(Scheme, visitor, new AuthenticationProperties { IsPersistent = true, AllowRefresh = false, ExpiresUtc = link.UntilUtc });
        return TypedResults.LocalRedirect($"/{ResultPages.AddressOf(run)}");
    }
}
