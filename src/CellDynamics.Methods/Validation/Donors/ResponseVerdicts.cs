using System.Globalization;

namespace CellDynamics.Methods.Validation.Donors;

/// <summary>Turns scores of left-out donors into one sentence that a biologist could repeat, and that is no kinder than the numbers.</summary>
internal static class ResponseVerdicts
{
    /// <summary>Up to so many donors, the bootstrap can do no more than span from one to the other.</summary>
    private const int FewDonors = 3;

    private const string OneDonor = "One donor says little about the next: leave out several, or each in turn.";

    public static Verdict NotTested(int donors) => new(
        VerdictLevel.NotTested, "Not tested: there is no other donor to learn from.",
        $"Leaving a donor out and predicting it needs at least two donors with control and treated cells; these data have {donors}. Nothing says how far to trust a prediction for a new donor.");

    public static Verdict EveryDonorHeldOut { get; } = new(
        VerdictLevel.NotTested, "Not tested: every donor is held out, none is left to learn from.",
        "Keep at least one donor with control and treated cells in the analysis.");

    public static Verdict NothingToScore { get; } = new(
        VerdictLevel.NotTested, "Not tested: no left-out donor could be scored.",
        "A left-out donor needs control cells, and cells of a treatment that other donors were given too.");

    /// <summary>By W2, averaged over seeds and treatments within each donor. Better means that the 95 % interval over donors lies below zero.</summary>
    /// <param name="rows">Scores of at least one donor.</param>
    /// <param name="differences">Of them; one is against no change.</param>
    /// <param name="names">Words for the id of a baseline.</param>
    public static Verdict Of(IReadOnlyList<ResponseScore> rows, IReadOnlyList<ResponseDifference> differences, Func<string, string> names)
    {
        var errors = rows.GroupBy(row => row.Predictor).ToDictionary(group => group.Key, MeanOverDonors);
        Rival[] rivals = [.. differences.Select(d => new Rival(names(d.Baseline), d, d.Mean == 0 ? 0 : d.Mean / errors[d.Baseline]))];
        Rival nothing = rivals.Single(rival => rival.Difference.Baseline == ResponsePredictors.NoChange);
        int donors = rows.Select(row => row.Donor).Distinct().Count();
        Verdict verdict = donors < 2 ? OfOneDonor(nothing, rivals.MaxBy(rival => rival.Difference.Mean)!) : OfDonors(nothing, rivals);
        return donors is < 2 or > FewDonors ? verdict
            : verdict with { Detail = $"{verdict.Detail} With {donors} donors the intervals are wide: the next donor may say otherwise." };
    }

    private static Verdict OfDonors(Rival nothing, Rival[] rivals)
    {
        Rival[] unbeaten = [.. rivals.Where(rival => !rival.IsBeaten).OrderByDescending(rival => rival.Difference.Mean)];
        if (!nothing.IsBeaten)
            return new Verdict(VerdictLevel.NoBetterThanNoChange, "Left-out donors are predicted no better than by assuming no change.", $"{nothing.Standing} Do not trust what is predicted for a new donor.");
        if (unbeaten.Length == 0)
            return new Verdict(VerdictLevel.BetterThanEveryBaseline, "Donors that were left out are predicted better than by any simpler guess.", $"Closest call: {LowerFirst(rivals.MaxBy(rival => rival.Difference.Mean)!.Standing)}");
        Rival worst = unbeaten[0];
        return new Verdict(VerdictLevel.Mixed,
            worst.Difference.Mean > 0 ? $"Better than no change, but {worst.Name} is {(worst.Share < 0.01 ? "slightly" : worst.Percent)} better." : $"Better than no change, but not clearly better than {worst.Name}.",
            worst.Standing + (unbeaten.Length == 1 ? "" : $" Not beaten either: {string.Join(", ", unbeaten.Skip(1).Select(rival => rival.Name))}."));
    }

    private static Verdict OfOneDonor(Rival nothing, Rival hardest) => nothing.Difference.Mean >= 0
        ? new Verdict(VerdictLevel.NoBetterThanNoChange, "The left-out donor is predicted no better than by assuming no change.", $"{nothing.Standing} {OneDonor}")
        : new Verdict(VerdictLevel.Mixed,
            hardest.Difference.Mean >= 0 ? "Better than no change, but a simpler guess is not beaten." : "Better than every simpler guess, but in one donor only.",
            $"{hardest.Standing} {OneDonor}");

    private static double MeanOverDonors(IEnumerable<ResponseScore> rows) => rows.GroupBy(row => row.Donor)
        .Average(donor => donor.GroupBy(row => (row.Treatment, row.Dose)).Average(response => response.Average(row => row.Errors.W2)));

    private static string LowerFirst(string words) => char.ToLowerInvariant(words[0]) + words[1..];

    /// <param name="Name">In words.</param>
    /// <param name="Difference">This analysis minus it.</param>
    /// <param name="Share">The difference as a share of its error.</param>
    private sealed record Rival(string Name, ResponseDifference Difference, double Share)
    {
        public bool IsBeaten => Difference.High < 0;

        public string Percent => double.IsInfinity(Share) ? "infinitely" : Math.Abs(Share) < 0.01 ? "less than 1 %" : string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(100 * Share):0} %");

        /// <summary>How this analysis stands to it.</summary>
        public string Standing => Difference.Mean == 0 ? $"Against {Name} the error is the same{Spread}."
            : double.IsInfinity(Share) ? $"Against {Name}, which makes no error, that of this analysis is {Difference.Mean:0.###}."
            : $"Against {Name} the error is {Percent} {(Difference.Mean < 0 ? "lower" : "higher")}{Spread}.";

        private string Spread => double.IsNaN(Difference.Low) ? "" : string.Create(CultureInfo.InvariantCulture,
            $", {(Difference.Low > 0 || Difference.High < 0 ? "beyond" : "within")} the spread over donors (W2 {Difference.Mean:+0.000;-0.000;0.000}, 95 % interval {Difference.Low:+0.000;-0.000;0.000} to {Difference.High:+0.000;-0.000;0.000})");
    }
}
