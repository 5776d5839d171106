using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CellDynamics.Data.Preprocessing;

/// <summary>Counts and bounds of some values; <see cref="Sum"/>, <see cref="Min"/> and <see cref="Max"/> are of the finite ones. Zeros count for the bounds.</summary>
internal struct ValueTally()
{
    public long Nonzero, NotFinite, Fractional, Negative;
    public double Sum, Min = double.PositiveInfinity, Max = double.NegativeInfinity;

    /// <summary>Always four sums side by side, so that every machine rounds alike.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ValueTally Of(ReadOnlySpan<double> values)
    {
        Vector256<double> sum = default, min = Vector256.Create(double.PositiveInfinity), max = -min;
        Vector256<long> zeros = default, whole = default, negative = default, finite = Vector256<long>.AllBitsSet;
        ReadOnlySpan<Vector256<double>> wide = MemoryMarshal.Cast<double, Vector256<double>>(values);
        foreach (Vector256<double> four in wide)
        {
            sum += four;
            (min, max) = (Vector256.MinNative(min, four), Vector256.MaxNative(max, four));
            zeros += Vector256.Equals(four, default).AsInt64();
            whole += Vector256.Equals(four, Vector256.Floor(four)).AsInt64();
            negative += Vector256.LessThan(four, default).AsInt64();
            finite &= Vector256.LessThan(Vector256.Abs(four), Vector256.Create(double.PositiveInfinity)).AsInt64();
        }
        if (finite != Vector256<long>.AllBitsSet)
            return OneByOne(values);
        int looked = wide.Length * Vector256<double>.Count;
        // A comparison that holds is minus one.
        var tally = new ValueTally
        {
            Nonzero = looked + Vector256.Sum(zeros), Fractional = looked + Vector256.Sum(whole), Negative = -Vector256.Sum(negative), Sum = Vector256.Sum(sum),
        };
        for (int lane = 0; lane < Vector256<double>.Count; lane++)
            (tally.Min, tally.Max) = (Math.Min(tally.Min, min[lane]), Math.Max(tally.Max, max[lane]));
        tally.Add(OneByOne(values[looked..]));
        return tally;
    }

    public void Add(in ValueTally other)
    {
        Nonzero += other.Nonzero;
        NotFinite += other.NotFinite;
        Fractional += other.Fractional;
        Negative += other.Negative;
        Sum += other.Sum;
        (Min, Max) = (Math.Min(Min, other.Min), Math.Max(Max, other.Max));
    }

    private static ValueTally OneByOne(ReadOnlySpan<double> values)
    {
        var tally = new ValueTally();
        foreach (double value in values)
        {
            tally.Nonzero += value == 0 ? 0 : 1;
            if (!double.IsFinite(value))
            {
                tally.NotFinite++;
                continue;
            }
            tally.Sum += value;
            (tally.Min, tally.Max) = (Math.Min(tally.Min, value), Math.Max(tally.Max, value));
            tally.Fractional += value == Math.Floor(value) ? 0 : 1;
            tally.Negative += value < 0 ? 1 : 0;
        }
        return tally;
    }
}
