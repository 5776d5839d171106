using CellDynamics.Data.Annotated;
using CellDynamics.Data.Preprocessing;

namespace CellDynamics.Runs.Results;

/// <summary>How strongly each gene changes between time points: the spread of its means over the spread within one time point.</summary>
internal static class GeneRanking
{
    // Genes that hardly vary would win by rounding otherwise.
    private const double LeastDeviation = 0.2;

    /// <returns>Larger for genes that change more, <c>[genes]</c>.</returns>
    public static double[] Score(ICellMatrix matrix, MatrixScale scale, double[] cellTimes, CancellationToken cancellationToken)
    {
        double[] times = [.. cellTimes.Where(double.IsFinite).Distinct().Order()];
        double[][] sums = [.. times.Select(_ => new double[matrix.Columns])], squares = [.. times.Select(_ => new double[matrix.Columns])];
        int[] counts = new int[times.Length];
        foreach (SparseRows stored in matrix.ReadRowBlocks(cancellationToken: cancellationToken))
        {
            SparseRows block = Normalization.Apply(stored, scale);
            for (int row = 0; row < block.Rows; row++)
            {
                int time = Array.BinarySearch(times, cellTimes[block.FirstRow + row]);
                if (time < 0)
                    continue;
                counts[time]++;
                for (int i = block.Pointers[row]; i < block.Pointers[row + 1]; i++)
                {
                    sums[time][block.Indices[i]] += block.Values[i];
                    squares[time][block.Indices[i]] += block.Values[i] * block.Values[i];
                }
            }
        }
        return [.. Enumerable.Range(0, matrix.Columns).Select(gene => Score(gene, sums, squares, counts))];
    }

    private static double Score(int gene, double[][] sums, double[][] squares, int[] counts)
    {
        double[] means = [.. counts.Select((count, t) => sums[t][gene] / Math.Max(1, count))];
        double within = counts.Select((count, t) => Math.Max(0, squares[t][gene] / Math.Max(1, count) - means[t] * means[t])).Average();
        double centre = means.Average();
        return Math.Sqrt(means.Sum(mean => (mean - centre) * (mean - centre)) / means.Length) / (Math.Sqrt(within) + LeastDeviation);
    }
}
