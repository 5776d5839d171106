using System.Numerics.Tensors;
using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Staged.Training;

/// <summary>Values and slopes of noisy records: a parabola through the points around each time. Ref: Savitzky &amp; Golay 1964, doi 10.1021/ac60214a047, here for any spacing.</summary>
internal static class LocalQuadratic
{
    /// <summary>Half widths to choose from, in steps.</summary>
    private static readonly int[] HalfWidths = [2, 3, 5, 8, 12, 20];

    /// <summary>Neighbours on either side whose errors are averaged before a width is chosen.</summary>
    private const int AveragedTimes = 2;

    /// <summary>For every time the half width whose parabola, made without its middle point, comes closest to that point there and at the times around; 0, no smoothing, where there are too few times for any, <c>[times]</c>.</summary>
    /// <remarks>One width for all times would be that of the longest stretch: a tissue that moves for a while and then rests would be smoothed as if it always rested, and what moved be lost.</remarks>
    /// <param name="times">Ascending, <c>[times]</c>.</param>
    /// <param name="states">One matrix per time, <c>[cells, genes]</c>.</param>
    public static int[] Choose(double[] times, IReadOnlyList<DenseMatrix> states)
    {
        int[] widths = [.. HalfWidths.Where(half => 2 * half < times.Length)];
        if (widths.Length == 0)
            return new int[times.Length];
        double[][] errors = Array.ConvertAll(widths, half => MiddleErrors(times, states, half));
        return [.. Enumerable.Range(0, times.Length).Select(t => widths[Enumerable.Range(0, widths.Length).MinBy(width => Around(errors[width], t))])];
    }

    /// <summary>Smoothed values and slopes, each <c>[cells, genes]</c> per time.</summary>
    /// <param name="times">Ascending, <c>[times]</c>.</param>
    /// <param name="states">One matrix per time, <c>[cells, genes]</c>.</param>
    /// <param name="halves">Half width at each time, in steps, <c>[times]</c>.</param>
    public static (DenseMatrix[] Values, DenseMatrix[] Slopes) Fit(double[] times, IReadOnlyList<DenseMatrix> states, int[] halves)
    {
        var values = new DenseMatrix[times.Length];
        var slopes = new DenseMatrix[times.Length];
        Parallel.For(0, times.Length, t =>
        {
            (int from, int to) = Window(times.Length, t, Math.Max(1, halves[t]));
            (double[] level, double[] slope) = Weights(times, from, to, t, leaveOut: false);
            values[t] = halves[t] == 0 ? states[t] : Sum(states, from, level);
            slopes[t] = Sum(states, from, slope);
        });
        return (values, slopes);
    }

    /// <summary>Squared error at the middle of the window that is used at each time, <c>[times]</c>; near the ends, where windows are not centred, several times share one.</summary>
    private static double[] MiddleErrors(double[] times, IReadOnlyList<DenseMatrix> states, int half)
    {
        double[] errors = new double[times.Length];
        Parallel.For(half, times.Length - half, t =>
        {
            DenseMatrix guess = Sum(states, t - half, Weights(times, t - half, t + half, t, leaveOut: true).Level);
            errors[t] = TensorPrimitives.Distance(guess.Values, states[t].Values);
            errors[t] *= errors[t];
        });
        Array.Fill(errors, errors[half], 0, half);
        Array.Fill(errors, errors[^(half + 1)], times.Length - half, half);
        return errors;
    }

    private static double Around(double[] errors, int at)
    {
        int from = Math.Max(0, at - AveragedTimes), to = Math.Min(errors.Length - 1, at + AveragedTimes);
        return errors.AsSpan(from, to - from + 1).ToArray().Average();
    }

    private static (int From, int To) Window(int count, int at, int half)
    {
        int from = Math.Clamp(at - half, 0, Math.Max(0, count - 1 - 2 * half));
        return (from, Math.Min(count - 1, from + 2 * half));
    }

    /// <summary>Weights of the values in the window whose sums are the parabola's value and slope at one time.</summary>
    private static (double[] Level, double[] Slope) Weights(double[] times, int from, int to, int at, bool leaveOut)
    {
        int count = to - from + 1, used = leaveOut ? count - 1 : count, degree = Math.Min(2, used - 1);
        double scale = times[to] - times[from];
        var moments = new double[degree + 1, degree + 1];
        for (int i = from; i <= to; i++)
        {
            if (leaveOut && i == at)
                continue;
            double u = (times[i] - times[at]) / scale;
            for (int a = 0; a <= degree; a++)
            {
                for (int b = 0; b <= degree; b++)
                    moments[a, b] += Math.Pow(u, a + b);
            }
        }
        double[,] inverse = Inverse(moments);
        double[] level = new double[count], slope = new double[count];
        for (int i = from; i <= to; i++)
        {
            if (leaveOut && i == at)
                continue;
            double u = (times[i] - times[at]) / scale;
            for (int a = 0; a <= degree; a++)
            {
                level[i - from] += inverse[0, a] * Math.Pow(u, a);
                if (degree > 0)
                    slope[i - from] += inverse[1, a] * Math.Pow(u, a) / scale;
            }
        }
        return (level, slope);
    }

    private static DenseMatrix Sum(IReadOnlyList<DenseMatrix> states, int from, double[] weights)
    {
        var sum = new DenseMatrix(states[from].Rows, states[from].Columns);
        for (int i = 0; i < weights.Length; i++)
            TensorPrimitives.MultiplyAdd(states[from + i].Values, weights[i], sum.Values, sum.Values);
        return sum;
    }

    /// <summary>By Gauss–Jordan elimination with pivots; at most 3 × 3.</summary>
    private static double[,] Inverse(double[,] matrix)
    {
        int n = matrix.GetLength(0);
        var rows = new double[n, 2 * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                rows[i, j] = matrix[i, j];
            rows[i, n + i] = 1;
        }
        for (int c = 0; c < n; c++)
        {
            int pivot = Enumerable.Range(c, n - c).MaxBy(r => Math.Abs(rows[r, c]));
            for (int j = 0; j < 2 * n; j++)
                (rows[c, j], rows[pivot, j]) = (rows[pivot, j], rows[c, j]);
            double at = rows[c, c];
            for (int j = 0; j < 2 * n; j++)
                rows[c, j] /= at;
            for (int r = 0; r < n; r++)
            {
                double factor = r == c ? 0 : rows[r, c];
                for (int j = 0; factor != 0 && j < 2 * n; j++)
                    rows[r, j] -= factor * rows[c, j];
            }
        }
        var inverse = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                inverse[i, j] = rows[i, n + j];
        }
        return inverse;
    }
}
