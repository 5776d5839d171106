using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.Networks;
using CellDynamics.Methods.Regression;

namespace CellDynamics.Methods.Baselines.Networks;

/// <summary>Every gene guessed from the levels of the others by a random forest; the share of its variance that another explains is the edge. Ref: Huynh-Thu et al. 2010, GENIE3, doi 10.1371/journal.pone.0012776.</summary>
public sealed class Genie3 : INetworkBaseline
{
    private static readonly ForestSettings Settings = new(Trees: 100, MostRows: 2000, FeatureShare: 1.0 / 3, LeastLeaf: 1);

    public string Id => "genie3";

    public string Name => "random forest on levels";

    public INetworkGuess Fit(NetworkTraining training, CancellationToken cancellation) =>
        StillNetwork.Of(training, (levels, type) => Of(levels, training.Cells.GeneCount, [training.Seed, type], cancellation));

    /// <summary>Signed importance with row = target, column = regulator, <c>[targets, columns]</c>; that of a gene for itself is 0.</summary>
    /// <param name="cells"><c>[cells, columns]</c>.</param>
    /// <param name="targets">How many of the first columns are targets; the others only explain.</param>
    /// <param name="seed">Same numbers, same forests.</param>
    /// <param name="cancellation">Asked before every tree.</param>
    public static DenseMatrix Of(DenseMatrix cells, int targets, int[] seed, CancellationToken cancellation)
    {
        var scores = new DenseMatrix(targets, cells.Columns);
        var features = new BinnedFeatures(cells);
        for (int target = 0; target < targets; target++)
        {
            int[] others = [.. Enumerable.Range(0, cells.Columns).Where(column => column != target)];
            RegressionForest.Grow(features, others, cells.Column(target), Settings, new RandomStream([.. seed, target]), cancellation).Importance.CopyTo(scores.Row(target));
        }
        return scores;
    }
}
