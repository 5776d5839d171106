using System.Diagnostics;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Baselines.Treatments;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.MetaFlowMatching;
using CellDynamics.Methods.Metrics;
using CellDynamics.Methods.Treatments;
using CellDynamics.Methods.Validation.Donors;

namespace CellDynamics.Cli.Benchmarks.Treatments;

/// <summary>One training and what it predicts for populations that it has not seen.</summary>
/// <param name="Contender">What was trained.</param>
/// <param name="Seed">Of the training.</param>
/// <param name="Fold">Which populations were left out.</param>
/// <param name="Seconds">Of training, on one thread, with whatever else the benchmark computes beside it.</param>
/// <param name="Errors">One per left-out pair.</param>
internal sealed record ResponseTrial(string Contender, int Seed, string Fold, double Seconds, IReadOnlyList<(TreatmentPair Pair, ResponseErrors Errors)> Errors)
{
    /// <summary>Trains and scores.</summary>
    /// <param name="contender">What.</param>
    /// <param name="fold">On what, and what is asked.</param>
    /// <param name="settings">Of the analysis that the contenders stand beside.</param>
    /// <param name="seed">Of the training.</param>
    /// <param name="cancellation">Ends it.</param>
    public static ResponseTrial Run(Contender contender, TrialFold fold, MfmParameters settings, int seed, CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        using ITreatmentGuess guess = contender.Fit(new TreatmentTraining(fold.Train, settings, new RunContext { Seed = seed, Cancellation = cancellation }));
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return new ResponseTrial(contender.Name, seed, fold.Name, seconds, [.. fold.Test.Select(pair => (pair, Score(guess, pair, fold.Scale, cancellation)))]);
    }

    /// <summary>Rows that know the answer.</summary>
    public static IEnumerable<ResponseTrial> References(TrialFold fold, CancellationToken cancellation)
    {
        yield return new ResponseTrial(Treatments.Contender.Oracle, 0, fold.Name, 0, [.. fold.Test.Select(pair => (pair, Distance(Shifted(pair), pair.Treated.States, fold.Scale, cancellation)))]);
        yield return new ResponseTrial(Treatments.Contender.Ceiling, 0, fold.Name, 0, [.. fold.Test.Select(pair => (pair, Distance(Half(pair.Treated.States, 0), Half(pair.Treated.States, 1), fold.Scale, cancellation)))]);
    }

    private static ResponseErrors Score(ITreatmentGuess guess, TreatmentPair pair, double scale, CancellationToken cancellation)
    {
        var query = new TreatmentQuery(pair.Control.States, pair.Treatment) { Dose = pair.Dose, CellTypes = pair.Control.CellTypes };
        return Distance(guess.Respond(query, cancellation), pair.Treated.States, scale, cancellation);
    }

    private static ResponseErrors Distance(DenseMatrix predicted, DenseMatrix truth, double scale, CancellationToken cancellation) =>
        ResponseDistance.Between(Scaled(predicted, scale), Scaled(truth, scale), cancellation);

    private static DenseMatrix Scaled(DenseMatrix states, double scale) => new(states.Rows, states.Columns, Array.ConvertAll(states.Values, value => value / scale));

    private static DenseMatrix Shifted(TreatmentPair pair)
    {
        DenseMatrix control = pair.Control.States, treated = pair.Treated.States;
        double[] shift = [.. Enumerable.Range(0, control.Columns).Select(k => treated.Column(k).Average() - control.Column(k).Average())];
        return new DenseMatrix(control.Rows, control.Columns, [.. control.Values.Select((value, i) => value + shift[i % shift.Length])]);
    }

    private static DenseMatrix Half(DenseMatrix states, int parity) => states.SelectRows([.. Enumerable.Range(0, states.Rows).Where(row => row % 2 == parity)]);
}

/// <summary>Populations to learn from and others to be asked about.</summary>
/// <param name="Name">What is left out.</param>
/// <param name="Scale">Distances are divided by it: the published normalisation's one scalar, the mean standard deviation of the training cells (mfm 5.2).</param>
internal sealed record TrialFold(string Name, IReadOnlyList<TreatmentPair> Train, IReadOnlyList<TreatmentPair> Test, double Scale)
{
    public static TrialFold Of(string name, IReadOnlyList<TreatmentPair> train, IReadOnlyList<TreatmentPair> test)
    {
        DenseMatrix all = DenseMatrix.Stack([.. train.SelectMany(pair => new[] { pair.Control.States, pair.Treated.States }).Distinct()]);
        return new TrialFold(name, train, test, Enumerable.Range(0, all.Columns).Average(k => Deviation(all.Column(k))));
    }

    private static double Deviation(double[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
    }
}
