using System.Globalization;

namespace CellDynamics.Methods.Validation;

/// <summary>Turns scores into one sentence that a biologist could repeat, and that is no kinder than the numbers.</summary>
internal static class Verdicts
{
    public static Verdict NotTested(int times) => new(
        VerdictLevel.NotTested, "Not tested: there is no inner time point to leave out.",
        $"Leaving a time point out and predicting it needs at least three of them; these data have {times}.");

    public static Verdict HeldOutOutside { get; } = new(
        VerdictLevel.NotTested, "Not tested: no held-out time lies between fitted ones.",
        "The method does not look beyond the measured range; hold out a time that has fitted ones before and after it.");

    /// <summary>By W2, averaged over seeds. Better means better by more than the spread over the seeds.</summary>
    public static Verdict Of(IReadOnlyList<ValidationRow> rows, string unit)
    {
        Score[] scores = [.. rows.GroupBy(row => row.Time).OrderBy(group => group.Key).Select(Score.Of)];
        Score[] won = [.. scores.Where(score => score.Beats(score.Best.Error))];
        Score[] useful = [.. scores.Where(score => score.Beats(score.NoChange))];
        if (won.Length == scores.Length)
        {
            Score narrowest = scores.MinBy(score => score.Margin)!;
            return new Verdict(VerdictLevel.BetterThanEveryBaseline,
                scores.Length == 1 ? $"Left-out cells at {At(scores[0].Time, unit)} are predicted better than by any simple guess." : "Every left-out time point is predicted better than by any simple guess.",
                $"Closest call: at {At(narrowest.Time, unit)} the error is {Percent(narrowest.Margin)} below that of {Words(narrowest.Best.Predictor)}.");
        }
        if (useful.Length == 0)
        {
            return new Verdict(VerdictLevel.NoBetterThanNoChange, "Left-out cells are predicted no better than by assuming no change.",
                "Trajectories between the measured times should not be trusted. More cells, more time points or another representation may help.");
        }
        Score weakest = scores.MinBy(score => score.Margin)!;
        string detail = weakest.Beats(weakest.NoChange)
            ? $"At {At(weakest.Time, unit)}, {Words(weakest.Best.Predictor)} is {(double.IsInfinity(weakest.Margin) ? "exact" : weakest.Margin < 0 ? Percent(-weakest.Margin) + " better" : "as good within the spread over seeds")}."
            : $"At {At(weakest.Time, unit)} it is no better than assuming no change: do not trust what it shows there.";
        string headline = won.Length > 0
            ? $"Better than every simple guess at {List([.. won.Select(score => At(score.Time, unit))])}, not elsewhere."
            : "Better than assuming no change, but a simple guess does as well.";
        return new Verdict(VerdictLevel.Mixed, headline, detail);
    }

    public static string At(double time, string unit) => time.ToString("0.###", CultureInfo.InvariantCulture) + (unit.Length > 0 ? $" {unit}" : "");

    private static string Percent(double share) => (100 * share).ToString("0", CultureInfo.InvariantCulture) + " %";

    private static string List(string[] items) => items.Length < 3 ? string.Join(" and ", items) : $"{items.Length} of the left-out times";

    private static string Words(string predictor) => predictor switch
    {
        "persistence" => "assuming no change",
        "linear" => "moving all cells along a straight line",
        "optimal-transport" => "interpolation by optimal transport",
        _ => predictor,
    };

    private sealed record Score(double Time, double Error, double Spread, (string Predictor, double Error) Best, double NoChange)
    {
        /// <summary>How far below the best simple guess, as a share of it.</summary>
        public double Margin => Error == Best.Error ? 0 : 1 - Error / Best.Error;

        public bool Beats(double other) => Error + Spread < other;

        public static Score Of(IGrouping<double, ValidationRow> rows)
        {
            double[] errors = [.. rows.Where(row => row.Predictor == Predictors.ThisAnalysis).Select(row => row.W2)];
            double mean = errors.Average(), spread = errors.Length > 1 ? Math.Sqrt(errors.Sum(e => (e - mean) * (e - mean)) / (errors.Length - 1)) : 0;
            ValidationRow best = rows.Where(row => row.Predictor != Predictors.ThisAnalysis).MinBy(row => row.W2)!;
            return new Score(rows.Key, mean, spread, (best.Predictor, best.W2), rows.First(row => row.Predictor == Predictors.NoChange).W2);
        }
    }
}
