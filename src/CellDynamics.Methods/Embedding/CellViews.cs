using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Embedding;

/// <summary>Chooses the views of a result, the default first: the file's own UMAP, else one of ours, and the first two coordinates.</summary>
public static class CellViews
{
    /// <param name="states">Cells in the representation, <c>[cells, dims]</c>.</param>
    /// <param name="representation">Key of the representation, such as <c>X_pca</c>.</param>
    /// <param name="varianceRatio">Share of the variance on each axis, for principal components; else null.</param>
    /// <param name="givenUmap"><c>X_umap</c> of the file, <c>[cells, 2 or more]</c>, or null.</param>
    /// <param name="seed">Same seed, same picture.</param>
    /// <param name="cancellationToken">Stops the layout.</param>
    public static IReadOnlyList<ICellView> For(
        DenseMatrix states, string representation, double[]? varianceRatio, DenseMatrix? givenUmap, int seed, CancellationToken cancellationToken = default)
    {
        bool isPca = representation.Contains("pca", StringComparison.OrdinalIgnoreCase);
        var linear = new LinearView(isPca ? "pca" : "coordinates", isPca ? "PCA" : $"First two of {representation}", AxisNames(isPca, varianceRatio), states);
        if (givenUmap is not null)
            return [new NeighbourView("umap", "UMAP of the file", states, new LinearView("", "", ("", ""), givenUmap).Cells), linear];
        if (states.Columns <= 2)
            return [linear];
        DenseMatrix layout = Umap.Layout(states, new UmapOptions { Seed = seed }, cancellationToken);
        return [linear, new NeighbourView("umap", "UMAP", states, layout)];
    }

    private static (string X, string Y) AxisNames(bool isPca, double[]? ratio) =>
        (AxisName(isPca, ratio, 0), AxisName(isPca, ratio, 1));

    private static string AxisName(bool isPca, double[]? ratio, int axis) => (isPca, ratio) switch
    {
        (false, _) => $"Dimension {axis + 1}",
        (true, null) => $"PC {axis + 1}",
        _ when axis >= ratio.Length => $"PC {axis + 1}",
        _ => $"PC {axis + 1} ({100 * ratio[axis]:0.0} % of variance)",
    };
}
