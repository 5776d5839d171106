using System.Text.RegularExpressions;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Preprocessing;

namespace CellDynamics.Runs.Results;

/// <summary>How a gene differs between time points.</summary>
/// <param name="Score">The spread of its means over the spread within one time point.</param>
/// <param name="Detected">Share of the cells in which it is not zero.</param>
/// <param name="Means">Mean at every time point, <c>[times]</c>.</param>
internal sealed record GeneChange(double Score, double Detected, double[] Means);

/// <summary>Finds genes worth showing first: they change between time points, are seen in more than a few cells, and do not all tell the same story.</summary>
internal static partial class GeneRanking
{
    // Genes that hardly vary would win by rounding otherwise.
    private const double LeastDeviation = 0.2;

    /// <summary>A gene seen in fewer cells is often an artefact of one plate.</summary>
    private const double LeastDetected = 0.2;

    /// <summary>Means of two genes that follow each other more closely than this tell one story.</summary>
    private const double SameStory = 0.9;

    private static readonly string[] BiotypeColumns = ["biotype", "gene_biotype", "gene_type"];

    /// <returns>One per gene, <c>[genes]</c>.</returns>
    public static GeneChange[] Measure(ICellMatrix matrix, MatrixScale scale, double[] cellTimes, CancellationToken cancellationToken)
    {
        double[] times = [.. cellTimes.Where(double.IsFinite).Distinct().Order()];
        double[][] sums = [.. times.Select(_ => new double[matrix.Columns])], squares = [.. times.Select(_ => new double[matrix.Columns])];
        int[] counts = new int[times.Length], seen = new int[matrix.Columns];
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
                    (int gene, double value) = (block.Indices[i], block.Values[i]);
                    sums[time][gene] += value;
                    squares[time][gene] += value * value;
                    seen[gene] += value != 0 ? 1 : 0;
                }
            }
        }
        return [.. Enumerable.Range(0, matrix.Columns).Select(gene => Change(gene, sums, squares, counts, seen[gene]))];
    }

    /// <summary>Genes in the order to show them. Genes with a name of their own, and coding ones where the file says so, come before clones and pseudogenes.</summary>
    /// <param name="changes">One per gene.</param>
    /// <param name="genes">The file's <c>var</c>.</param>
    /// <param name="symbols">Names as shown, <c>[genes]</c>.</param>
    /// <param name="count">How many.</param>
    public static int[] Choose(GeneChange[] changes, DataFrame genes, IReadOnlyList<string> symbols, int count)
    {
        DataColumn? biotype = BiotypeColumns.Select(genes.Find).FirstOrDefault(column => column is not null);
        bool IsTelling(int gene) => changes[gene].Detected >= LeastDetected && !CloneName().IsMatch(symbols[gene]) && (biotype?.Labels[gene] ?? "protein_coding") == "protein_coding";
        int[] ranked = [.. Enumerable.Range(0, changes.Length).OrderByDescending(IsTelling).ThenByDescending(gene => changes[gene].Score)];
        List<int> chosen = [];
        foreach (int gene in ranked.Where(IsTelling))
        {
            if (chosen.Count < count && !chosen.Exists(other => Correlation(changes[gene].Means, changes[other].Means) > SameStory))
                chosen.Add(gene);
        }
        return [.. chosen.Concat(ranked).Distinct().Take(count)];
    }

    private static GeneChange Change(int gene, double[][] sums, double[][] squares, int[] counts, int seen)
    {
        double[] means = [.. counts.Select((count, t) => sums[t][gene] / Math.Max(1, count))];
        double within = counts.Select((count, t) => Math.Max(0, squares[t][gene] / Math.Max(1, count) - means[t] * means[t])).Average();
        double centre = means.Average();
        double score = Math.Sqrt(means.Sum(mean => (mean - centre) * (mean - centre)) / means.Length) / (Math.Sqrt(within) + LeastDeviation);
        return new GeneChange(score, (double)seen / Math.Max(1, counts.Sum()), means);
    }

    private static double Correlation(double[] x, double[] y)
    {
        double centreX = x.Average(), centreY = y.Average(), xy = 0, xx = 0, yy = 0;
        for (int i = 0; i < x.Length; i++)
        {
            xy += (x[i] - centreX) * (y[i] - centreY);
            xx += (x[i] - centreX) * (x[i] - centreX);
            yy += (y[i] - centreY) * (y[i] - centreY);
        }
        return xx > 0 && yy > 0 ? xy / Math.Sqrt(xx * yy) : 1;
    }

    /// <summary>Names of sequenced clones stand for genes nobody has named, such as RP11-47I22.3 or AC061975.1.</summary>
    [GeneratedRegex(@"^(A[CFJLP]\d{6}|[A-Z]{2,3}\d*-\d+[A-Z]\d+|LINC\d|ENS[A-Z]*G\d)")]
    private static partial Regex CloneName();
}
