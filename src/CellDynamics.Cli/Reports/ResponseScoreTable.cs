using System.Globalization;
using CellDynamics.Methods.Metrics;
using CellDynamics.Methods.Validation.Donors;

namespace CellDynamics.Cli.Reports;

/// <summary>Scores of one predictor: seeds, then treatments, then donors averaged, so that no donor counts more for having more cells.</summary>
/// <param name="Predictor">As in the rows.</param>
/// <param name="Donors">How many were scored.</param>
/// <param name="W2">Wasserstein-2, units of the states.</param>
/// <param name="Energy">Energy distance.</param>
/// <param name="Correlation">Of the feature–feature correlations; NaN where undefined.</param>
/// <param name="Normalised">0 as good as the split-half ceiling, 1 as assuming no change; NaN without a ceiling.</param>
internal sealed record ResponseScoreTable(string Predictor, int Donors, double W2, double Energy, double Correlation, double Normalised)
{
    /// <summary>The analysis first, then guesses from the best to the worst, then those that know the answer.</summary>
    public static IReadOnlyList<ResponseScoreTable> Of(IReadOnlyList<ResponseScore> rows) =>
    [
        .. rows.GroupBy(row => row.Predictor).Select(group => Of(group.Key, [.. group], rows))
            .OrderBy(score => score.Predictor == ResponsePredictors.ThisAnalysis ? 0 : ResponsePredictors.KnowsTheAnswer(score.Predictor) ? 2 : 1).ThenBy(score => score.W2),
    ];

    public static IEnumerable<string> Lines(ResponseValidation validation)
    {
        yield return validation.Verdict.Headline;
        yield return validation.Verdict.Detail;
        if (validation.Rows.Count > 0)
            yield return $"{Environment.NewLine}{"predictor",-26} {"donors",6} {"W2",9} {"energy",9} {"r",7} {"normalised",10}   difference of W2 (95 % interval)";
        foreach (ResponseScoreTable score in Of(validation.Rows))
        {
            ResponseDifference? difference = validation.Differences.FirstOrDefault(other => other.Baseline == score.Predictor);
            string words = difference is null ? ResponsePredictors.KnowsTheAnswer(score.Predictor) ? "knows the answer" : "" : string.Create(
                CultureInfo.InvariantCulture, $"{difference.Mean:+0.####;-0.####;0}{(double.IsNaN(difference.Low) ? "" : $" ({TreatmentReport.Interval(difference.Low, difference.High)})")}");
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{score.Predictor,-26} {score.Donors,6} {score.W2,9:0.####} {score.Energy,9:0.####} {score.Correlation,7:0.###} {(double.IsNaN(score.Normalised) ? "" : score.Normalised.ToString("0.###", CultureInfo.InvariantCulture)),10}   {words}").TrimEnd();
        }
        if (validation.Differences.Count > 0)
            yield return "Difference: this analysis minus the guess, over donors; below zero it is better. Normalised: 0 is the ceiling, 1 no change.";
        foreach (string note in validation.Notes)
            yield return note;
    }

    private static ResponseScoreTable Of(string predictor, ResponseScore[] own, IReadOnlyList<ResponseScore> all)
    {
        double Mean(Func<ResponseScore, double> value) => OverDonors(own, value);
        double Other(string name) => OverDonors([.. all.Where(row => row.Predictor == name)], row => row.Errors.W2);
        double w2 = Mean(row => row.Errors.W2);
        return new ResponseScoreTable(predictor, own.Select(row => row.Donor).Distinct().Count(), w2, Mean(row => row.Errors.Energy), Mean(row => row.Errors.Correlation),
            ResponseDistance.Normalised(w2, Other(ResponsePredictors.NoChange), Other(ResponsePredictors.Ceiling)));
    }

    private static double OverDonors(ResponseScore[] rows, Func<ResponseScore, double> value) => rows.Length == 0 ? double.NaN : rows
        .GroupBy(row => row.Donor).Select(donor => donor.GroupBy(row => (row.Treatment, row.Dose)).Average(response => response.Average(value))).Average();
}
