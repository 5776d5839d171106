using System.Globalization;

namespace CellDynamics.Cli.Benchmarks.KnownSystems;

/// <summary>Trials side by side: distances by predictor and time, parameters against the truth, seconds.</summary>
internal static class HeldOutTables
{
    /// <param name="trials">Of the same times.</param>
    /// <param name="times">Held-out times, in the data's unit.</param>
    /// <param name="published">Numbers from elsewhere, one per time; null where there are none.</param>
    public static BenchmarkTable Distances(IReadOnlyList<HeldOutTrial> trials, double[] times, (string Name, double[] Errors)? published)
    {
        List<IReadOnlyList<string>> rows = [.. HeldOutTrial.Predictors.Select(predictor => (IReadOnlyList<string>)
            [predictor, .. times.Select((_, t) => Spread([.. trials.Select(trial => trial.Errors[predictor][t])])), Spread([.. trials.Select(trial => trial.Errors[predictor].Average())])])];
        if (published is { } other)
            rows.Insert(1, [other.Name, .. other.Errors.Select(Text), Text(other.Errors.Average())]);
        return new BenchmarkTable("W2 to the held-out cells, mean ± sd", ["predictor", .. times.Select(time => $"t = {time.ToString("0.###", CultureInfo.InvariantCulture)}"), "mean"], rows);
    }

    public static BenchmarkTable Parameters(IReadOnlyList<HeldOutTrial> trials, IReadOnlyList<KeyValuePair<string, double>> truth) => new(
        "Recovered parameters, mean ± sd", ["parameter", "truth", "found", "error of the mean, %"],
        [.. truth.Select(parameter =>
        {
            double[] found = [.. trials.Select(trial => trial.Metrics[parameter.Key])];
            return (string[])[parameter.Key, Text(parameter.Value), Spread(found), (100 * (found.Average() / parameter.Value - 1)).ToString("+0.0;-0.0", CultureInfo.InvariantCulture)];
        })]);

    public static BenchmarkTable Fits(IReadOnlyList<HeldOutTrial> trials) => new(
        "Fits of SBIRR", ["seed", "seconds", "rounds", "settled", "mean W2"],
        [.. trials.Select((trial, seed) => (string[])
            [$"{seed}", trial.Seconds.ToString("0.0", CultureInfo.InvariantCulture), $"{trial.Metrics["rounds"]:0}", trial.HasConverged ? "yes" : "no", Text(trial.Errors[HeldOutTrial.Sbirr].Average())])]);

    /// <summary>Mean over the trials at every time.</summary>
    public static double[] Means(IReadOnlyList<HeldOutTrial> trials, string predictor) =>
        [.. Enumerable.Range(0, trials[0].Errors[predictor].Length).Select(t => trials.Average(trial => trial.Errors[predictor][t]))];

    /// <summary>Without a spread where all are the same, as a guess without chance is on one file.</summary>
    private static string Spread(double[] values)
    {
        double mean = values.Average();
        return values.Distinct().Count() < 2 ? Text(mean) : $"{Text(mean)} ± {Text(Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1)))}";
    }

    public static string Text(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
