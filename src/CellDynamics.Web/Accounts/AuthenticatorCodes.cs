using CellDynamics.Runs.Model;
using Microsoft.AspNetCore.Identity;
using OtpNet;

namespace CellDynamics.Web.Accounts;

/// <summary>Codes of the authenticator app, in the place of Identity's own provider, which takes those of two and a half minutes. Ref: RFC 6238.</summary>
public sealed class AuthenticatorCodes(TimeProvider time) : IUserTwoFactorTokenProvider<AccountRecord>
{
    /// <summary>The code changes while somebody types it, and the clock of a phone is not quite right: section 5.2 allows one step.</summary>
    private static readonly VerificationWindow Tolerated = new(previous: 1, future: 1);

    public async Task<bool> CanGenerateTwoFactorTokenAsync(UserManager<AccountRecord> manager, AccountRecord user) => !string.IsNullOrEmpty(await manager.GetAuthenticatorKeyAsync(user));

    // The app makes them.
    public Task<string> GenerateAsync(string purpose, UserManager<AccountRecord> manager, AccountRecord user) => Task.FromResult("");

    public async Task<bool> ValidateAsync(string purpose, string token, UserManager<AccountRecord> manager, AccountRecord user) =>
        await manager.GetAuthenticatorKeyAsync(user) is { Length: > 0 } key && IsRight(Base32Encoding.ToBytes(key), token, time.GetUtcNow());

    /// <summary>Whether this is the code of this moment, of the step before or of the next one.</summary>
    internal static bool IsRight(byte[] key, string code, DateTimeOffset now) => new Totp(key).VerifyTotp(now.UtcDateTime, code, out _, Tolerated);
}
