using System.Security.Cryptography;
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
        base.ReplaceCodesAsync(user, recoveryCodes.Select(Keep), cancellationToken);

    // Not the base's way, which would put back the rest through the method above and so digest it twice.
    public override async Task<bool> RedeemCodeAsync(AccountRecord user, string code, CancellationToken cancellationToken)
    {
        string[] kept = (await GetTokenAsync(user, Provider, RecoveryCodes, cancellationToken) ?? "").Split(';');
        int used = Array.FindIndex(kept, one => IsKept(one, code));
        if (used < 0)
            return false;
        await base.ReplaceCodesAsync(user, kept.Where((_, place) => place != used), cancellationToken);
        return true;
    }

    // A code is short enough to be tried against a copy of the database: each try has to take long, as with passwords.
    private static string Keep(string code)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(16);
        return $"{Convert.ToBase64String(salt)}.{Convert.ToBase64String(Digest(code, salt))}";
    }

    private static bool IsKept(string kept, string code) => kept.Split('.') is [var salt, var digest]
        && CryptographicOperations.FixedTimeEquals(Convert.FromBase64String(digest), Digest(code, Convert.FromBase64String(salt)));

    private static byte[] Digest(string code, byte[] salt) =>
        Rfc2898DeriveBytes.Pbkdf2(code.Trim().ToUpperInvariant(), salt, PasswordRules.HashRounds, HashAlgorithmName.SHA512, 32);
}
