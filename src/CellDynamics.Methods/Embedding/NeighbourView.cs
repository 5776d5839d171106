using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Embedding;

/// <summary>A view without a formula (UMAP, t-SNE): inferred cells are drawn among their nearest measured cells.</summary>
/// <param name="key">What stands in an address.</param>
/// <param name="name">Shown to people.</param>
/// <param name="measured">Measured cells in the representation, <c>[cells, dims]</c>.</param>
/// <param name="cells">Their places, <c>[cells, 2]</c>.</param>
public sealed class NeighbourView(string key, string name, DenseMatrix measured, DenseMatrix cells) : ICellView
{
    public string Key => key;

    public string Name => name;

    public (string X, string Y) AxisNames => ("", "");

    public string Note => $"Inferred cells are drawn among their {NeighbourPlacement.Neighbours} nearest measured cells; distances between groups mean little in this view.";

    public DenseMatrix Cells => cells;

    public DenseMatrix Place(DenseMatrix states, CancellationToken cancellationToken = default) =>
        NeighbourPlacement.Place(states, measured, cells, cancellationToken);
}
