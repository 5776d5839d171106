using CellDynamics.Data.Annotated;
using CellDynamics.Data.Unstructured;

namespace CellDynamics.Data.Formats;

/// <summary>Behind a file without embeddings and without <c>uns</c>: closes what it was opened with.</summary>
internal sealed class ClosingStore(IDisposable opened) : IDatasetStore
{
    public DenseMatrix ReadMatrix(string place) => throw new InvalidOperationException($"There is no {place}.");

    public (double Sum, long NotFinite)? SumOf(string place) => null;

    public UnsNode? ReadUns(string path) => null;

    public IReadOnlyList<string> UnsChildren(string path) => [];

    public void Dispose() => opened.Dispose();
}
