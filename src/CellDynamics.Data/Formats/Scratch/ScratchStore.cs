using CellDynamics.Data.Annotated;
using CellDynamics.Data.Unstructured;

namespace CellDynamics.Data.Formats.Scratch;

/// <summary>Behind a file of text: a matrix in scratch files, and neither embeddings nor <c>uns</c>.</summary>
internal sealed class ScratchStore(ScratchSpace scratch) : IDatasetStore
{
    public DenseMatrix ReadEmbedding(string key) => throw new InvalidOperationException($"A file of text holds no embedding '{key}'.");

    public UnsNode? ReadUns(string path) => null;

    public IReadOnlyList<string> UnsChildren(string path) => [];

    public void Dispose() => scratch.Dispose();
}
