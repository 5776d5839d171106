using System.Numerics.Tensors;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Validation.Donors;

namespace CellDynamics.Methods.Metrics;

/// <summary>How far predicted treated cells are from measured ones, in every way that the paper and its critics ask for.</summary>
public static class ResponseDistance
{
    /// <summary>5, 10, …, 95 %.</summary>
    private static readonly double[] Levels = [.. Enumerable.Range(1, 19).Select(i => 0.05 * i)];

    /// <param name="predicted">States <c>[cells, dims]</c>.</param>
    /// <param name="measured">States <c>[cells, dims]</c> in the same space.</param>
    /// <param name="cancellation">Stops the exact transport.</param>
    /// <exception cref="ArgumentException">The populations lie in different spaces or one is empty.</exception>
    public static ResponseErrors Between(DenseMatrix predicted, DenseMatrix measured, CancellationToken cancellation = default)
    {
        PopulationDistance distance = PopulationDistance.Between(predicted, measured, cancellation);
        double squares = 0, quantiles = 0;
        for (int k = 0; k < measured.Columns; k++)
        {
            double[] found = predicted.Column(k), expected = measured.Column(k);
            double difference = TensorPrimitives.Average<double>(found) - TensorPrimitives.Average<double>(expected);
            squares += difference * difference;
            Array.Sort(found);
            Array.Sort(expected);
            quantiles += Levels.Average(level => Math.Abs(Quantile(found, level) - Quantile(expected, level)));
        }
        return new ResponseErrors(distance.W1, distance.W2, distance.Mmd, distance.Energy, FeatureCorrelation.Between(predicted, measured),
            Math.Sqrt(squares / measured.Columns), quantiles / measured.Columns);
    }

    /// <summary>Where a distance lies between what a perfect model could reach (0) and assuming no change (1); above 1, worse than no change.</summary>
    /// <returns>NaN where the treated cells are no farther from the control than from one another: there is no response to predict.</returns>
    public static double Normalised(double model, double noChange, double ceiling) =>
        noChange > ceiling ? (model - ceiling) / (noChange - ceiling) : double.NaN;

    /// <summary>Between the two nearest values, as NumPy's default. Ref: Hyndman &amp; Fan 1996, type 7.</summary>
    /// <param name="sorted">Ascending, at least one.</param>
    /// <param name="level">0 to 1.</param>
    internal static double Quantile(double[] sorted, double level)
    {
        double place = level * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }
}
