namespace CellDynamics.Methods.Validation;

/// <summary>How well cells of a time point that was left out are predicted, by this method and by simple guesses.</summary>
/// <param name="Rows">One row per left-out time, predictor and seed.</param>
/// <param name="Ceilings">Half of the left-out cells against the other half: the best that can be hoped for; absent where a half has under 100 cells.</param>
/// <param name="Verdict">One sentence a biologist could repeat, and how to colour it.</param>
/// <param name="Notes">What limits the comparison, such as an embedding that was fitted on all cells, or how σ was chosen.</param>
public sealed record ValidationTable(
    IReadOnlyList<ValidationRow> Rows, IReadOnlyList<ValidationCeiling> Ceilings, Verdict Verdict, IReadOnlyList<string> Notes);

/// <param name="Time">The time that was left out.</param>
/// <param name="Predictor"><c>this-analysis</c>, <c>persistence</c>, <c>linear</c> or <c>optimal-transport</c>.</param>
/// <param name="Seed">Seed of the fit; 0 for predictors without one.</param>
/// <param name="W1">Wasserstein-1 distance to the left-out cells, representation units.</param>
/// <param name="W2">Wasserstein-2 distance.</param>
/// <param name="Mmd">Squared maximum mean discrepancy.</param>
/// <param name="Energy">Energy distance.</param>
/// <param name="Parameters">What the fit of this row was run with, such as σ; empty for baselines.</param>
public sealed record ValidationRow(
    double Time, string Predictor, int Seed, double W1, double W2, double Mmd, double Energy, string Parameters = "");

public sealed record ValidationCeiling(double Time, double W1, double W2);

public enum VerdictLevel { BetterThanEveryBaseline, Mixed, NoBetterThanNoChange, NotTested }

/// <param name="Level">Green, amber, red, or none.</param>
/// <param name="Headline">At most 14 words.</param>
/// <param name="Detail">One plain sentence that names the weakest point.</param>
public sealed record Verdict(VerdictLevel Level, string Headline, string Detail);
