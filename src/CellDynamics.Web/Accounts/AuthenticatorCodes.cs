using System.Buffers.Binary;
using System.Security.Cryptography;
using CellDynamics.Runs.Model;
using Microsoft.AspNetCore.Identity;

namespace CellDynamics.Web.Accounts;

/// <summary>Codes of the authenticator app, in the place of Identity's own provider, which takes those of two and a half minutes. Ref: RFC 6238.</summary>
public sealed class AuthenticatorCodes(TimeProvider time) : IUserTwoFactorTokenProvider<AccountRecord>
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int StepSeconds = 30;

    /// <summary>The code changes while somebody types it, and the clock of a phone is not quite right: section 5.2 allows one step.</summary>
    private const int Tolerated = 1;

    public async Task<bool> CanGenerateTwoFactorTokenAsync(UserManager<AccountRecord> manager, AccountRecord user) => !string.IsNullOrEmpty(await manager.GetAuthenticatorKeyAsync(user));

    // The app makes them.
    public Task<string> GenerateAsync(string purpose, UserManager<AccountRecord> manager, AccountRecord user) => Task.FromResult("");

    public async Task<bool> ValidateAsync(string purpose, string token, UserManager<AccountRecord> manager, AccountRecord user) =>
        await manager.GetAuthenticatorKeyAsync(user) is { Length: > 0 } key && IsRight(Decode(key), token, time.GetUtcNow());

    /// <summary>Whether this is the code of this moment, of the step before or of the next one.</summary>
    internal static bool IsRight(byte[] key, string code, DateTimeOffset now)
    {
        long step = now.ToUnixTimeSeconds() / StepSeconds;
        bool isRight = false;
        for (int off = -Tolerated; off <= Tolerated; off++)
            isRight |= CryptographicOperations.FixedTimeEquals(System.Text.Encoding.UTF8.GetBytes(Make(key, step + off)), System.Text.Encoding.UTF8.GetBytes(code));
        return isRight;
    }

    private static string Make(byte[] key, long step)
    {
        byte[] counter = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // The apps of people know nothing else.
        byte[] hash = HMACSHA1.HashData(key, counter);
#pragma warning restore CA5350
        int number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 15)) & int.MaxValue;
        return (number % 1_000_000).ToString("D6");
    }

    // Base32, as Identity makes keys.
    private static byte[] Decode(string key)
    {
        List<byte> bytes = [];
        int held = 0, bits = 0;
        foreach (char letter in key)
        {
            held = (held << 5) | Letters.IndexOf(letter);
            bits += 5;
            if (bits < 8)
                continue;
            bits -= 8;
            bytes.Add((byte)(held >> bits));
            held &= (1 << bits) - 1;
        }
        return [.. bytes];
    }
}
