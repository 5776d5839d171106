using CellDynamics.Runs.Execution;

namespace CellDynamics.Runs.Results;

/// <summary>Reads finished results; keeps the last few in memory, so that a slider does not read the file again.</summary>
public sealed class ResultStore
{
    /// <exception cref="FileNotFoundException">The run has no result (yet).</exception>
    public Task<TrajectoryResult> ReadAsync(RunFolder folder, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>One gene in all measured cells on the scale of the run, <c>[cells]</c>; NaN where missing.</summary>
    /// <exception cref="KeyNotFoundException">No such gene; the message names close ones.</exception>
    public Task<float[]> ReadGeneAsync(RunFolder folder, string gene, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>One gene along the inferred paths: mean and central 95 % at every time of the grid, and the measured cells per time point.</summary>
    public Task<GeneTrend> ReadGeneTrendAsync(RunFolder folder, string gene, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>One gene in the inferred cells, row-major <c>[paths, times]</c>; null when the representation cannot be decoded.</summary>
    public Task<float[]?> ReadInferredGeneAsync(RunFolder folder, string gene, CancellationToken cancellationToken) => throw new NotImplementedException();
}

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
