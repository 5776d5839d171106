using System.Text.Json;
using CellDynamics.Runs.Accounts;
using CellDynamics.Web.Hosting;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace CellDynamics.Web.Accounts.Oidc;

/// <summary>A provider's word that somebody left it, found right.</summary>
/// <param name="Id">Its own name (<c>jti</c>), so that it holds once.</param>
/// <param name="Subject">Who left; null where only the session is named.</param>
/// <param name="Session">Which session ended at the provider; null: all of the subject's.</param>
public sealed record LogoutToken(string Issuer, string Id, string? Subject, string? Session);

/// <summary>Reads logout tokens as OpenID Connect Back-Channel Logout 1.0, section 2.6, asks, and stricter where it only recommends: the type is <c>logout+jwt</c>, so that no other token of the provider is taken for one.</summary>
public sealed class LogoutTokens(OidcProvider provider, AccountsOptions accounts, TimeProvider time)
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";

    /// <summary>How far the clocks of provider and site may be apart.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    /// <summary>Well below <see cref="SpentCodes.Remembered"/>, after which it could be used again; the standard recommends two minutes.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    // Signed with a private key: neither unsigned nor with anything that the site knows as well.
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly JsonWebTokenHandler handler = new();

    /// <returns>The token, or a sentence that says what was wrong and repeats nothing of what came.</returns>
    public async Task<(LogoutToken? Token, string Problem)> ReadAsync(string text, CancellationToken cancellationToken)
    {
        if (await provider.AskAsync(cancellationToken) is not { } known)
            return (null, "The provider does not answer, so its keys are not known.");
        TokenValidationResult result = await handler.ValidateTokenAsync(text, Rules(known));
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException && await provider.AskAnewAsync(cancellationToken) is { } renewed)
            result = await handler.ValidateTokenAsync(text, Rules(renewed));
        if (!result.IsValid)
            return (null, $"The token is not one of the provider for this site ({result.Exception?.GetType().Name}).");
        var token = (JsonWebToken)result.SecurityToken;
        string? session = token.TryGetPayloadValue("sid", out string? sid) && sid is { Length: > 0 } ? sid : null, subject = token.Subject is { Length: > 0 } sub ? sub : null;
        return ProblemOf(token, subject ?? session) is { } problem ? (null, problem) : (new LogoutToken(token.Issuer, token.Id, subject, session), "");
    }

    private TokenValidationParameters Rules(OpenIdConnectConfiguration said) => new()
    {
        ValidIssuer = said.Issuer, ValidAudience = accounts.Oidc!.ClientId, IssuerSigningKeys = said.SigningKeys, ValidAlgorithms = Algorithms, ValidTypes = ["logout+jwt"],
        // Some providers leave the end out, which the final version of the standard made an obligation: the age is looked at below.
        RequireExpirationTime = false, ClockSkew = Skew,
    };

    private string? ProblemOf(JsonWebToken token, string? whose)
    {
        TimeSpan age = time.GetUtcNow() - token.IssuedAt;
        return token.IssuedAt == DateTime.MinValue ? "The token does not say when it was made (iat)."
            : age > Longest + Skew ? "The token is too old (iat)."
            : age < -Skew ? "The token was made in the future (iat)."
            : string.IsNullOrEmpty(token.Id) ? "The token has no id (jti)."
            : !IsLogout(token) ? "The token does not say that it is one to log out (events)."
            : token.TryGetClaim("nonce", out _) ? "The token has a nonce, which a token to log out must not have."
            : whose is null ? "The token names neither a session (sid) nor a subject (sub)."
            : null;
    }

    private static bool IsLogout(JsonWebToken token) => token.TryGetPayloadValue("events", out JsonElement events)
        && events.ValueKind == JsonValueKind.Object && events.TryGetProperty(Event, out JsonElement member) && member.ValueKind == JsonValueKind.Object;
}
