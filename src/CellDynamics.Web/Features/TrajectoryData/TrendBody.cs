using CellDynamics.Runs.Results;

namespace CellDynamics.Web.Features.TrajectoryData;

/// <summary>A gene trend as JSON: numbers that are missing are null, because JSON knows no NaN.</summary>
internal sealed record TrendBody(
    string Gene, string Unit, double[] Times, double?[] Mean, double?[] Low, double?[] High, string BandMeaning,
    double[] MeasuredTimes, double?[] MeasuredMean, string Note)
{
    public static TrendBody Of(GeneTrend trend) => new(
        trend.Gene, trend.Unit, trend.Times, Finite(trend.Mean), Finite(trend.Low), Finite(trend.High), trend.BandMeaning,
        trend.MeasuredTimes, Finite(trend.MeasuredMean), trend.Note);

    private static double?[] Finite(double[] values) => Array.ConvertAll(values, value => double.IsFinite(value) ? value : (double?)null);
}
