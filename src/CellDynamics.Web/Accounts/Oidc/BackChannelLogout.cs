using System.Security.Cryptography;
using System.Text;
using CellDynamics.Runs.Accounts;
using CellDynamics.Runs.Model;
using CellDynamics.Web.Hosting;
using CellDynamics.Web.Telemetry;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace CellDynamics.Web.Accounts.Oidc;

/// <summary>Ends sessions here when their person left the provider (OpenID Connect Back-Channel Logout 1.0). Pages that stand open notice as with every session that ends.</summary>
public sealed class BackChannelLogout(LogoutTokens tokens, Sessions sessions, SpentCodes spent, UserManager<AccountRecord> users, AccountJournal journal)
{
    public const string Path = "/account/oidc/back-channel-logout";

    /// <returns>What was wrong with the token; null where its sessions are over.</returns>
    public async Task<string?> EndAsync(string text, CancellationToken cancellationToken)
    {
        (LogoutToken? token, string problem) = await tokens.ReadAsync(text, cancellationToken);
        if (token is null)
            return problem;
        string once = $"logout {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{token.Issuer} {token.Id}")))}";
        if (await spent.IsSpentAsync(once, CancellationToken.None))
            return "The token was used before (jti).";
        string? atProvider = token.Session is null ? null : Sessions.AtProvider(token.Issuer, token.Session);
        // Whom nobody here is, and a session on which none hangs, has left already: that is what was asked for.
        if (await WhoseAsync(token, atProvider) is not { } account)
            return null;
        int ended = await sessions.EndOfProviderAsync(account.Id, atProvider, CancellationToken.None);
        // Those of which the provider did not say at the beginning which of its own they hang on: it may be this one.
        if (token.Session is not null)
            ended += await sessions.EndOfProviderAsync(account.Id, Sessions.AtProvider(token.Issuer, null), CancellationToken.None);
        if (ended > 0)
            await journal.AddAsync(account, AuditAction.SignedOut, $"{ended} {(ended == 1 ? "session" : "sessions")}, by the provider");
        // Last: where something fails before, the provider may say it again.
        await spent.SpendAsync(account.Id, once, CancellationToken.None);
        return null;
    }

    private async Task<AccountRecord?> WhoseAsync(LogoutToken token, string? atProvider)
    {
        if (token.Subject is { } subject)
            return await users.FindByLoginAsync(token.Issuer, subject);
        return await sessions.OwnerAsync(atProvider!, CancellationToken.None) is { } owner ? await users.FindByIdAsync(owner.ToString()) : null;
    }
}

/// <summary>The address at which the provider says so.</summary>
internal static class BackChannelEndpoint
{
    private const int LargestBody = 16 * 1024;

    // Without a token against forged forms: a server asks, without a cookie that somebody else's page could use. What it may is shown by the signature of what it brings.
    public static void MapBackChannelLogout(this IEndpointRouteBuilder endpoints) => endpoints.MapPost(BackChannelLogout.Path, AnswerAsync).WithMetadata(new RequestSizeLimitAttribute(LargestBody)).AllowAnonymous();

    private static async Task<IResult> AnswerAsync(HttpContext context, AccountsOptions accounts, BackChannelLogout logout)
    {
        if (accounts.Oidc is null)
            return TypedResults.Problem("This site has no provider.", statusCode: StatusCodes.Status404NotFound);
        context.Response.Headers.CacheControl = "no-store";
        string? problem = await ReadTokenAsync(context.Request) is { } token ? await logout.EndAsync(token, context.RequestAborted) : "Expected a form with one logout_token, of at most 16 KiB.";
        if (problem is null)
            return TypedResults.Ok();
        Refusals.Log(context, problem.TrimEnd('.'));
        return TypedResults.Json(new Dictionary<string, string> { ["error"] = "invalid_request", ["error_description"] = problem }, statusCode: StatusCodes.Status400BadRequest);
    }

    private static async Task<string?> ReadTokenAsync(HttpRequest request)
    {
        if (request.ContentType?.Split(';')[0].Trim().Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true)
            return null;
        try
        {
            return (await request.ReadFormAsync(request.HttpContext.RequestAborted))["logout_token"] is [{ Length: > 0 } token] ? token : null;
        }
        catch (Exception failure) when (failure is BadHttpRequestException or InvalidDataException)
        {
            return null; // Too large, or no form: anybody can send anything.
        }
    }
}
