using System.Globalization;
using CellDynamics.Methods.Metrics;

namespace CellDynamics.Cli.Benchmarks.Networks;

/// <summary>Trials as tables; the draw is the unit.</summary>
internal sealed class SpatialHillTables(IReadOnlyList<SpatialHillTrial> trials)
{
    private static readonly (string Heading, Func<SpatialHillTrial, double> Of, string Format)[] Measures =
    [
        ("one-step gain", trial => trial.Gain, "0.000"), .. SpatialHillDraw.Horizons.Select((h, i) => ($"rollout MSE, H = {h}", (Func<SpatialHillTrial, double>)(trial => trial.PathErrors[i]), "0.0000")),
        ("network AUPRC", trial => trial.Auprc, "0.000"), ("LR → gene AUROC", trial => trial.SignalAuroc, "0.000"), ("LR → gene AUPRC", trial => trial.SignalAuprc, "0.000"), ("knock-out r", trial => trial.KnockOut, "0.000"),
    ];

    public double Mean(string contender, TrainingKind training, Func<SpatialHillTrial, double> measure) => Of(contender, training).Average(measure);

    /// <summary>One contender minus another on the same draws.</summary>
    public DonorBootstrap Difference(string one, string other, TrainingKind training, Func<SpatialHillTrial, double> measure) =>
        DonorBootstrap.Of([.. Of(one, training).Zip(Of(other, training), (a, b) => measure(a) - measure(b))], 0);

    /// <summary>Mean ± sd over draws.</summary>
    public BenchmarkTable Scores(string title, IEnumerable<string> order, TrainingKind training) => new(title, ["predictor", .. Measures.Select(measure => measure.Heading), "fit, s"],
    [
        .. order.Select(name => (string[])[name, .. Measures.Select(measure => Spread([.. Of(name, training).Select(measure.Of)], measure.Format)), Number(Mean(name, training, trial => trial.Seconds), "0.0")]),
    ]);

    /// <summary>One contender minus each of the others on the same draws.</summary>
    public BenchmarkTable Differences(string title, string model, IEnumerable<string> others, TrainingKind training) => new(title, ["minus", .. Measures.Select(measure => measure.Heading)],
    [
        .. others.Select(other => (string[])[other, .. Measures.Select(measure => Interval(Difference(model, other, training, measure.Of), measure.Format))]),
    ]);

    /// <summary>What is left of a contender when what it should need is taken away.</summary>
    public BenchmarkTable Controls(string title, IEnumerable<string> order, TrainingKind training) => new(title, ["predictor", "one-step gain", "network AUPRC", "… names of genes permuted", "LR → gene AUROC", "invented edges rejected", "missing edges found"],
    [
        .. order.Select(name => (string[])
        [
            name, Text(name, training, trial => trial.Gain), Text(name, training, trial => trial.Auprc), Text(name, training, trial => trial.PermutedAuprc), Text(name, training, trial => trial.SignalAuroc),
            Text(name, training, trial => trial.Rejected), Text(name, training, trial => trial.Recovered),
        ]),
    ]);

    private string Text(string name, TrainingKind training, Func<SpatialHillTrial, double> measure) => Spread([.. Of(name, training).Select(measure)], "0.000");

    private SpatialHillTrial[] Of(string contender, TrainingKind training) => [.. trials.Where(trial => trial.Contender == contender && trial.Training == training).OrderBy(trial => trial.Draw)];

    private static string Spread(double[] values, string format)
    {
        double mean = values.Average();
        return double.IsNaN(mean) ? "" : values.Length < 2 ? Number(mean, format) : $"{Number(mean, format)} ± {Number(Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1)), format)}";
    }

    private static string Interval(DonorBootstrap gap, string format)
    {
        string signed = $"+{format};-{format};{format}";
        return double.IsNaN(gap.Mean) ? "" : double.IsNaN(gap.Low) ? Number(gap.Mean, signed) : $"{Number(gap.Mean, signed)} ({Number(gap.Low, signed)} to {Number(gap.High, signed)})";
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
