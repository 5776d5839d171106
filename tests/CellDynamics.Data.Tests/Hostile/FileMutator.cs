namespace CellDynamics.Data.Tests.Hostile;

/// <summary>Damages files as a seeded attacker would: bits, lengths that HDF5 believes, pieces moved, ends cut.</summary>
internal static class FileMutator
{
    private static readonly ulong[] Interesting =
        [0, 1, 2, 7, 8, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, 1UL << 32, 1UL << 40, 1UL << 62, long.MaxValue, ulong.MaxValue];

    public static byte[] Mutate(byte[] original, int seed)
    {
        // A generator of xunit's process must not be shared: every seed is one file, on any machine.
        var random = new Random(seed);
        byte[] bytes = [.. original];
        int changes = 1 + random.Next(6);
        for (int i = 0; i < changes; i++)
            bytes = Change(bytes, random);
        return bytes;
    }

    private static byte[] Change(byte[] bytes, Random random)
    {
        // Headers come first in these files: half of the changes fall into them.
        int at = random.Next(random.Next(2) == 0 ? Math.Min(bytes.Length, 4096) : bytes.Length);
        switch (random.Next(6))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                bytes[at] = (byte)random.Next(256);
                return bytes;
            case 2:
                int width = Math.Min(1 << random.Next(4), bytes.Length - at);
                ulong value = Interesting[random.Next(Interesting.Length)];
                for (int i = 0; i < width; i++)
                    bytes[at + i] = (byte)(value >> (8 * i));
                return bytes;
            case 3:
                int length = Math.Min(1 + random.Next(64), bytes.Length - at);
                int from = random.Next(bytes.Length - length + 1);
                bytes.AsSpan(from, length).ToArray().CopyTo(bytes.AsSpan(at));
                return bytes;
            case 4 when random.Next(4) == 0:
                return bytes[..Math.Max(64, random.Next(bytes.Length))];
            default:
                bytes.AsSpan(at, Math.Min(random.Next(16), bytes.Length - at)).Clear();
                return bytes;
        }
    }
}
