using CellDynamics.Methods.Treatments;

namespace CellDynamics.Methods.Validation.Donors;

/// <summary>How well treated cells of donors that were left out are predicted, by this method and by simpler guesses. The donor is the unit: nothing is pooled over donors.</summary>
/// <param name="Rows">One row per left-out donor, treatment, dose, predictor and seed.</param>
/// <param name="Differences">This analysis minus each baseline, over donors.</param>
/// <param name="Verdict">One sentence a biologist could repeat, and how to colour it.</param>
/// <param name="Notes">What limits the comparison.</param>
public sealed record ResponseValidation(
    IReadOnlyList<ResponseScore> Rows, IReadOnlyList<ResponseDifference> Differences, Verdict Verdict, IReadOnlyList<string> Notes)
{
    /// <summary>Predictions for the left-out donors by the fit of the first seed.</summary>
    public IReadOnlyList<PredictedResponse> Predictions { get; init; } = [];
}

/// <param name="Donor">Who was left out.</param>
/// <param name="Treatment">What the cells were given.</param>
/// <param name="Dose">Null without doses.</param>
/// <param name="Predictor">A name of <see cref="ResponsePredictors"/> or the id of a baseline.</param>
/// <param name="Seed">Of the fit; 0 for predictors without one.</param>
/// <param name="Errors">Against the treated cells that were measured.</param>
public sealed record ResponseScore(string Donor, string Treatment, double? Dose, string Predictor, int Seed, ResponseErrors Errors);

/// <summary>Distances of predicted from measured treated cells, in one fixed space.</summary>
/// <param name="W1">Exact Wasserstein-1, units of the states.</param>
/// <param name="W2">Exact Wasserstein-2, units of the states.</param>
/// <param name="Mmd">Squared maximum mean discrepancy with the kernels of the paper.</param>
/// <param name="Energy">Energy distance.</param>
/// <param name="Correlation">Pearson correlation between the two lists of feature–feature correlations ("r2_pwf_corr" of the paper); higher is better; NaN where undefined.</param>
/// <param name="MeanError">Root mean square over dimensions of the difference of means.</param>
/// <param name="QuantileError">Mean over dimensions and the quantiles 5, 10, …, 95 % of the absolute difference.</param>
public sealed record ResponseErrors(double W1, double W2, double Mmd, double Energy, double Correlation, double MeanError, double QuantileError);

/// <summary>This analysis minus a baseline: mean over donors of the difference in W2, seeds and treatments averaged within a donor, with a bootstrap over donors.</summary>
/// <param name="Baseline">Its id.</param>
/// <param name="Mean">Below zero: this analysis is better.</param>
/// <param name="Low">2.5 % point of the bootstrap; NaN with fewer than two donors.</param>
/// <param name="High">97.5 % point.</param>
public sealed record ResponseDifference(string Baseline, double Mean, double Low, double High);

/// <summary>Names in the predictor column that are not baselines.</summary>
public static class ResponsePredictors
{
    public const string ThisAnalysis = Predictors.ThisAnalysis;
    public const string NoChange = "no-change";

    /// <summary>The control moved by the measured mean shift of the very donor: it knows the answer's mean.</summary>
    public const string OracleShift = "oracle-mean-shift";

    /// <summary>One half of the treated cells against the other: the best that can be hoped for.</summary>
    public const string Ceiling = "split-half";

    /// <summary>Those that know the answer: shown, never counted as a baseline to beat.</summary>
    public static bool KnowsTheAnswer(string predictor) => predictor is OracleShift or Ceiling;
}
