using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.Networks;
using CellDynamics.Methods.Regression;

namespace CellDynamics.Methods.Baselines.Networks;

/// <summary>Per cell type, what is made of every gene is a random forest's guess from the genes and the ligand–receptor products; it decays at a rate of its own.</summary>
/// <remarks>
/// Ref: Huynh-Thu &amp; Geurts 2018, dynGENIE3, doi 10.1038/s41598-018-21715-0: the forest learns change plus decay, so that no tree is spent on the decay. The decay is that of the linear rates instead of the one from the largest
/// fall, which noise decides.
/// </remarks>
public sealed class ForestRates : INetworkBaseline
{
    /// <summary>Up to so many features every node asks all of them, beyond a third, as is usual for regression: with a hundred genes it is a third of the work.</summary>
    private const int FewFeatures = 30;

    private static ForestSettings SettingsFor(int features) => new(Trees: 50, MostRows: 8000, FeatureShare: features <= FewFeatures ? 1 : 1.0 / 3, LeastLeaf: 20);

    public string Id => "forest";

    public string Name => "random-forest rates";

    public INetworkGuess Fit(NetworkTraining training, CancellationToken cancellation)
    {
        var features = new RateFeatures(training.Cells.Genes, training.Pairs);
        DenseMatrix[] seen = features.AtAllTimes(training);
        RidgeRegression[] linear = RidgeRates.FitTypes(training, features, cancellation);
        TypeForests[] types = [.. linear.Select((fit, type) => TypeForests.Grow(TypeRows.Changing(training, seen, type), fit, gene => new RandomStream(training.Seed, type, gene), cancellation))];
        int genes = features.Genes, pairs = features.Pairs;
        DenseMatrix Strengths(TypeForests fit, int first, int count) => new(genes, count, [.. fit.Forests.SelectMany(forest => forest.Importance[first..(first + count)])]);
        return new NetworkGuess(
            new RateDynamics(features, (type, now) => types[type].Predict(now)),
            new EdgeScores([.. types.Select(fit => Strengths(fit, 0, genes))], [.. types.Select(fit => Strengths(fit, genes, pairs))]));
    }

    private sealed record TypeForests(RegressionForest[] Forests, double[] Decay)
    {
        public static TypeForests Grow(TypeRows rows, RidgeRegression linear, Func<int, RandomStream> random, CancellationToken cancellation)
        {
            double[] decay = [.. Enumerable.Range(0, rows.Rates.Columns).Select(gene => Math.Max(0, -linear.Slope(gene, gene)))];
            var binned = new BinnedFeatures(rows.Features);
            int[] all = [.. Enumerable.Range(0, binned.Count)];
            return new TypeForests([.. decay.Select((rate, gene) => (rate, gene)).AsParallel().AsOrdered().WithCancellation(cancellation).Select(of => RegressionForest.Grow(
                binned, all, [.. Enumerable.Range(0, rows.Rates.Rows).Select(row => rows.Rates[row, of.gene] + of.rate * rows.Features[row, of.gene])], SettingsFor(binned.Count), random(of.gene), cancellation))], decay);
        }

        public DenseMatrix Predict(DenseMatrix features)
        {
            var change = new DenseMatrix(features.Rows, Forests.Length);
            for (int gene = 0; gene < Forests.Length; gene++)
            {
                double[] made = Forests[gene].Predict(features);
                for (int row = 0; row < made.Length; row++)
                    change[row, gene] = made[row] - Decay[gene] * features[row, gene];
            }
            return change;
        }
    }
}
