using CellDynamics.Methods.Validation.Donors;
using CellDynamics.Web.Features.Trajectories;

namespace CellDynamics.Web.Features.ResponseCharts;

/// <summary>How well a left-out donor's treated cells are predicted, by this analysis and by simpler guesses, as it is drawn and tabulated.</summary>
public static class DonorScores
{
    private static readonly (string Id, string Name)[] Order =
    [
        (ResponsePredictors.NoChange, "No change"), ("mean-shift", "Average shift"), ("pooled-treated", "Other donors, pooled"), ("flow-without-code", "Flow, no population"),
        ("one-hot-flow", "Flow, donor names"), ("convex-transport", "Convex transport"), (ResponsePredictors.ThisAnalysis, "This analysis"), (ResponsePredictors.OracleShift, "Own mean shift*"),
        (ResponsePredictors.Ceiling, "Half against half*"),
    ];

    private static readonly (string Metric, string Words, Func<ResponseErrors, double> Value)[] Metrics =
    [
        ("W2", "Wasserstein-2", errors => errors.W2), ("W1", "Wasserstein-1", errors => errors.W1), ("Energy", "Energy", errors => errors.Energy), ("MMD", "Maximum mean discrepancy (squared)", errors => errors.Mmd),
    ];

    /// <summary>In words; an id that is not known stands for itself.</summary>
    public static string NameOf(string predictor) => Array.Find(Order, entry => entry.Id == predictor).Name ?? Capital(predictor.Replace('-', ' '));

    /// <summary>Simple guesses first, then this analysis, then what knows the answer.</summary>
    public static IReadOnlyList<string> Predictors(IEnumerable<ResponseScore> rows) =>
        [.. rows.Select(row => row.Predictor).Distinct().OrderBy(Place).ThenBy(id => id, StringComparer.Ordinal)];

    /// <summary>Four distances of one donor; means over donors where <paramref name="donor"/> is null. Empty when that donor was not left out.</summary>
    public static IReadOnlyList<HeldOutScore> Of(IEnumerable<ResponseScore> rows, string? donor, string title, int dimensions)
    {
        ResponseScore[] of = [.. rows.Where(row => donor is null || row.Donor == donor)];
        if (of.Length == 0)
            return [];
        int seeds = of.Where(row => row.Predictor == ResponsePredictors.ThisAnalysis).Select(row => row.Seed).Distinct().Count();
        string spread = seeds > 1 && donor is not null ? $" Dot: mean of {seeds} seeds, bar: lowest to highest." : "";
        string stars = of.Any(row => ResponsePredictors.KnowsTheAnswer(row.Predictor)) ? " * Made from the answer, shown for scale." : "";
        return [.. Metrics.Select(metric => new HeldOutScore(metric.Metric, $"{metric.Words} distance in {dimensions} dimensions.{spread}{stars}", [GroupOf(of, title, metric.Value, donor is not null)]))];
    }

    /// <summary>Mean over donors of the value, seeds averaged within a donor first.</summary>
    public static double Mean(IEnumerable<ResponseScore> rows, string predictor, Func<ResponseErrors, double> value)
    {
        double[] donors = [.. PerDonor(rows, predictor, value).Select(entry => entry.Value).Where(double.IsFinite)];
        return donors.Length > 0 ? donors.Average() : double.NaN;
    }

    /// <summary>0: as near as half of the measured cells is to the other half; 1: as bad as assuming no change. Mean over donors, by W2; NaN without a ceiling.</summary>
    public static double Normalised(IReadOnlyList<ResponseScore> rows, string predictor)
    {
        Dictionary<string, double> ceiling = PerDonor(rows, ResponsePredictors.Ceiling, errors => errors.W2), nothing = PerDonor(rows, ResponsePredictors.NoChange, errors => errors.W2);
        double[] scores = [.. PerDonor(rows, predictor, errors => errors.W2)
            .Where(entry => ceiling.ContainsKey(entry.Key) && nothing.ContainsKey(entry.Key) && nothing[entry.Key] != ceiling[entry.Key])
            .Select(entry => (entry.Value - ceiling[entry.Key]) / (nothing[entry.Key] - ceiling[entry.Key])).Where(double.IsFinite)];
        return scores.Length > 0 ? scores.Average() : double.NaN;
    }

    private static Dictionary<string, double> PerDonor(IEnumerable<ResponseScore> rows, string predictor, Func<ResponseErrors, double> value) =>
        rows.Where(row => row.Predictor == predictor).GroupBy(row => row.Donor).ToDictionary(group => group.Key, group => group.Average(row => value(row.Errors)));

    private static HeldOutScore.Group GroupOf(ResponseScore[] rows, string title, Func<ResponseErrors, double> value, bool hasSpread)
    {
        var drawn = new List<HeldOutScore.Row>();
        double? ceiling = null;
        foreach (string predictor in Predictors(rows))
        {
            double mean = Mean(rows, predictor, value);
            if (!double.IsFinite(mean))
                continue;
            double[] all = [.. rows.Where(row => row.Predictor == predictor).Select(row => value(row.Errors)).Where(double.IsFinite)];
            drawn.Add(new HeldOutScore.Row(NameOf(predictor), mean, hasSpread ? all.Min() : mean, hasSpread ? all.Max() : mean, predictor == ResponsePredictors.ThisAnalysis));
            if (predictor == ResponsePredictors.Ceiling)
                ceiling = mean;
        }
        return new HeldOutScore.Group(title, ceiling, drawn);
    }

    private static int Place(string predictor)
    {
        int place = Array.FindIndex(Order, entry => entry.Id == predictor);
        // Baselines that were added later stand before this analysis.
        return place >= 0 ? 10 * place : 55;
    }

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
