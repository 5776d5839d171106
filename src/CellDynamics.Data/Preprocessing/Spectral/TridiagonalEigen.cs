namespace CellDynamics.Data.Preprocessing.Spectral;

/// <summary>All eigenvalues and eigenvectors of a symmetric tridiagonal matrix by QL steps with Wilkinson's shift.</summary>
/// <remarks>Ref: Golub &amp; Van Loan 2013, section 8.3.</remarks>
internal static class TridiagonalEigen
{
    private const int MaxSteps = 80;

    /// <param name="diagonal"><c>[n]</c>.</param>
    /// <param name="offDiagonal"><c>[n − 1]</c> or longer.</param>
    /// <returns>Eigenvalues, descending, and the eigenvectors as rows of a row-major <c>[n, n]</c> array.</returns>
    /// <exception cref="InvalidOperationException">An eigenvalue does not converge, which only non-finite input does.</exception>
    public static (double[] Values, double[] Vectors) Solve(ReadOnlySpan<double> diagonal, ReadOnlySpan<double> offDiagonal)
    {
        int n = diagonal.Length;
        double[] d = diagonal.ToArray();
        double[] e = new double[n];
        offDiagonal[..Math.Max(0, n - 1)].CopyTo(e);
        double[] z = new double[n * n];
        for (int i = 0; i < n; i++)
            z[i * n + i] = 1;
        for (int low = 0; low < n; low++)
        {
            int steps = 0;
            for (int high = Split(d, e, low); high != low; high = Split(d, e, low))
            {
                if (++steps > MaxSteps)
                    throw new InvalidOperationException("The eigenvalues of a tridiagonal matrix do not converge: it holds values that are not finite.");
                Sweep(d, e, z, low, high);
            }
        }
        int[] order = [.. Enumerable.Range(0, n).OrderByDescending(i => d[i])];
        double[] vectors = new double[n * n];
        for (int i = 0; i < n; i++)
            Array.Copy(z, order[i] * n, vectors, i * n, n);
        return ([.. order.Select(i => d[i])], vectors);
    }

    /// <summary>The end of the block that starts at <paramref name="low"/>: the first negligible off-diagonal element.</summary>
    private static int Split(double[] d, double[] e, int low)
    {
        int high = low;
        while (high < d.Length - 1 && Math.Abs(e[high]) > double.Epsilon + 1.1e-16 * (Math.Abs(d[high]) + Math.Abs(d[high + 1])))
            high++;
        return high;
    }

    private static void Sweep(double[] d, double[] e, double[] z, int low, int high)
    {
        int n = d.Length;
        double half = (d[low + 1] - d[low]) / (2 * e[low]);
        double shift = d[high] - d[low] + e[low] / (half + Math.CopySign(Hypotenuse(half, 1), half));
        double sine = 1, cosine = 1, carried = 0;
        for (int i = high - 1; i >= low; i--)
        {
            double f = sine * e[i];
            double b = cosine * e[i];
            double r = Hypotenuse(f, shift);
            e[i + 1] = r;
            if (r == 0)
            {
                d[i + 1] -= carried;
                e[high] = 0;
                return;
            }
            (sine, cosine) = (f / r, shift / r);
            double g = d[i + 1] - carried;
            double t = (d[i] - g) * sine + 2 * cosine * b;
            carried = sine * t;
            d[i + 1] = g + carried;
            shift = cosine * t - b;
            Rotate(z.AsSpan(i * n, n), z.AsSpan((i + 1) * n, n), sine, cosine);
        }
        d[low] -= carried;
        e[low] = shift;
        e[high] = 0;
    }

    private static void Rotate(Span<double> first, Span<double> second, double sine, double cosine)
    {
        for (int k = 0; k < first.Length; k++)
            (first[k], second[k]) = (cosine * first[k] - sine * second[k], sine * first[k] + cosine * second[k]);
    }

    private static double Hypotenuse(double a, double b) => double.Hypot(a, b);
}
