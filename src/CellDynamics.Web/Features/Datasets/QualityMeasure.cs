using CellDynamics.Runs.Datasets;
using CellDynamics.Web.Components.Charts;

namespace CellDynamics.Web.Features.Datasets;

/// <summary>One quantity of every cell as a figure shows it: from 0 to its largest value, on a scale that leaves the bulk of the cells visible.</summary>
/// <param name="Id">Short, for names of elements.</param>
/// <param name="Title">Such as "Genes per cell".</param>
/// <param name="Unit">Behind a number, or empty.</param>
/// <param name="Values"><c>[cells]</c>; NaN where unknown.</param>
/// <param name="HasLeast">A lower threshold makes sense, too.</param>
public sealed record QualityMeasure(string Id, string Title, string Unit, double[] Values, bool HasLeast)
{
    /// <summary>Largest value over the median from which a plain axis would press the bulk of the cells to its foot.</summary>
    private const double LongTail = 8;

    private const int Bins = 48;

    /// <summary>End of the axis.</summary>
    public double Top { get; } = Math.Max(1, 1.05 * Values.Where(double.IsFinite).DefaultIfEmpty(1).Max());

    public bool IsLog { get; } = MedianOf(Values) is > 0 and var median && Values.Where(double.IsFinite).Max() > LongTail * median;

    /// <summary>The three quantities; the mitochondrial share, in per cent, only where the file tells it.</summary>
    public static IReadOnlyList<QualityMeasure> Of(QualitySummary quality)
    {
        var genes = new QualityMeasure("genes", "Genes per cell", "", Array.ConvertAll(quality.Genes, count => (double)count), true);
        var counts = new QualityMeasure("counts", quality.AreCounts ? "Counts per cell" : "Sum of the values per cell", "", quality.Counts, true);
        return quality.MitochondrialShares is { } shares
            ? [genes, counts, new QualityMeasure("mito", "Mitochondrial share", "%", Array.ConvertAll(shares, share => 100 * share), false)] : [genes, counts];
    }

    /// <summary>0 at the foot of the axis, 1 at its end.</summary>
    public double Place(double value) => Math.Clamp(IsLog ? Math.Log10(1 + Math.Max(0, value)) / Math.Log10(1 + Top) : value / Top, 0, 1);

    public IReadOnlyList<double> Ticks => IsLog ? [0, .. Enumerable.Range(1, 12).Select(power => Math.Pow(10, power)).Where(tick => tick <= Top)] : AxisTicks.Of(0, Top);

    /// <summary>Shares of cells along the axis, the largest 1, <c>[bins]</c>.</summary>
    public double[] Shape(IEnumerable<double> values)
    {
        double[] counts = new double[Bins];
        foreach (double value in values.Where(double.IsFinite))
            counts[Math.Min(Bins - 1, (int)(Place(value) * Bins))]++;
        // Neighbours are averaged: the outline shows where cells are, not how they were binned.
        double[] smooth = [.. counts.Select((count, i) => (2 * count + counts[Math.Max(0, i - 1)] + counts[Math.Min(Bins - 1, i + 1)]) / 4)];
        double most = Math.Max(1e-9, smooth.Max());
        return Array.ConvertAll(smooth, count => count / most);
    }

    /// <summary>NaN without values.</summary>
    public static double MedianOf(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Where(double.IsFinite).Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
