using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.Preprocessing;

/// <summary>Tells counts, linear, logarithmic, scaled and cytometry matrices apart by their numbers.</summary>
public static class ScaleDetector
{
    /// <summary>Logarithms of expression stay below this; FPKM, TPM, counts per million and raw intensities do not.</summary>
    public const double LargestLogarithm = 50;

    /// <summary>A panel of antibodies has no more columns; a transcriptome has thousands.</summary>
    private const int MostMarkers = 150;

    /// <summary>An instrument gives a number for every marker of every cell, while most genes of a cell are not seen.</summary>
    private const double LeastDense = 0.95, LeastDenseWithoutNegatives = 0.99;

    /// <summary>Whole numbers are counts; instruments smear them.</summary>
    private const double LeastFractional = 0.5;

    /// <summary>Largest value over the mean: a few cells are very bright. Z-scores stay far below.</summary>
    private const double LeastTail = 10;

    /// <summary>Size of the smallest value over the largest: background that was subtracted, not a scale centred at zero.</summary>
    private const double MostNegative = 0.1;

    /// <summary>What a person said, else what the numbers say.</summary>
    /// <param name="summary">Of the matrix as stored.</param>
    /// <param name="isCytometry">As in <see cref="StudyRoles.IsCytometry"/>.</param>
    public static ScaleEvidence Of(MatrixSummary summary, bool? isCytometry) => isCytometry switch
    {
        null => Detect(summary),
        true => Describe(MatrixScale.Cytometry, "Raw cytometry intensities, as a person said."),
        false => Describe(summary.Negative > 0 || summary.Max > LargestLogarithm ? MatrixScale.Scaled : MatrixScale.Log, "Values are taken as they are, as a person said."),
    };

    public static ScaleEvidence Detect(MatrixSummary summary)
    {
        if (summary.Nonzero == 0 || !double.IsFinite(summary.Max))
            return Describe(MatrixScale.Log, "There are no numbers other than zero: nothing says what they are.");
        string range = $"from {Short(summary.Negative > 0 ? summary.Min : 0)} to {Short(summary.Max)}";
        if (IsCytometry(summary))
        {
            return Describe(MatrixScale.Cytometry, $"{summary.Columns} columns with few zeros, values that are not whole and a long tail ({range}): raw intensities of a cytometry panel.")
                with { Warning = "The values look like raw cytometry intensities, so asinh(x/5) is taken, as is usual for mass cytometry. If they are something else, or were transformed before, choose that the values are to be taken as they are." };
        }
        if (summary.Negative > 0)
            return Describe(MatrixScale.Scaled, $"{NumberText.Grouped(summary.Negative)} values are negative ({range}): scaled or batch-corrected data.")
                with { Warning = "The matrix has negative values, so it was scaled before: gene choice and PCA work on what it is. Choose a layer with counts where there is one; measured or simulated quantities that may be negative are fine as they are." };
        if (summary.Fractional == 0 && summary.Nonzero > 0)
            return Describe(MatrixScale.Counts, $"All values are whole numbers, {range}: counts.");
        if (summary.Max > LargestLogarithm)
            return Describe(MatrixScale.Linear, $"Values are not whole and run {range}, above {LargestLogarithm}: a linear scale such as FPKM or TPM.");
        return Describe(MatrixScale.Log, $"Values are not whole and run {range}, at most {LargestLogarithm}: a logarithmic scale.");
    }

    internal static ScaleEvidence Given(MatrixScale scale) => Describe(scale, "The scale was given.");

    /// <summary>What is done with values of a scale.</summary>
    public static string Treatment(MatrixScale scale) => scale switch
    {
        MatrixScale.Counts => "counts per 10,000, log1p",
        MatrixScale.Linear => "log1p",
        MatrixScale.Cytometry => "asinh(x/5)",
        _ => "taken as it is",
    };

    private static bool IsCytometry(MatrixSummary summary)
    {
        double places = (double)summary.Rows * summary.Columns, mean = summary.Sum / places;
        return summary.Columns is > 1 and <= MostMarkers && summary.Max > LargestLogarithm
            && summary.Nonzero >= (summary.Negative > 0 ? LeastDense : LeastDenseWithoutNegatives) * places
            && summary.Fractional >= LeastFractional * summary.Nonzero
            && summary.Max >= LeastTail * mean && -summary.Min <= MostNegative * summary.Max;
    }

    private static ScaleEvidence Describe(MatrixScale scale, string evidence) => new(scale, evidence, Treatment(scale));

    /// <summary>Four digits, or whole with thousands separators: nobody reads exponents.</summary>
    private static string Short(double value) => Math.Abs(value) >= 1000 ? NumberText.Grouped((long)Math.Round(value)) : value.ToString("G4", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>The scale of a matrix with the reason for it.</summary>
/// <param name="Scale">What the numbers are.</param>
/// <param name="Evidence">What in them says so, one sentence.</param>
/// <param name="Treatment">What is done with them: <c>counts per 10,000, log1p</c>.</param>
/// <param name="Warning">What a person should check, or null.</param>
public sealed record ScaleEvidence(MatrixScale Scale, string Evidence, string Treatment, string? Warning = null);
