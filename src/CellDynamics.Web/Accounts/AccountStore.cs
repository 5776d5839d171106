using System.Security.Cryptography;
using System.Text;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;

namespace CellDynamics.Web.Accounts;

/// <summary>Identity's store, which would keep the key of the authenticator app and the recovery codes as they are: whoever reads the database or a backup of it could sign in.</summary>
public sealed class AccountStore(CellDynamicsDb db, IDataProtectionProvider protection, IdentityErrorDescriber describer) : UserOnlyStore<AccountRecord, CellDynamicsDb, Guid>(db, describer)
{
    /// <summary>Under which Identity keeps the token <see cref="RecoveryCodes"/>.</summary>
    public const string Provider = "[AspNetUserStore]";
    public const string RecoveryCodes = "RecoveryCodes";

    private readonly IDataProtector protector = protection.CreateProtector("CellDynamics.AuthenticatorKey");

    public override Task SetAuthenticatorKeyAsync(AccountRecord user, string key, CancellationToken cancellationToken) =>
        base.SetAuthenticatorKeyAsync(user, protector.Protect(key), cancellationToken);

    public override async Task<string?> GetAuthenticatorKeyAsync(AccountRecord user, CancellationToken cancellationToken)
    {
        string? kept = await base.GetAuthenticatorKeyAsync(user, cancellationToken);
        return kept is null ? null : protector.Unprotect(kept);
    }

    public override Task ReplaceCodesAsync(AccountRecord user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken) =>
        base.ReplaceCodesAsync(user, recoveryCodes.Select(code => Digest(user, code)), cancellationToken);

    // Not the base's way, which would put back the rest through the method above and so digest it twice.
    public override async Task<bool> RedeemCodeAsync(AccountRecord user, string code, CancellationToken cancellationToken)
    {
        string[] kept = (await GetTokenAsync(user, Provider, RecoveryCodes, cancellationToken) ?? "").Split(';');
        string digest = Digest(user, code);
        if (!kept.Contains(digest))
            return false;
        await base.ReplaceCodesAsync(user, kept.Where(one => one != digest), cancellationToken);
        return true;
    }

    private static string Digest(AccountRecord user, string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{user.Id:D} {code.Trim().ToUpperInvariant()}")));
}
