namespace CellDynamics.Runs.Results;

/// <summary>One gene along time, inferred and measured.</summary>
/// <param name="Gene">Name in the file.</param>
/// <param name="Unit">Such as "ln(FPKM + 1)".</param>
/// <param name="Times">Grid, <c>[times]</c>.</param>
/// <param name="Mean">Of the inferred cells, <c>[times]</c>.</param>
/// <param name="Low">2.5 % quantile of the mean over resampled paths.</param>
/// <param name="High">97.5 % quantile of the mean.</param>
/// <param name="BandMeaning">What the band varies over, in words.</param>
/// <param name="MeasuredTimes">Measured times, <c>[measured]</c>.</param>
/// <param name="MeasuredMean">Mean over the measured cells, <c>[measured]</c>.</param>
/// <param name="Note">Why there are no inferred values, or empty.</param>
public sealed record GeneTrend(
    string Gene, string Unit, double[] Times, double[] Mean, double[] Low, double[] High, string BandMeaning,
    double[] MeasuredTimes, double[] MeasuredMean, string Note);
