using System.Numerics;
using System.Runtime.InteropServices;

namespace CellDynamics.Methods.Integration;

/// <summary>Products and factorisations of small square matrices, row-major <c>[n, n]</c>, without allocation.</summary>
internal static class SmallMatrix
{
    /// <summary>result ← a b.</summary>
    public static void Multiply(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> result, int n)
    {
        result[..(n * n)].Clear();
        for (int i = 0; i < n; i++)
        {
            Span<double> row = result.Slice(i * n, n);
            for (int k = 0; k < n; k++)
                AddScaled(row, a[i * n + k], b.Slice(k * n, n));
        }
    }

    /// <summary>result ← a bᵀ.</summary>
    public static void MultiplyTransposed(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> result, int n)
    {
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                result[i * n + j] = Dot(a.Slice(i * n, n), b.Slice(j * n, n));
        }
    }

    /// <summary>result ← a x.</summary>
    public static void Apply(ReadOnlySpan<double> a, ReadOnlySpan<double> x, Span<double> result)
    {
        for (int i = 0; i < result.Length; i++)
            result[i] = Dot(a.Slice(i * x.Length, x.Length), x);
    }

    /// <summary>Lower triangle L with L Lᵀ = a; the upper triangle of <paramref name="factor"/> is zero.</summary>
    /// <exception cref="ArithmeticException">The matrix is not positive definite.</exception>
    public static void Cholesky(ReadOnlySpan<double> a, Span<double> factor, int n)
    {
        factor[..(n * n)].Clear();
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = a[i * n + j] - Dot(factor.Slice(i * n, j), factor.Slice(j * n, j));
                if (i != j)
                    factor[i * n + j] = sum / factor[j * n + j];
                else if (sum > 0)
                    factor[i * n + i] = Math.Sqrt(sum);
                else
                    throw new ArithmeticException("A covariance is not positive definite: the drift is too steep for the step.");
            }
        }
    }

    /// <summary>x ← L⁻¹ x.</summary>
    public static void SolveLower(ReadOnlySpan<double> factor, Span<double> x)
    {
        int n = x.Length;
        for (int i = 0; i < n; i++)
            x[i] = (x[i] - Dot(factor.Slice(i * n, i), x[..i])) / factor[i * n + i];
    }

    /// <summary>x ← L⁻ᵀ x.</summary>
    public static void SolveUpper(ReadOnlySpan<double> factor, Span<double> x)
    {
        int n = x.Length;
        for (int i = n - 1; i >= 0; i--)
        {
            x[i] /= factor[i * n + i];
            AddScaled(x[..i], -x[i], factor.Slice(i * n, i));
        }
    }

    public static double LogDeterminant(ReadOnlySpan<double> factor, int n)
    {
        double sum = 0;
        for (int i = 0; i < n; i++)
            sum += 2 * Math.Log(factor[i * n + i]);
        return sum;
    }

    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ReadOnlySpan<Vector<double>> wideA = MemoryMarshal.Cast<double, Vector<double>>(a), wideB = MemoryMarshal.Cast<double, Vector<double>>(b[..a.Length]);
        Vector<double> sum = Vector<double>.Zero;
        for (int i = 0; i < wideA.Length; i++)
            sum += wideA[i] * wideB[i];
        double total = Vector.Sum(sum);
        for (int i = wideA.Length * Vector<double>.Count; i < a.Length; i++)
            total += a[i] * b[i];
        return total;
    }

    /// <summary>target ← target + factor · source.</summary>
    public static void AddScaled(Span<double> target, double factor, ReadOnlySpan<double> source)
    {
        Span<Vector<double>> wide = MemoryMarshal.Cast<double, Vector<double>>(target);
        ReadOnlySpan<Vector<double>> wideSource = MemoryMarshal.Cast<double, Vector<double>>(source[..target.Length]);
        for (int i = 0; i < wide.Length; i++)
            wide[i] += factor * wideSource[i];
        for (int i = wide.Length * Vector<double>.Count; i < target.Length; i++)
            target[i] += factor * source[i];
    }
}
