using System.Numerics.Tensors;
using CellDynamics.Methods.Integration;

namespace CellDynamics.Methods.Responses.Inference;

/// <summary>Dissimilarities among control and treated cells, computed once: how far the two are apart, whether shuffled labels come as far, and how far cells drawn again are.</summary>
/// <remarks>
/// T = 2 mean d(x, y) − mean d(x, x') − mean d(y, y') over pairs of different cells (U-statistic): unlike the V-statistic it does not grow as
/// cells get fewer, so that small and large cell types can be compared; it may fall below zero where nothing separates the two.
/// With d = ‖x − y‖ it is the energy distance, with d = −k(x, y) the squared maximum mean discrepancy. Ref: Székely &amp; Rizzo 2013; Gretton et al. 2012, lemma 6; Peidli et al. 2024 (E-distance of perturbed cells).
/// </remarks>
internal sealed class SeparationMatrix
{
    private readonly double[] values;
    private readonly int first, second, all;

    /// <param name="values">Symmetric, zero on the diagonal, the first group before the second, <c>[first + second, first + second]</c>.</param>
    /// <param name="first">Cells of the first group, at least two.</param>
    /// <param name="second">Cells of the second group, at least two.</param>
    public SeparationMatrix(double[] values, int first, int second)
    {
        (this.values, this.first, this.second, all) = (values, first, second, first + second);
        Observed = WithLabels([Enumerable.Range(0, all).Select(i => i < first ? 1.0 : 0).ToArray()])[0];
    }

    /// <summary>T of the groups as they are.</summary>
    public double Observed { get; }

    /// <summary>Share of shuffled labels that separate the cells at least as far, (1 + b) / (1 + m). Ref: Phipson &amp; Smyth 2010.</summary>
    /// <param name="labels">Of <see cref="Shuffled"/>.</param>
    public double P(double[][] labels)
    {
        // Shuffles that give the very split observed differ from it by rounding only.
        double limit = Observed - 1e-12 * Math.Abs(Observed);
        return (1.0 + WithLabels(labels).Count(t => t >= limit)) / (1 + labels.Length);
    }

    /// <summary>Labels in random order: 1 for the first group, 0 for the second, <c>[permutations][first + second]</c>.</summary>
    public static double[][] Shuffled(int first, int second, int permutations, RandomStream random)
    {
        double[] labels = new double[first + second];
        labels.AsSpan(0, first).Fill(1);
        double[][] shuffled = new double[permutations][];
        for (int p = 0; p < permutations; p++)
        {
            for (int i = labels.Length - 1; i > 0; i--)
            {
                int other = random.NextIndex(i + 1);
                (labels[i], labels[other]) = (labels[other], labels[i]);
            }
            shuffled[p] = [.. labels];
        }
        return shuffled;
    }

    /// <summary>How often each cell comes when as many are drawn again with replacement, <c>[resamples][cells]</c>.</summary>
    public static double[][] Redrawn(int cells, int resamples, RandomStream random)
    {
        double[][] counts = new double[resamples][];
        for (int b = 0; b < resamples; b++)
        {
            counts[b] = new double[cells];
            for (int i = 0; i < cells; i++)
                counts[b][random.NextIndex(cells)]++;
        }
        return counts;
    }

    /// <summary>T of cells drawn again, over pairs that are not the same cell twice, <c>[resamples]</c>. Ref: Efron &amp; Tibshirani 1993, chapter 8.</summary>
    /// <param name="firstCounts">Of <see cref="Redrawn"/>, <c>[resamples][first]</c>.</param>
    /// <param name="secondCounts"><c>[resamples][second]</c>.</param>
    public double[] WithCounts(double[][] firstCounts, double[][] secondCounts)
    {
        double[] t = new double[firstCounts.Length];
        double[] pairsFirst = [.. firstCounts.Select(PairsOf)], pairsSecond = [.. secondCounts.Select(PairsOf)];
        for (int i = 0; i < all; i++)
        {
            ReadOnlySpan<double> toFirst = values.AsSpan(i * all, first), toSecond = values.AsSpan(i * all + first, second);
            for (int b = 0; b < t.Length; b++)
            {
                double weight = i < first ? firstCounts[b][i] : secondCounts[b][i - first];
                if (weight == 0)
                    continue;
                double apart = TensorPrimitives.Dot(toSecond, secondCounts[b]);
                t[b] += weight * (i < first
                    ? 2 * apart / ((double)first * second) - TensorPrimitives.Dot(toFirst, firstCounts[b]) / pairsFirst[b]
                    : -apart / pairsSecond[b]);
            }
        }
        return t;
    }

    /// <summary>Ordered pairs of draws that are not the same cell.</summary>
    private static double PairsOf(double[] counts)
    {
        double drawn = counts.Length;
        return drawn * drawn - TensorPrimitives.SumOfSquares<double>(counts);
    }

    private double[] WithLabels(double[][] labels)
    {
        double[] inner = new double[labels.Length], outer = new double[labels.Length];
        double total = 0;
        for (int i = 0; i < all; i++)
        {
            ReadOnlySpan<double> row = values.AsSpan(i * all, all);
            double sum = TensorPrimitives.Sum(row);
            total += sum;
            for (int p = 0; p < labels.Length; p++)
            {
                if (labels[p][i] == 0)
                    continue;
                inner[p] += TensorPrimitives.Dot(row, labels[p]);
                outer[p] += sum;
            }
        }
        return [.. inner.Zip(outer, (within, rows) => 2 * (rows - within) / ((double)first * second)
            - within / ((double)first * (first - 1)) - (total - 2 * rows + within) / ((double)second * (second - 1)))];
    }
}
