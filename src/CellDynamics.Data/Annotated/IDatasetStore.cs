using CellDynamics.Data.Unstructured;

namespace CellDynamics.Data.Annotated;

/// <summary>What an open file gives on demand.</summary>
internal interface IDatasetStore : IDisposable
{
    /// <summary>An entry such as <c>/obsm/X_pca</c> or <c>/varm/PCs</c>.</summary>
    DenseMatrix ReadMatrix(string place);

    /// <summary>Sum of the finite values of a numeric element of any rank, and how many values are not finite; null for what holds other than numbers.</summary>
    (double Sum, long NotFinite)? SumOf(string place);

    UnsNode? ReadUns(string path);

    IReadOnlyList<string> UnsChildren(string path);
}
