using System.Globalization;
using CellDynamics.Methods.Metrics;
using CellDynamics.Methods.Validation.Donors;

namespace CellDynamics.Cli.Benchmarks.Treatments;

/// <summary>Trials as tables: seeds and treatments are averaged within a donor first, because the donor is the unit.</summary>
internal sealed class TrialTables(IReadOnlyList<ResponseTrial> trials, IReadOnlyList<string> order)
{
    public IReadOnlyList<string> Names => order;

    public IReadOnlyList<string> Donors { get; } = [.. trials.SelectMany(trial => trial.Errors.Select(error => error.Pair.Donor)).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>One number per donor, <c>[donors]</c>.</summary>
    public double[] PerDonor(string contender, Func<ResponseErrors, double> metric) =>
        [.. Donors.Select(donor => trials.Where(trial => trial.Contender == contender).SelectMany(trial => trial.Errors).Where(error => error.Pair.Donor == donor).Average(error => metric(error.Errors)))];

    public double Mean(string contender) => PerDonor(contender, errors => errors.W2).Average();

    /// <summary>W2 of one contender minus another, over donors.</summary>
    public DonorBootstrap Difference(string one, string other) =>
        DonorBootstrap.Of([.. PerDonor(one, errors => errors.W2).Zip(PerDonor(other, errors => errors.W2), (a, b) => a - b)], 0);

    public double MeanSeconds(string contender) => trials.Where(trial => trial.Contender == contender).Average(trial => trial.Seconds);

    public double MostSeconds(string contender) => trials.Where(trial => trial.Contender == contender).Max(trial => trial.Seconds);

    public BenchmarkTable Scores(string title) => new(title, ["predictor", "W1", "W2", "MMD × 1000", "energy", "r", "means", "quantiles", "W2, normalised", "training, s"],
    [
        .. order.Select(name => (string[])
        [
            name, Text(name, errors => errors.W1), Spread(name), Number(PerDonor(name, errors => errors.Mmd).Average() * 1000, "0.00"), Text(name, errors => errors.Energy), Text(name, errors => errors.Correlation),
            Text(name, errors => errors.MeanError), Text(name, errors => errors.QuantileError), Number(Normalised(name), "0.00"), MeanSeconds(name) is > 0.05 and double seconds ? Number(seconds, "0.0") : "",
        ]),
    ]);

    public BenchmarkTable ByDonor(string title) => new(title, ["predictor", .. Donors], [.. order.Select(name => (string[])[name, .. PerDonor(name, errors => errors.W2).Select(value => Number(value, "0.000"))])]);

    /// <param name="title">One line.</param>
    /// <param name="model">Minus each of the others.</param>
    /// <param name="others">Baselines.</param>
    public BenchmarkTable Differences(string title, string model, IEnumerable<string> others) => new(title, ["minus", "mean", "95 % interval over donors"],
    [
        .. others.Select(other =>
        {
            DonorBootstrap difference = Difference(model, other);
            return (string[])[other, Number(difference.Mean, "+0.000;-0.000;0.000"), $"{Number(difference.Low, "+0.000;-0.000;0.000")} to {Number(difference.High, "+0.000;-0.000;0.000")}"];
        }),
    ]);

    public static string Number(double value, string format) => double.IsNaN(value) ? "" : value.ToString(format, CultureInfo.InvariantCulture);

    private string Text(string name, Func<ResponseErrors, double> metric) => Number(PerDonor(name, metric).Average(), "0.000");

    /// <summary>Mean over donors, with the spread of that mean over seeds.</summary>
    private string Spread(string name)
    {
        double[] bySeed = [.. trials.Where(trial => trial.Contender == name).GroupBy(trial => trial.Seed).Select(seed => seed.SelectMany(trial => trial.Errors).GroupBy(error => error.Pair.Donor).Average(donor => donor.Average(error => error.Errors.W2)))];
        double mean = bySeed.Average();
        return bySeed.Length < 2 ? Number(mean, "0.000") : $"{Number(mean, "0.000")} ± {Number(Math.Sqrt(bySeed.Sum(value => (value - mean) * (value - mean)) / (bySeed.Length - 1)), "0.000")}";
    }

    private double Normalised(string name) => order.Contains(Contender.Ceiling) ? ResponseDistance.Normalised(Mean(name), Mean("no-change"), Mean(Contender.Ceiling)) : double.NaN;
}
