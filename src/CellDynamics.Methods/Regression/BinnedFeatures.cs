using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Regression;

/// <summary>Features cut into at most 128 bins of about equal counts, so that a tree finds the best cut of a node in one pass.</summary>
internal sealed class BinnedFeatures
{
    public const int MostBins = 128;

    private readonly byte[][] bins;
    private readonly double[][] cuts;

    /// <param name="features"><c>[rows, features]</c>.</param>
    public BinnedFeatures(DenseMatrix features)
    {
        Rows = features.Rows;
        double[][] columns = [.. Enumerable.Range(0, features.Columns).Select(features.Column)];
        cuts = Array.ConvertAll(columns, Cuts);
        bins = [.. columns.Select((column, j) => Array.ConvertAll(column, value => (byte)BinOf(cuts[j], value)))];
    }

    public int Rows { get; }

    public int Count => bins.Length;

    /// <summary>Bin of every row, <c>[rows]</c>.</summary>
    public ReadOnlySpan<byte> Bins(int feature) => bins[feature];

    public int BinCount(int feature) => cuts[feature].Length + 1;

    /// <summary>Values up to this go into <paramref name="bin"/> or those below it.</summary>
    public double UpperEdge(int feature, int bin) => cuts[feature][bin];

    /// <summary>Midway between the neighbours of each boundary.</summary>
    private static double[] Cuts(double[] column)
    {
        double[] sorted = [.. column.Order()];
        double[] distinct = [.. sorted.Distinct()];
        IEnumerable<int> firsts = distinct.Length <= MostBins
            ? Enumerable.Range(1, Math.Max(0, distinct.Length - 1))
            : Enumerable.Range(1, MostBins - 1).Select(b => Array.BinarySearch(distinct, sorted[(int)((long)b * sorted.Length / MostBins)])).Where(first => first > 0).Distinct();
        return [.. firsts.Select(first => 0.5 * (distinct[first - 1] + distinct[first]))];
    }

    private static int BinOf(double[] cuts, double value)
    {
        int at = Array.BinarySearch(cuts, value);
        return at < 0 ? ~at : at;
    }
}
