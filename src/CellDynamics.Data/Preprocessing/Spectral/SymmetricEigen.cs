using System.Numerics.Tensors;

namespace CellDynamics.Data.Preprocessing.Spectral;

/// <summary>The largest eigenpairs of a dense symmetric matrix by the Lanczos process with full reorthogonalisation.</summary>
/// <remarks>Run to the full size it is an exact tridiagonalisation, so small matrices need no other solver. Ref: Parlett 1998, chapter 13.</remarks>
internal static class SymmetricEigen
{
    private const double Tolerance = 1e-12;

    /// <param name="matrix">Symmetric, row-major, <c>[size, size]</c>.</param>
    /// <param name="size">Number of rows.</param>
    /// <param name="count">Eigenpairs wanted, at most <paramref name="size"/>.</param>
    /// <param name="seed">For the starting vector; the answer does not depend on it beyond rounding.</param>
    /// <returns>Eigenvalues, descending, <c>[count]</c>; unit eigenvectors as rows, <c>[count, size]</c>.</returns>
    public static (double[] Values, double[] Vectors) Largest(double[] matrix, int size, int count, int seed = 0)
    {
        var random = new Random(seed);
        var basis = new List<double[]> { Start(random, [], size) };
        var diagonal = new List<double>();
        var beside = new List<double>();
        int nextCheck = Math.Min(size, 2 * count + 20);
        double largest = 0;
        while (true)
        {
            double[] q = basis[^1];
            double[] w = Multiply(matrix, q);
            diagonal.Add(TensorPrimitives.Dot<double>(q, w));
            double norm = Orthogonalize(w, basis);
            if (diagonal.Count >= nextCheck)
            {
                (double[] values, double[] vectors) = TridiagonalEigen.Solve([.. diagonal], [.. beside]);
                if (diagonal.Count == size || HasConverged(values, vectors, norm, count))
                    return (values[..count], Ritz(vectors, basis, count));
                nextCheck = Math.Min(size, nextCheck + nextCheck / 3);
            }
            largest = Math.Max(largest, Math.Max(norm, Math.Abs(diagonal[^1])));
            bool isInvariant = norm <= 1e-14 * largest;
            beside.Add(isInvariant ? 0 : norm);
            if (isInvariant)
                w = Start(random, basis, size);
            else
                TensorPrimitives.Divide(w, norm, w);
            basis.Add(w);
        }
    }

    private static bool HasConverged(double[] values, double[] vectors, double norm, int count)
    {
        int n = values.Length;
        double limit = Tolerance * Math.Max(Math.Abs(values[0]), Math.Abs(values[^1]));
        for (int i = 0; i < count; i++)
            if (Math.Abs(norm * vectors[i * n + n - 1]) > limit)
                return false;
        return true;
    }

    /// <summary>A random unit vector orthogonal to all of <paramref name="basis"/>.</summary>
    private static double[] Start(Random random, List<double[]> basis, int size)
    {
        while (true)
        {
            double[] v = new double[size];
            for (int i = 0; i < size; i++)
                v[i] = random.NextDouble() - 0.5;
            double norm = Orthogonalize(v, basis);
            if (norm <= 1e-10)
                continue;
            TensorPrimitives.Divide(v, norm, v);
            return v;
        }
    }

    private static double[] Multiply(double[] matrix, double[] x)
    {
        int n = x.Length;
        double[] y = new double[n];
        for (int i = 0; i < n; i++)
            y[i] = TensorPrimitives.Dot<double>(matrix.AsSpan(i * n, n), x);
        return y;
    }

    /// <summary>Gram–Schmidt, twice: once leaves rounding errors that grow. Returns the norm that is left.</summary>
    private static double Orthogonalize(double[] w, List<double[]> basis)
    {
        for (int pass = 0; pass < 2; pass++)
            foreach (double[] q in basis)
                TensorPrimitives.MultiplyAdd(q, -TensorPrimitives.Dot<double>(q, w), w, w);
        return TensorPrimitives.Norm<double>(w);
    }

    private static double[] Ritz(double[] vectors, List<double[]> basis, int count)
    {
        int n = basis.Count;
        int size = basis[0].Length;
        double[] result = new double[count * size];
        for (int i = 0; i < count; i++)
        {
            Span<double> row = result.AsSpan(i * size, size);
            for (int j = 0; j < n; j++)
                TensorPrimitives.MultiplyAdd(basis[j], vectors[i * n + j], row, row);
            TensorPrimitives.Divide(row, TensorPrimitives.Norm<double>(row), row);
        }
        return result;
    }
}
