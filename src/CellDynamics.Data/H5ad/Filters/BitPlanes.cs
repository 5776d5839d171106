namespace CellDynamics.Data.H5ad.Filters;

/// <summary>Bytes or bits of equal place side by side, so that they compress, and back.</summary>
internal static class BitPlanes
{
    /// <summary>Undoes a shuffle of bytes; bytes beyond whole elements stand at the end as they are.</summary>
    public static void JoinBytes(ReadOnlySpan<byte> planes, Span<byte> values, int size)
    {
        int count = planes.Length / size;
        for (int b = 0; b < size; b++)
        {
            ReadOnlySpan<byte> plane = planes.Slice(b * count, count);
            for (int i = 0; i < count; i++)
                values[i * size + b] = plane[i];
        }
        planes[(count * size)..].CopyTo(values[(count * size)..]);
    }

    /// <summary>Undoes a shuffle of bits of elements whose number is a multiple of eight. Ref: Masui et al. 2015, arXiv 1503.00638, section 3.</summary>
    public static void JoinBits(ReadOnlySpan<byte> planes, Span<byte> values, int size)
    {
        int row = planes.Length / size / 8;
        for (int b = 0; b < size; b++)
        {
            for (int j = 0; j < row; j++)
            {
                ulong eight = 0;
                for (int bit = 0; bit < 8; bit++)
                    eight |= (ulong)planes[(b * 8 + bit) * row + j] << (8 * bit);
                eight = Transposed(eight);
                for (int e = 0; e < 8; e++)
                    values[(j * 8 + e) * size + b] = (byte)(eight >> (8 * e));
            }
        }
    }

    /// <summary>A matrix of 8 × 8 bits. Ref: Warren 2012, Hacker's Delight, section 7-3.</summary>
    private static ulong Transposed(ulong x)
    {
        ulong t = (x ^ (x >> 7)) & 0x00AA00AA00AA00AA;
        x ^= t ^ (t << 7);
        t = (x ^ (x >> 14)) & 0x0000CCCC0000CCCC;
        x ^= t ^ (t << 14);
        t = (x ^ (x >> 28)) & 0x00000000F0F0F0F0;
        return x ^ t ^ (t << 28);
    }
}
