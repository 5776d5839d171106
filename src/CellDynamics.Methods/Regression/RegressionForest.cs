using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;

namespace CellDynamics.Methods.Regression;

/// <param name="Trees">More: steadier.</param>
/// <param name="MostRows">Rows that each tree draws, with replacement; fewer where there are fewer.</param>
/// <param name="FeatureShare">Share of the features that each node may ask.</param>
/// <param name="LeastLeaf">Rows that a leaf holds at least.</param>
internal sealed record ForestSettings(int Trees, int MostRows, double FeatureShare, int LeastLeaf);

/// <summary>Mean of trees, each grown on rows and features drawn at random. Ref: Breiman 2001, doi 10.1023/A:1010933404324.</summary>
internal sealed class RegressionForest
{
    private readonly RegressionTree[] trees;

    private RegressionForest(RegressionTree[] trees, double[] importance) => (this.trees, Importance) = (trees, importance);

    /// <summary>Share of the target's variance that cuts by each feature remove, mean over the trees, negative where the target falls as the feature rises, <c>[features]</c>.</summary>
    public double[] Importance { get; }

    /// <param name="features">Features of all rows.</param>
    /// <param name="asked">Features that may be asked; the others have no importance.</param>
    /// <param name="target"><c>[rows]</c>; no rows: 0 is predicted.</param>
    /// <param name="settings">How it grows.</param>
    /// <param name="random">Same stream, same forest.</param>
    /// <param name="cancellation">Asked before every tree.</param>
    public static RegressionForest Grow(BinnedFeatures features, int[] asked, double[] target, ForestSettings settings, RandomStream random, CancellationToken cancellation)
    {
        double[] removed = new double[features.Count], direction = new double[features.Count];
        if (target.Length == 0)
            return new RegressionForest([], removed);
        int drawn = Math.Min(target.Length, settings.MostRows);
        var trees = new RegressionTree[settings.Trees];
        int[] rows = new int[drawn];
        for (int tree = 0; tree < trees.Length; tree++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int i = 0; i < drawn; i++)
                rows[i] = random.NextIndex(target.Length);
            double mean = rows.Average(row => target[row]), whole = rows.Sum(row => (target[row] - mean) * (target[row] - mean));
            trees[tree] = RegressionTree.Grow(features, [.. asked], target, rows, settings, random);
            if (!(whole > 0))
                continue;
            SmallMatrix.AddScaled(removed, 1 / whole / trees.Length, trees[tree].Removed);
            SmallMatrix.AddScaled(direction, 1 / whole, trees[tree].Direction);
        }
        return new RegressionForest(trees, [.. removed.Zip(direction, Math.CopySign)]);
    }

    /// <summary>Tree by tree, because one tree stays in the cache and a forest does not.</summary>
    /// <param name="features"><c>[rows, features]</c>.</param>
    /// <returns><c>[rows]</c>.</returns>
    public double[] Predict(DenseMatrix features)
    {
        double[] means = new double[features.Rows];
        foreach (RegressionTree tree in trees)
        {
            for (int row = 0; row < means.Length; row++)
                means[row] += tree.Predict(features.Row(row)) / trees.Length;
        }
        return means;
    }
}
