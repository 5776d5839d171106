using CellDynamics.Data.Unstructured;

namespace CellDynamics.Data.Annotated;

/// <summary>What an open file gives on demand.</summary>
internal interface IDatasetStore : IDisposable
{
    DenseMatrix ReadEmbedding(string key);

    UnsNode? ReadUns(string path);

    IReadOnlyList<string> UnsChildren(string path);
}
