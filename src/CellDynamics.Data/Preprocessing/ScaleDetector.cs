using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.Preprocessing;

/// <summary>Tells counts, linear, logarithmic and scaled matrices apart by their numbers.</summary>
public static class ScaleDetector
{
    /// <summary>Logarithms of expression stay below this; FPKM, TPM and counts per million do not.</summary>
    public const double LargestLogarithm = 50;

    public static ScaleEvidence Detect(MatrixSummary summary)
    {
        string range = $"from {Short(summary.Negative > 0 ? summary.Min : 0)} to {Short(summary.Max)}";
        if (summary.Negative > 0)
            return Describe(MatrixScale.Scaled, $"{NumberText.Grouped(summary.Negative)} values are negative ({range}): scaled or batch-corrected data.")
                with { Warning = "The matrix has negative values, so it was scaled before: gene choice and PCA work on what it is. Choose a layer with counts where there is one." };
        if (summary.Fractional == 0 && summary.Nonzero > 0)
            return Describe(MatrixScale.Counts, $"All values are whole numbers, {range}: counts.");
        if (summary.Max > LargestLogarithm)
            return Describe(MatrixScale.Linear, $"Values are not whole and run {range}, above {LargestLogarithm}: a linear scale such as FPKM or TPM.");
        return Describe(MatrixScale.Log, $"Values are not whole and run {range}, at most {LargestLogarithm}: a logarithmic scale.");
    }

    /// <summary>The scale a person chose in place of the detected one.</summary>
    public static ScaleEvidence Chosen(MatrixScale scale) => Describe(scale, "Chosen by the person.");

    /// <summary>What is done with values of a scale.</summary>
    public static string Treatment(MatrixScale scale) => scale switch
    {
        MatrixScale.Counts => "counts per 10,000, log1p",
        MatrixScale.Linear => "log1p",
        MatrixScale.Cytometry => "asinh(x/5)",
        _ => "taken as it is",
    };

    private static ScaleEvidence Describe(MatrixScale scale, string evidence) => new(scale, evidence, Treatment(scale));

    /// <summary>Four digits, or whole with thousands separators: nobody reads exponents.</summary>
    private static string Short(double value) => Math.Abs(value) >= 1000 ? NumberText.Grouped((long)Math.Round(value)) : value.ToString("G4", System.Globalization.CultureInfo.InvariantCulture);
}
