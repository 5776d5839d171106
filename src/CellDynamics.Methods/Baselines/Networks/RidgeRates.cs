using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Networks;
using CellDynamics.Methods.Regression;

namespace CellDynamics.Methods.Baselines.Networks;

/// <summary>Per cell type, the rate of every gene is a linear function of the genes, and with signals of the ligand–receptor products too.</summary>
/// <param name="hearsSignals">Products of receptors and heard ligands are among the features.</param>
public sealed class RidgeRates(bool hearsSignals) : INetworkBaseline
{
    public string Id => hearsSignals ? "ridge-signals" : "ridge";

    public string Name => hearsSignals ? "linear rates with signals" : "linear rates";

    public INetworkGuess Fit(NetworkTraining training, CancellationToken cancellation)
    {
        var features = new RateFeatures(training.Cells.Genes, hearsSignals ? training.Pairs : []);
        RidgeRegression[] types = FitTypes(training, features, cancellation);
        int genes = features.Genes;
        DenseMatrix Strengths(RidgeRegression fit, int first, int count) => new(genes, count,
            [.. from target in Enumerable.Range(0, genes) from source in Enumerable.Range(first, count) select source < genes + features.Pairs ? fit.Standardised[target, source] : 0]);
        return new NetworkGuess(
            new RateDynamics(features, (type, seen) => types[type].Predict(seen)),
            new EdgeScores([.. types.Select(fit => Strengths(fit, 0, genes))], [.. types.Select(fit => Strengths(fit, genes, training.Pairs.Count))]));
    }

    internal static RidgeRegression[] FitTypes(NetworkTraining training, RateFeatures features, CancellationToken cancellation)
    {
        DenseMatrix[] seen = features.AtAllTimes(training);
        return
        [
            .. Enumerable.Range(0, training.Cells.TypeNames.Length).Select(type =>
            {
                cancellation.ThrowIfCancellationRequested();
                TypeRows rows = TypeRows.Changing(training, seen, type);
                return RidgeRegression.Fit(rows.Features, rows.Rates);
            }),
        ];
    }
}
