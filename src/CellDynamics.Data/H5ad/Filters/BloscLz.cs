namespace CellDynamics.Data.H5ad.Filters;

/// <summary>BloscLZ, the codec of Blosc's own. Ref: FastLZ level 2 (Hidayat 2007), of which it is a descendant.</summary>
/// <remarks>
/// Format: control byte below 32 = that many + 1 literals; else a match, its length − 2 in the high three bits (7: more bytes follow, while they are 255), the high five bits of its distance in the low ones, the low eight in the next
/// byte; a distance of all ones is followed by two bytes more, to be added to 8191. The first control byte has its high bits cut off.
/// </remarks>
internal static class BloscLz
{
    private const int FarDistance = 8191;

    /// <summary>Whether the input unfolds to exactly as many bytes as the output has.</summary>
    public static bool TryUnfold(ReadOnlySpan<byte> input, Span<byte> output)
    {
        int at = 0, written = 0;
        while (at < input.Length)
        {
            int control = at == 0 ? input[at] & 31 : input[at];
            at++;
            if (control < 32)
            {
                int literals = control + 1;
                if (at + literals > input.Length || written + literals > output.Length)
                    return false;
                input.Slice(at, literals).CopyTo(output[written..]);
                at += literals;
                written += literals;
                continue;
            }
            int length = (control >> 5) - 1, distance = (control & 31) << 8;
            for (bool isMore = length == 6; isMore; length += input[at++])
            {
                if (at >= input.Length)
                    return false;
                isMore = input[at] == 255;
            }
            if (at >= input.Length)
                return false;
            int low = input[at++];
            bool isFar = low == 255 && distance == 31 << 8;
            if (isFar && at + 2 > input.Length)
                return false;
            distance = isFar ? FarDistance + (input[at++] << 8) + input[at++] : distance + low;
            int from = written - distance - 1, end = written + length + 3;
            if (from < 0 || end > output.Length)
                return false;
            // One by one: a match may reach into what it writes.
            while (written < end)
                output[written++] = output[from++];
        }
        return written == output.Length;
    }
}
