using CellDynamics.Data.Annotated;
using CellDynamics.Data.Preprocessing;

namespace CellDynamics.Data.Quality;

/// <summary>How well each cell was measured.</summary>
/// <param name="Place">The matrix it was read from: <c>/X</c>, <c>/layers/counts</c>, <c>/raw/X</c>.</param>
/// <param name="Scale">Of that matrix; only counts are molecules.</param>
/// <param name="Genes">Genes detected, <c>[cells]</c>.</param>
/// <param name="Counts">Sum over all genes, <c>[cells]</c>.</param>
/// <param name="MitochondrialShares">Of the counts, 0 to 1, NaN for a cell without any, <c>[cells]</c>; null where no gene is named as mitochondrial or a share of the values means nothing.</param>
public sealed record CellQuality(string Place, MatrixScale Scale, int[] Genes, double[] Counts, double[]? MitochondrialShares)
{
    /// <summary>One pass over X where it holds counts; else over layers and raw until one does, and X is taken where none does.</summary>
    /// <returns>Null where the file has no matrix of genes.</returns>
    public static CellQuality? Of(AnnotatedData data, CancellationToken cancellationToken = default)
    {
        CellQuality? first = null;
        foreach ((string place, ICellMatrix matrix, DataFrame genes) in Matrices(data))
        {
            CellQuality found = Of(place, matrix, genes, cancellationToken);
            if (found.Scale == MatrixScale.Counts)
                return found;
            first ??= found;
        }
        return first;
    }

    private static IEnumerable<(string Place, ICellMatrix Matrix, DataFrame Genes)> Matrices(AnnotatedData data)
    {
        if (data.X is { Columns: > 0 } x)
            yield return ("/X", x, data.Var);
        // A layer that is called so first: the others may hold counts of something else, such as unspliced molecules.
        foreach ((string name, ICellMatrix layer) in data.Layers.OrderByDescending(layer => layer.Key.Contains("count", StringComparison.OrdinalIgnoreCase)))
            if (layer.Columns > 0)
                yield return ("/layers/" + name, layer, data.Var);
        if (data is { RawX: { Columns: > 0 } raw, RawVar: { } rawGenes } && raw.Rows == data.CellCount)
            yield return ("/raw/X", raw, rawGenes);
    }

    private static CellQuality Of(string place, ICellMatrix matrix, DataFrame genes, CancellationToken cancellationToken)
    {
        MatrixSummary summary = MatrixSummary.Of(matrix, MitochondrialGenes.Of(genes), cancellationToken);
        MatrixScale scale = ScaleDetector.Detect(summary).Scale;
        // A share of logarithms or z-scores is a share of nothing.
        double[]? shares = scale is MatrixScale.Counts or MatrixScale.Linear && summary.MarkedPerCell is { } marked
            ? [.. marked.Zip(summary.TotalPerCell, (part, whole) => whole > 0 ? part / whole : double.NaN)] : null;
        return new CellQuality(place, scale, summary.GenesPerCell, summary.TotalPerCell, shares);
    }
}
