using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.Regression;
using CellDynamics.Methods.Tests.Transport;

namespace CellDynamics.Methods.Tests.Regression;

public class RegressionTests
{
    private static readonly ForestSettings Settings = new(Trees: 50, MostRows: 1000, FeatureShare: 0.5, LeastLeaf: 3);

    [Fact]
    public void Ridge_agrees_with_scikit_learn_at_the_penalty_it_chose()
    {
        (DenseMatrix x, DenseMatrix y) = Noisy(60, 5, noise: 2);
        RidgeRegression fit = RidgeRegression.Fit(x, y);
        double[] expected = PythonReference.Run("""
            try:
                from sklearn.linear_model import Ridge
            except ImportError:
                sys.exit(77)
            x, y, penalty = d["x"], d["y"], d["penalty"]
            z = (x - x.mean(0)) / x.std(0)
            for k in range(y.shape[1]):
                model = Ridge(alpha=penalty[k] * len(z)).fit(z, y[:, k])
                print(*model.coef_, model.predict(z[:1])[0])
            # Generalised cross-validation over the same penalties, by the eigenvalues.
            u, s, _ = np.linalg.svd(z, full_matrices=False)
            for k in range(y.shape[1]):
                c = y[:, k] - y[:, k].mean()
                def gcv(p):
                    h = s**2 / (s**2 + p * len(z))
                    return np.sum((c - u @ (h * (u.T @ c)))**2) / len(z) / (1 - (1 + h.sum()) / len(z))**2
                print(min(10 ** (np.arange(-12, 5) / 2.0), key=gcv))
            """, new { x = x.ToRows(), y = y.ToRows(), penalty = fit.PenaltyOf });
        DenseMatrix predicted = fit.Predict(x);
        double[] found = [.. Enumerable.Range(0, y.Columns).SelectMany(k => fit.Standardised.Row(k).ToArray().Append(predicted[0, k])), .. fit.PenaltyOf];
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
        Assert.Contains(fit.PenaltyOf, penalty => penalty > 1e-3);
    }

    [Fact]
    public void Ridge_finds_a_linear_law_exactly_and_copes_with_a_feature_that_never_varies_and_with_no_rows()
    {
        (DenseMatrix x, DenseMatrix y) = Noisy(100, 3, noise: 0);
        for (int i = 0; i < x.Rows; i++)
            x[i, 2] = 0.7;
        for (int i = 0; i < x.Rows; i++)
            y[i, 0] = 3 + 2 * x[i, 0] - x[i, 1];
        RidgeRegression fit = RidgeRegression.Fit(x, y);
        Assert.Equal(2, fit.Slope(0, 0), 1e-4);
        Assert.Equal(-1, fit.Slope(0, 1), 1e-4);
        Assert.Equal(0, fit.Slope(0, 2));
        Assert.Equal(4, fit.Predict(Row(1, 1, 5))[0, 0], 1e-4);
        RidgeRegression nothing = RidgeRegression.Fit(new DenseMatrix(0, 3), new DenseMatrix(0, 2));
        Assert.Equal([0.0, 0], nothing.Predict(Row(1, 2, 3)).Values);
    }

    [Fact]
    public void A_forest_finds_the_step_and_its_direction_and_says_how_much_it_explains()
    {
        DenseMatrix x = Clouds.Cloud(2000, 6, 3);
        double[] y = [.. Enumerable.Range(0, x.Rows).Select(i => x[i, 4] > 0.5 ? -1.0 : 2)];
        RegressionForest forest = RegressionForest.Grow(new BinnedFeatures(x), [0, 1, 2, 3, 4, 5], y, Settings with { FeatureShare = 1 }, new RandomStream(1), default);
        // One cut removes all but what the edge of a bin leaves.
        Assert.InRange(forest.Importance[4], -1, -0.97);
        Assert.All(Enumerable.Range(0, 6).Where(j => j != 4), j => Assert.InRange(Math.Abs(forest.Importance[j]), 0, 0.03));
        Assert.Equal(-1, forest.Predict(Row(0, 0, 0, 0, 1, 0))[0], 0.01);
        Assert.Equal(2, forest.Predict(Row(0, 0, 0, 0, 0, 0))[0], 0.01);
    }

