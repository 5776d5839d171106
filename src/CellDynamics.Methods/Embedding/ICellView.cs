using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Embedding;

/// <summary>A two-dimensional picture of the cells in which inferred cells can be drawn too.</summary>
public interface ICellView
{
    /// <summary><c>pca</c>, <c>umap</c>, …: what stands in an address.</summary>
    string Key { get; }

    string Name { get; }

    /// <summary>Empty where the axes mean nothing.</summary>
    (string X, string Y) AxisNames { get; }

    /// <summary>How inferred cells are placed, in words.</summary>
    string Note { get; }

    /// <summary>Measured cells, <c>[cells, 2]</c>.</summary>
    DenseMatrix Cells { get; }

    /// <summary>Places of inferred cells given in the representation, <c>[cells, dims]</c> → <c>[cells, 2]</c>.</summary>
    DenseMatrix Place(DenseMatrix states, CancellationToken cancellationToken = default);
}
