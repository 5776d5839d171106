using System.Numerics;
using System.Runtime.CompilerServices;
using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.H5ad.Container;

/// <summary>Brings compressed rows into canonical form: columns ascending within a row, duplicates summed.</summary>
internal static class CompressedRows
{
    public static SparseRows Canonical(SparseRows rows)
    {
        if (IsCanonical(rows))
            return rows;
        int[] pointers = new int[rows.Rows + 1];
        int kept = 0;
        for (int row = 0; row < rows.Rows; row++)
        {
            int start = rows.Pointers[row];
            int end = rows.Pointers[row + 1];
            Array.Sort(rows.Indices, rows.Values, start, end - start);
            int rowStart = kept;
            for (int i = start; i < end; i++)
            {
                if (kept > rowStart && rows.Indices[kept - 1] == rows.Indices[i])
                    rows.Values[kept - 1] += rows.Values[i];
                else
                    (rows.Indices[kept], rows.Values[kept++]) = (rows.Indices[i], rows.Values[i]);
            }
            pointers[row + 1] = kept;
        }
        return rows with { Pointers = pointers, Indices = rows.Indices[..kept], Values = rows.Values[..kept] };
    }

    private static bool IsCanonical(SparseRows rows)
    {
        for (int row = 0; row < rows.Rows; row++)
            if (!IsAscending(rows.Indices.AsSpan(rows.Pointers[row]..rows.Pointers[row + 1])))
                return false;
        return true;
    }

    /// <summary>Whether every number is larger than the one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool IsAscending(ReadOnlySpan<int> numbers)
    {
        int i = 1;
        for (; i <= numbers.Length - Vector<int>.Count; i += Vector<int>.Count)
            if (Vector.LessThanOrEqualAny(new Vector<int>(numbers[i..]), new Vector<int>(numbers[(i - 1)..])))
                return false;
        for (; i < numbers.Length; i++)
            if (numbers[i] <= numbers[i - 1])
                return false;
        return true;
    }
}
