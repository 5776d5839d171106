using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Networks;

namespace CellDynamics.Methods.Baselines.Networks;

/// <summary>Methods that look at levels of cells, at no order in time.</summary>
internal static class StillNetwork
{
    /// <summary>Per type from its cells at all times: which gene goes with which, and which signal.</summary>
    /// <param name="training">What may be learned from.</param>
    /// <param name="score">From levels <c>[cells, columns]</c> of the type with that index, scores with row = target, column = source, <c>[genes or more, columns]</c>.</param>
    public static NetworkGuess Of(NetworkTraining training, Func<DenseMatrix, int, DenseMatrix> score)
    {
        var features = new RateFeatures(training.Cells.Genes, training.Pairs);
        DenseMatrix[] seen = features.AtAllTimes(training);
        DenseMatrix[] types = [.. Enumerable.Range(0, training.Cells.TypeNames.Length).Select(type => score(TypeRows.Still(training, seen, type), type))];
        DenseMatrix Part(DenseMatrix scores, int first, int count) => new(features.Genes, count, [.. Enumerable.Range(0, features.Genes).SelectMany(target => scores.Row(target).Slice(first, count).ToArray())]);
        return new NetworkGuess(null, new EdgeScores([.. types.Select(scores => Part(scores, 0, features.Genes))], [.. types.Select(scores => Part(scores, features.Genes, features.Pairs))]));
    }
}
