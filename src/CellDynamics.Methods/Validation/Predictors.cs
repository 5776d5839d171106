namespace CellDynamics.Methods.Validation;

/// <summary>Names in the predictor column of <see cref="ValidationTable"/> that are not baselines.</summary>
public static class Predictors
{
    public const string ThisAnalysis = "this-analysis";

    /// <summary>The guess that everything else has to beat.</summary>
    public const string NoChange = "persistence";
}
