using System.Numerics.Tensors;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Transport;

namespace CellDynamics.Methods.Metrics;

/// <summary>How far two populations are apart: uniform weights, all cells, sizes may differ, no rescaling.</summary>
/// <param name="W1">Exact Wasserstein-1, cost ‖x − y‖; units of the states.</param>
/// <param name="W2">Root of the exact optimum for ‖x − y‖²; units of the states.</param>
/// <param name="Mmd">Squared maximum mean discrepancy, biased V-statistic, mean over Gaussian kernels exp(−γ‖x − y‖²). Ref: Gretton et al. 2012.</param>
/// <param name="Energy">2E‖x − y‖ − E‖x − x'‖ − E‖y − y'‖, V-statistic, no root. Ref: Székely &amp; Rizzo 2013.</param>
public sealed record PopulationDistance(double W1, double W2, double Mmd, double Energy)
{
    /// <summary>Widths of the kernels of <see cref="Mmd"/>, γ.</summary>
    public static readonly IReadOnlyList<double> KernelWidths = [2, 1, 0.5, 0.1, 0.01, 0.005];

    /// <param name="first">States <c>[cells, dims]</c>.</param>
    /// <param name="second">States <c>[cells, dims]</c> in the same space.</param>
    /// <param name="cancellationToken">Stops the exact transport.</param>
    /// <exception cref="ArgumentException">The populations lie in different spaces or one is empty.</exception>
    public static PopulationDistance Between(DenseMatrix first, DenseMatrix second, CancellationToken cancellationToken = default)
    {
        (double kernels, double distances) = Means(first, second);
        (double kernelsFirst, double distancesFirst) = Means(first, first);
        (double kernelsSecond, double distancesSecond) = Means(second, second);
        return new PopulationDistance(
            Wasserstein1(first, second, cancellationToken), Wasserstein2(first, second, cancellationToken),
            Math.Max(0, kernelsFirst + kernelsSecond - 2 * kernels), Math.Max(0, 2 * distances - distancesFirst - distancesSecond));
    }

    public static double Wasserstein1(DenseMatrix first, DenseMatrix second, CancellationToken cancellationToken = default) =>
        Exact(CostMatrix.Euclidean(first, second), cancellationToken);

    public static double Wasserstein2(DenseMatrix first, DenseMatrix second, CancellationToken cancellationToken = default) =>
        Math.Sqrt(Exact(CostMatrix.SquaredEuclidean(first, second), cancellationToken));

    private static double Exact(DenseMatrix cost, CancellationToken cancellationToken) =>
        Math.Max(0, ExactTransport.Solve(cost, TransportWeights.Uniform(cost.Rows), TransportWeights.Uniform(cost.Columns), cancellationToken).Cost);

    /// <summary>Means over all pairs of the kernels and of the distance; one row of the cost matrix at a time.</summary>
    private static (double Kernels, double Distances) Means(DenseMatrix first, DenseMatrix second)
    {
        double[] kernels = new double[first.Rows], distances = new double[first.Rows];
        var tiles = new DistanceTiles(second, first.Columns);
        Parallel.For(0, first.Rows, i =>
        {
            double[] squared = new double[second.Rows], work = new double[second.Rows];
            for (int tile = 0; tile < tiles.Count; tile++)
            {
                (int start, int width) = tiles.Range(tile);
                tiles.Squared(first.Row(i), tile, squared.AsSpan(start, width));
            }
            foreach (double width in KernelWidths)
            {
                TensorPrimitives.Multiply(squared, -width, work);
                TensorPrimitives.Exp<double>(work, work);
                kernels[i] += TensorPrimitives.Sum<double>(work) / KernelWidths.Count;
            }
            TensorPrimitives.Sqrt(squared, work);
            distances[i] = TensorPrimitives.Sum<double>(work);
        });
        double pairs = (double)first.Rows * second.Rows;
        return (kernels.Sum() / pairs, distances.Sum() / pairs);
    }
}
