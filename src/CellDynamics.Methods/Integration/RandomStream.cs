namespace CellDynamics.Methods.Integration;

/// <summary>A generator named by numbers: the same names give the same draws on every machine, in every order of work.</summary>
/// <remarks>
/// Work that runs on several threads gives each item a stream of its own, named by seed, iteration and item; so results do not depend on
/// scheduling, and a resumed run needs no generator state. Ref: xoshiro256++, Blackman &amp; Vigna 2021, doi 10.1145/3460772; seeded by SplitMix64.
/// </remarks>
public sealed class RandomStream
{
    private ulong s0, s1, s2, s3;
    private double spare = double.NaN;

    public RandomStream(params ReadOnlySpan<int> name)
    {
        ulong state = 0x9E3779B97F4A7C15;
        foreach (int part in name)
            state = Mix(state ^ (uint)part) + 0x9E3779B97F4A7C15;
        (s0, s1, s2, s3) = (Mix(state), Mix(state + 1), Mix(state + 2), Mix(state + 3));
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double NextUniform() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in {0, …, <paramref name="exclusive"/> − 1}.</summary>
    public int NextIndex(int exclusive) => (int)Math.BigMul(NextBits(), (ulong)exclusive, out _);

    /// <summary>Standard normal. Ref: Marsaglia &amp; Bray 1964, the polar method.</summary>
    public double NextNormal()
    {
        if (!double.IsNaN(spare))
        {
            double kept = spare;
            spare = double.NaN;
            return kept;
        }
        while (true)
        {
            double x = 2 * NextUniform() - 1, y = 2 * NextUniform() - 1, r = x * x + y * y;
            if (r is >= 1 or 0)
                continue;
            double scale = Math.Sqrt(-2 * Math.Log(r) / r);
            spare = y * scale;
            return x * scale;
        }
    }

    public void FillNormal(Span<double> values)
    {
        for (int i = 0; i < values.Length; i++)
            values[i] = NextNormal();
    }

    /// <summary>Different indices in random order, as many of {0, …, <paramref name="of"/> − 1} as asked for or all of them.</summary>
    public int[] Choose(int count, int of)
    {
        int[] indices = [.. Enumerable.Range(0, of)];
        count = Math.Min(count, of);
        for (int i = 0; i < count; i++)
        {
            int other = i + NextIndex(of - i);
            (indices[i], indices[other]) = (indices[other], indices[i]);
        }
        return indices[..count];
    }

    private ulong NextBits()
    {
        ulong result = ulong.RotateLeft(s0 + s3, 23) + s0;
        ulong t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = ulong.RotateLeft(s3, 45);
        return result;
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
