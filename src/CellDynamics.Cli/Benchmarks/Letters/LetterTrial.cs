using System.Diagnostics;
using System.Globalization;
using CellDynamics.Cli.Benchmarks.Treatments;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Baselines.Treatments;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.MetaFlowMatching;
using CellDynamics.Methods.Metrics;
using CellDynamics.Methods.Treatments;

namespace CellDynamics.Cli.Benchmarks.Letters;

/// <summary>One training on letters and what it makes of letters that it has not seen.</summary>
/// <param name="Seconds">Of training.</param>
/// <param name="TestW2">Mean over the rotations of Y.</param>
/// <param name="ValidationW2">Mean over the rotations of X.</param>
internal sealed record LetterTrial(string Name, int Seed, int Steps, double Seconds, double TestW2, double TestW1, double TestMmd, double ValidationW2)
{
    public static LetterTrial Run(string name, MfmParameters settings, bool isIdentity, TrialFold fold, TrialFold validation, int seed, BenchmarkRequest request)
    {
        long started = Stopwatch.GetTimestamp();
        using ITreatmentGuess guess = Train(settings, isIdentity, fold, seed, request.Cancellation);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        PopulationDistance[] test = [.. fold.Test.Select(pair => PopulationDistance.Between(Predict(guess, pair, request), pair.Treated.States, request.Cancellation))];
        double x = validation.Test.Average(pair => PopulationDistance.Wasserstein2(Predict(guess, pair, request), pair.Treated.States, request.Cancellation));
        var trial = new LetterTrial(name, seed, settings.Steps, seconds, test.Average(d => d.W2), test.Average(d => d.W1), test.Average(d => d.Mmd), x);
        request.Say(string.Create(CultureInfo.InvariantCulture, $"{name}, seed {seed}: W2 of Y {trial.TestW2:0.0000}, of X {x:0.0000}; {settings.Steps} steps in {seconds:0} s"));
        return trial;
    }

    public static ITreatmentGuess Train(MfmParameters settings, bool isIdentity, TrialFold fold, int seed, CancellationToken cancellation)
    {
        var training = new TreatmentTraining(fold.Train, settings, new RunContext { Seed = seed, Cancellation = cancellation });
        return isIdentity ? new OneHotFlow().Fit(training) : Contender.Mfm("", settings).Fit(training);
    }

    public static string[] Row(string name, LetterTrial[] trials) =>
    [
        name, Spread(trials, trial => trial.TestW2), Spread(trials, trial => trial.TestW1), Spread(trials, trial => 1000 * trial.TestMmd), Spread(trials, trial => trial.ValidationW2),
        trials.Length.ToString(CultureInfo.InvariantCulture), trials.Average(trial => trial.Steps).ToString("0", CultureInfo.InvariantCulture),
        string.Create(CultureInfo.InvariantCulture, $"{trials.Average(trial => trial.Seconds):0}, {trials.Max(trial => trial.Seconds):0}"),
    ];

    private static DenseMatrix Predict(ITreatmentGuess guess, TreatmentPair pair, BenchmarkRequest request) => guess.Respond(new TreatmentQuery(pair.Control.States, pair.Treatment), request.Cancellation);

    private static string Spread(LetterTrial[] trials, Func<LetterTrial, double> metric)
    {
        double[] values = Array.ConvertAll(trials, trial => metric(trial));
        double mean = values.Average();
        string text = mean.ToString("0.000", CultureInfo.InvariantCulture);
        return values.Length < 2 ? text : $"{text} ± {Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1)).ToString("0.000", CultureInfo.InvariantCulture)}";
    }
}
