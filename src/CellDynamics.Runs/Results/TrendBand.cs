namespace CellDynamics.Runs.Results;

/// <summary>Mean of inferred cells along time, and how far it varies when the cells are drawn again.</summary>
/// <param name="Mean"><c>[times]</c>.</param>
/// <param name="Low">2.5 % quantile of the mean, <c>[times]</c>.</param>
/// <param name="High">97.5 % quantile, <c>[times]</c>.</param>
internal sealed record TrendBand(double[] Mean, double[] Low, double[] High)
{
    public const string Meaning = "95 % of the means when the measured cells that the paths start from are drawn again with replacement (bootstrap). It does not cover what the model itself may get wrong.";

    private const int Draws = 200;
    private const int Seed = 20_260_101;

    /// <param name="values">Row-major <c>[paths, times]</c>.</param>
    /// <param name="sources">Cell each path starts from, <c>[paths]</c>: paths of one cell are drawn together.</param>
    /// <remarks>Ref: Efron &amp; Tibshirani 1993, chapter 13: percentile interval, clusters resampled whole.</remarks>
    public static TrendBand Of(float[] values, int[] sources)
    {
        int times = values.Length / sources.Length;
        int[] group = Groups(sources, out int groups);
        double[] sums = new double[groups * times];
        int[] sizes = new int[groups];
        for (int path = 0; path < sources.Length; path++)
        {
            sizes[group[path]]++;
            for (int t = 0; t < times; t++)
                sums[group[path] * times + t] += values[path * times + t];
        }
        double[] mean = MeanOf(sums, sizes, [.. Enumerable.Range(0, groups)], times);
        var random = new Random(Seed);
        double[][] draws = new double[Draws][];
        for (int draw = 0; draw < Draws; draw++)
            draws[draw] = MeanOf(sums, sizes, [.. Enumerable.Range(0, groups).Select(_ => random.Next(groups))], times);
        return new TrendBand(mean, Quantile(draws, times, 0.025), Quantile(draws, times, 0.975));
    }

    private static int[] Groups(int[] sources, out int count)
    {
        var places = new Dictionary<int, int>();
        int[] group = Array.ConvertAll(sources, source => places.TryGetValue(source, out int place) ? place : places[source] = places.Count);
        count = places.Count;
        return group;
    }

    private static double[] MeanOf(double[] sums, int[] sizes, int[] drawn, int times)
    {
        double[] mean = new double[times];
        long total = 0;
        foreach (int group in drawn)
        {
            total += sizes[group];
            for (int t = 0; t < times; t++)
                mean[t] += sums[group * times + t];
        }
        return Array.ConvertAll(mean, sum => sum / total);
    }

    private static double[] Quantile(double[][] draws, int times, double share)
    {
        double[] quantile = new double[times];
        for (int t = 0; t < times; t++)
        {
            double[] sorted = [.. draws.Select(draw => draw[t]).Order()];
            double place = share * (sorted.Length - 1);
            int below = (int)place;
            quantile[t] = sorted[below] + (place - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]);
        }
        return quantile;
    }
}
