using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.Preprocessing;

/// <summary>Brings cells to a common scale, each from its own values alone; zero stays zero.</summary>
public static class Normalization
{
    /// <summary>Counts of a cell are scaled to this total.</summary>
    public const double CountsPerCell = 10_000;

    /// <summary>Cytometry's usual cofactor for mass cytometry.</summary>
    public const double AsinhCofactor = 5;

    /// <summary>A block in the common scale; the input is left as it was.</summary>
    public static SparseRows Apply(SparseRows rows, MatrixScale scale)
    {
        if (scale is MatrixScale.Log or MatrixScale.Scaled)
            return rows;
        double[] values = (double[])rows.Values.Clone();
        for (int row = 0; row < rows.Rows; row++)
        {
            Span<double> cell = values.AsSpan(rows.Pointers[row]..rows.Pointers[row + 1]);
            double factor = SizeFactor(cell, scale);
            foreach (ref double value in cell)
                value = Of(value, factor, scale);
        }
        return rows with { Values = values };
    }

    /// <summary>One value in the common scale.</summary>
    /// <param name="stored">As in the file.</param>
    /// <param name="sizeFactor">Of its cell.</param>
    /// <param name="scale">Of the file.</param>
    internal static double Of(double stored, double sizeFactor, MatrixScale scale) => scale switch
    {
        MatrixScale.Counts or MatrixScale.Linear => LogOnePlus(stored * sizeFactor),
        MatrixScale.Cytometry => Math.Asinh(stored / AsinhCofactor),
        _ => stored,
    };

    /// <summary>One value as expression before its logarithm; scaled and cytometry values as <see cref="Of"/> gives them.</summary>
    internal static double BeforeLogarithm(double stored, double sizeFactor, MatrixScale scale) => scale switch
    {
        MatrixScale.Counts or MatrixScale.Linear => stored * sizeFactor,
        MatrixScale.Log => ExpMinusOne(stored),
        _ => Of(stored, sizeFactor, scale),
    };

    /// <summary>What the counts of a cell are multiplied by; one for other scales.</summary>
    internal static double SizeFactor(ReadOnlySpan<double> counts, MatrixScale scale)
    {
        if (scale != MatrixScale.Counts)
            return 1;
        double total = 0;
        foreach (double count in counts)
            total += count;
        return total > 0 ? CountsPerCell / total : 0;
    }

    /// <summary>log(1 + x) without losing small x: the rounding of 1 + x is divided out again.</summary>
    /// <remarks>Ref: Kahan, in Goldberg 1991, Theorem 4.</remarks>
    internal static double LogOnePlus(double x)
    {
        double sum = 1 + x;
        return sum == 1 ? x : Math.Log(sum) * x / (sum - 1);
    }

    /// <summary>exp(x) − 1 by the same device.</summary>
    internal static double ExpMinusOne(double x)
    {
        double exp = Math.Exp(x);
        if (exp == 1)
            return x;
        double difference = exp - 1;
        return difference == -1 || double.IsInfinity(exp) ? difference : difference * x / Math.Log(exp);
    }
}
