using System.Numerics.Tensors;
using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Metrics;

/// <summary>Whether features go together in one population as they do in another: what a shift of all cells can never get right.</summary>
/// <remarks>"r2_pwf_corr" of meta flow matching and "r2-pairwise_feat_corrs" of CellOT; despite the names neither squares it. Ref: Bunne et al. 2023, doi 10.1038/s41592-023-01969-x.</remarks>
public static class FeatureCorrelation
{
    /// <summary>Pearson correlation between the two lists of correlations of every pair of features.</summary>
    /// <param name="first">States <c>[cells, dims]</c>.</param>
    /// <param name="second">States <c>[cells, dims]</c> in the same space.</param>
    /// <returns>−1 to 1; NaN with fewer than three features that vary in both populations.</returns>
    public static double Between(DenseMatrix first, DenseMatrix second)
    {
        int[] varying = [.. Enumerable.Range(0, first.Columns).Where(k => Varies(first, k) && Varies(second, k))];
        return varying.Length < 3 ? double.NaN : Pearson(Pairs(first, varying), Pairs(second, varying));
    }

    // By the values themselves: the variance of a constant is not exactly zero once it is rounded.
    private static bool Varies(DenseMatrix states, int feature)
    {
        for (int i = 1; i < states.Rows; i++)
        {
            if (states[i, feature] != states[0, feature])
                return true;
        }
        return false;
    }

    /// <summary>Upper triangle of the correlation matrix, row by row.</summary>
    private static double[] Pairs(DenseMatrix states, int[] features)
    {
        double[][] unit = Array.ConvertAll(features, k => Unit(states.Column(k)));
        return [.. from i in Enumerable.Range(0, unit.Length) from j in Enumerable.Range(i + 1, unit.Length - i - 1) select TensorPrimitives.Dot<double>(unit[i], unit[j])];
    }

    private static double Pearson(double[] first, double[] second) => TensorPrimitives.Dot<double>(Unit(first), Unit(second));

    /// <summary>Centred and of length one.</summary>
    private static double[] Unit(double[] values)
    {
        double mean = TensorPrimitives.Average<double>(values);
        double[] centred = Array.ConvertAll(values, value => value - mean);
        double length = TensorPrimitives.Norm<double>(centred);
        return Array.ConvertAll(centred, value => value / length);
    }
}
