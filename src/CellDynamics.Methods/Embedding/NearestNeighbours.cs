using System.Numerics;
using System.Runtime.InteropServices;
using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Embedding;

/// <summary>The exact nearest reference points of every query, nearest first.</summary>
/// <param name="Count">Neighbours per query, k.</param>
/// <param name="Indices">Row of each neighbour in the reference, row-major <c>[queries, k]</c>.</param>
/// <param name="Distances">Euclidean, row-major <c>[queries, k]</c>.</param>
public sealed record NearestNeighbours(int Count, int[] Indices, double[] Distances)
{
    /// <param name="queries">Points to find neighbours for, <c>[queries, dims]</c>.</param>
    /// <param name="reference">Points to choose from, <c>[points, dims]</c>.</param>
    /// <param name="count">k; at most the number of points.</param>
    /// <param name="isSelf">The two matrices are the same: a point is not its own neighbour.</param>
    /// <param name="cancellationToken">Stops between queries.</param>
    public static NearestNeighbours Of(
        DenseMatrix queries, DenseMatrix reference, int count, bool isSelf = false, CancellationToken cancellationToken = default)
    {
        int available = reference.Rows - (isSelf ? 1 : 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, available);
        int[] indices = new int[queries.Rows * count];
        double[] distances = new double[queries.Rows * count];
        var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, queries.Rows, options, query =>
        {
            Span<int> nearest = indices.AsSpan(query * count, count);
            Span<double> squared = distances.AsSpan(query * count, count);
            squared.Fill(double.PositiveInfinity);
            ReadOnlySpan<double> point = queries.Row(query);
            for (int candidate = 0; candidate < reference.Rows; candidate++)
            {
                if (isSelf && candidate == query)
                    continue;
                double distance = SquaredDistance(point, reference.Row(candidate));
                if (distance < squared[^1])
                    Insert(nearest, squared, candidate, distance);
            }
            for (int i = 0; i < count; i++)
                squared[i] = Math.Sqrt(squared[i]);
        });
        return new NearestNeighbours(count, indices, distances);
    }

    private static void Insert(Span<int> nearest, Span<double> squared, int candidate, double distance)
    {
        int place = squared.Length - 1;
        for (; place > 0 && squared[place - 1] > distance; place--)
            (nearest[place], squared[place]) = (nearest[place - 1], squared[place - 1]);
        (nearest[place], squared[place]) = (candidate, distance);
    }

    private static double SquaredDistance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ReadOnlySpan<Vector<double>> wideA = MemoryMarshal.Cast<double, Vector<double>>(a), wideB = MemoryMarshal.Cast<double, Vector<double>>(b);
        Vector<double> sum = Vector<double>.Zero;
        for (int i = 0; i < wideA.Length; i++)
        {
            Vector<double> difference = wideA[i] - wideB[i];
            sum += difference * difference;
        }
        double total = Vector.Sum(sum);
        for (int i = wideA.Length * Vector<double>.Count; i < a.Length; i++)
            total += (a[i] - b[i]) * (a[i] - b[i]);
        return total;
    }
}