    [Fact]
    public void Cuts_on_a_few_levels_are_exact_and_a_feature_that_may_not_be_asked_is_not()
    {
        var x = new DenseMatrix(90, 2, [.. Enumerable.Range(0, 90).SelectMany(i => new double[] { i % 3, i % 3 })]);
        double[] y = [.. Enumerable.Range(0, 90).Select(i => i % 3 == 2 ? 5.0 : i % 3)];
        RegressionForest forest = RegressionForest.Grow(new BinnedFeatures(x), [1], y, Settings with { LeastLeaf = 1 }, new RandomStream(1), default);
        Assert.Equal(0, forest.Importance[0]);
        Assert.Equal(1, forest.Importance[1], 1e-9);
        Assert.Equal([0, 1, 5], new double[] { 0, 1, 2 }.Select(level => Math.Round(forest.Predict(Row(9, level))[0], 9)));
        Assert.Equal(0, RegressionForest.Grow(new BinnedFeatures(new DenseMatrix(0, 2)), [0, 1], [], Settings, new RandomStream(1), default).Predict(Row(1, 1))[0]);
    }

    /// <remarks>Held-out R² of scikit-learn's forest with the same settings, within what seeds change.</remarks>
    [Fact]
    public void A_forest_predicts_as_well_as_that_of_scikit_learn_and_ranks_features_alike()
    {
        DenseMatrix x = Clouds.Cloud(1200, 5, 8);
        double[] y = [.. Enumerable.Range(0, x.Rows).Select(i => Math.Sin(2 * x[i, 0]) + 0.5 * x[i, 1] * x[i, 2])];
        double[] expected = PythonReference.Run("""
            try:
                from sklearn.ensemble import RandomForestRegressor
            except ImportError:
                sys.exit(77)
            x, y = d["x"], d["y"]
            f = RandomForestRegressor(200, max_features=0.5, min_samples_leaf=3, random_state=0).fit(x[:800], y[:800])
            print(f.score(x[800:], y[800:]), *f.feature_importances_)
            """, new { x = x.ToRows(), y });
        int[] train = [.. Enumerable.Range(0, 800)];
        RegressionForest forest = RegressionForest.Grow(new BinnedFeatures(x.SelectRows(train)), [0, 1, 2, 3, 4], y[..800], Settings with { Trees = 200 }, new RandomStream(2), default);
        double[] predicted = forest.Predict(x);
        double mean = y[800..].Average(), error = Enumerable.Range(800, 400).Sum(i => Math.Pow(predicted[i] - y[i], 2));
        Assert.Equal(expected[0], 1 - error / y[800..].Sum(value => (value - mean) * (value - mean)), 0.04);
        double whole = forest.Importance.Sum(Math.Abs);
        Assert.All(expected[1..].Zip(forest.Importance), pair => Assert.Equal(pair.First, Math.Abs(pair.Second) / whole, 0.04));
    }

    private static DenseMatrix Row(params double[] features) => new(1, features.Length, features);

    private static (DenseMatrix X, DenseMatrix Y) Noisy(int rows, int features, double noise)
    {
        DenseMatrix x = Clouds.Cloud(rows, features, 1), y = Clouds.Cloud(rows, 2, 2);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < features; j++)
                x[i, j] = 3 + (1 + j) * x[i, j];
            (y[i, 0], y[i, 1]) = (1 + x[i, 0] - 0.2 * x[i, 1] + noise * y[i, 0], 0.05 * x[i, 0] + noise * y[i, 1]);
        }
        return (x, y);
    }
}
