using CellDynamics.Data.Unstructured;

namespace CellDynamics.Data.Annotated;

/// <summary>What an open file gives on demand.</summary>
internal interface IDatasetStore : IDisposable
{
    DenseMatrix ReadEmbedding(string key);

    /// <summary>Sum of the finite values of a numeric element of any rank, and how many values are not finite; null for what holds other than numbers.</summary>
    (double Sum, long NotFinite)? SumOf(string place);

    UnsNode? ReadUns(string path);

    IReadOnlyList<string> UnsChildren(string path);
}
