using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.Preprocessing;

/// <summary>Chooses the genes that vary more between cells than others of the same mean expression.</summary>
/// <remarks>Ref: Satija et al. 2015 (Seurat 1, <c>mean.var.plot</c>): log dispersion, z-scored within 20 bins of mean expression; as in Scanpy's flavour <c>seurat</c> (Wolf et al. 2018).</remarks>
public static class HighlyVariableGenes
{
    private const int BinCount = 20;
    private const double TinyMean = 1e-12;

    /// <summary>Indices of the <paramref name="count"/> most variable genes, ascending; all that vary when there are no more.</summary>
    /// <param name="matrix">The matrix as stored.</param>
    /// <param name="scale">Its scale. Scaled and cytometry data are ranked by plain variance: their mean is no expression level.</param>
    /// <param name="count">Genes wanted.</param>
    /// <param name="isTaken">Cells to look at, <c>[cells]</c>; null for all.</param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    public static int[] Select(ICellMatrix matrix, MatrixScale scale, int count, bool[]? isTaken, CancellationToken cancellationToken = default)
    {
        bool isExpression = scale is not (MatrixScale.Scaled or MatrixScale.Cytometry);
        GeneMoments moments = GeneMoments.Of(matrix, scale, isTaken, cancellationToken);
        double[] scores = isExpression ? NormalizedDispersions(moments) : moments.Variances;
        int[] varying = [.. Enumerable.Range(0, matrix.Columns).Where(g => moments.Variances[g] > 0)];
        if (varying.Length <= count)
            return varying;
        return [.. varying.OrderByDescending(g => double.IsNaN(scores[g]) ? double.NegativeInfinity : scores[g]).ThenBy(g => g).Take(count).Order()];
    }

    /// <summary>Dispersion of each gene against genes of similar mean, <c>[genes]</c>; NaN where a gene does not vary.</summary>
    internal static double[] NormalizedDispersions(GeneMoments moments)
    {
        double[] means = Array.ConvertAll(moments.Means, m => m == 0 ? TinyMean : m);
        double[] dispersions = [.. moments.Variances.Zip(means, (v, m) => v == 0 ? double.NaN : Math.Log(v / m))];
        int[] bins = Bins(Array.ConvertAll(means, Normalization.LogOnePlus));
        double[] scores = new double[means.Length];
        foreach (var bin in Enumerable.Range(0, means.Length).GroupBy(g => bins[g]))
        {
            double[] members = [.. bin.Select(g => dispersions[g]).Where(d => !double.IsNaN(d))];
            double mean = members.Length == 0 ? double.NaN : members.Average();
            double deviation = members.Length < 2 ? double.NaN : Math.Sqrt(members.Sum(d => (d - mean) * (d - mean)) / (members.Length - 1));
            // A gene alone in its bin has nothing to be compared with and scores one.
            foreach (int gene in bin)
                scores[gene] = double.IsNaN(deviation) ? dispersions[gene] / mean : (dispersions[gene] - mean) / deviation;
        }
        return scores;
    }

    /// <summary>Equal-width bins, closed on the right, the first reaching a thousandth below the smallest value.</summary>
    private static int[] Bins(double[] values)
    {
        double min = values.DefaultIfEmpty(0).Min();
        double max = values.DefaultIfEmpty(0).Max();
        double[] edges = [.. Enumerable.Range(0, BinCount + 1).Select(i => min + i * ((max - min) / BinCount))];
        edges[BinCount] = max;
        return Array.ConvertAll(values, value =>
        {
            int at = Array.BinarySearch(edges, value);
            return Math.Clamp((at < 0 ? ~at : at) - 1, 0, BinCount - 1);
        });
    }
}
