using System.Security.Claims;
using System.Security.Cryptography;
using CellDynamics.Web.Hosting;
using Microsoft.AspNetCore.DataProtection;

namespace CellDynamics.Web.Accounts.Oidc;

/// <summary>How the provider says that it let somebody in (claims <c>acr</c> and <c>amr</c> of the id token), against what the settings require.</summary>
public static class OidcStrength
{
    private const int Longest = 200;
    private static readonly TimeSpan TimeToRead = TimeSpan.FromMinutes(10);

    /// <returns>What the provider said instead, in words; null where it is what is required.</returns>
    public static string? Missing(OidcOptions oidc, ClaimsPrincipal person)
    {
        string[] acr = Values(person, "acr"), amr = Values(person, "amr");
        if (IsMet(oidc.RequiredAcr, acr) && IsMet(oidc.RequiredAmr, amr))
            return null;
        string said = string.Join(", ", new[] { Words("acr", acr, " "), Words("amr", amr, " ") }.OfType<string>());
        return said.Length == 0 ? "nothing about it" : said.Length <= Longest ? said : said[..Longest];
    }

    /// <summary>What is required, in words.</summary>
    public static string Expected(OidcOptions oidc) => string.Join(" and ", new[] { Words("acr", oidc.RequiredAcr, " or "), Words("amr", oidc.RequiredAmr, " or ") }.OfType<string>());

    /// <summary>The page to sign in, which says why not. What the provider said goes along sealed: else anybody could put words of his own on that page by a link.</summary>
    public static string AddressOf(IDataProtectionProvider protection, string said) => $"/account/sign-in?said=strength&provider={Uri.EscapeDataString(Seal(protection).Protect(said, TimeToRead))}";

    /// <returns>What the provider said; null where the address is not of this site, or old.</returns>
    public static string? Read(IDataProtectionProvider protection, string? sealedWords)
    {
        try
        {
            return sealedWords is null ? null : Seal(protection).Unprotect(sealedWords);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static bool IsMet(IReadOnlyList<string> required, string[] found) => required.Count == 0 || found.Any(required.Contains);

    private static string[] Values(ClaimsPrincipal person, string claim) => [.. person.FindAll(claim).Select(found => found.Value)];

    private static string? Words(string claim, IReadOnlyList<string> values, string between) => values.Count == 0 ? null : $"{claim} {string.Join(between, values)}";

    private static ITimeLimitedDataProtector Seal(IDataProtectionProvider protection) => protection.CreateProtector("CellDynamics.Strength").ToTimeLimitedDataProtector();
}
