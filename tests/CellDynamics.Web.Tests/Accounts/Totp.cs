using System.Buffers.Binary;
using System.Security.Cryptography;

namespace CellDynamics.Web.Tests.Accounts;

/// <summary>The authenticator app of a test. Ref: RFC 6238.</summary>
internal static class Totp
{
    /// <param name="steps">Steps of 30 seconds from now.</param>
    public static string Code(string base32, int steps = 0)
    {
        byte[] counter = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30) + steps);
#pragma warning disable CA5350 // The apps of people know nothing else.
        byte[] hash = HMACSHA1.HashData(Decode(base32), counter);
#pragma warning restore CA5350
        int number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 15)) & int.MaxValue;
        return (number % 1_000_000).ToString("D6");
    }

    private static byte[] Decode(string text)
    {
        List<byte> bytes = [];
        int buffer = 0, bits = 0;
        foreach (char letter in text.Replace(" ", "").ToUpperInvariant())
        {
            buffer = (buffer << 5) | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter);
            bits += 5;
            if (bits < 8)
                continue;
            bits -= 8;
            bytes.Add((byte)(buffer >> bits));
            buffer &= (1 << bits) - 1;
        }
        return [.. bytes];
    }
}
