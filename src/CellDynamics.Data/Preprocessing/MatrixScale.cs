namespace CellDynamics.Data.Preprocessing;

/// <summary>What the numbers of a matrix are, which decides how they are brought to a common scale.</summary>
public enum MatrixScale
{
    /// <summary>Non-negative whole numbers: counts per 10,000, then log1p.</summary>
    Counts,

    /// <summary>Non-negative, not whole, above 50 (FPKM, TPM): log1p.</summary>
    Linear,

    /// <summary>Non-negative, at most 50: taken as it is.</summary>
    Log,

    /// <summary>Raw ion counts or fluorescence of a panel of markers: asinh(x/5).</summary>
    Cytometry,

    /// <summary>Negative values occur, or a person says that nothing is to be done: taken as it is.</summary>
    Scaled,
}
