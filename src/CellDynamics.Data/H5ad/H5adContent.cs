using CellDynamics.Data.Annotated;
using CellDynamics.Data.Unstructured;

namespace CellDynamics.Data.H5ad;

/// <summary>What <see cref="H5adWriter"/> writes into one file.</summary>
public sealed record H5adContent
{
    public required DataFrame Obs { get; init; }

    public required DataFrame Var { get; init; }

    /// <summary>Streamed by row blocks and stored as float32 (see <see cref="KeepsTypes"/>): dense where its <see cref="ICellMatrix.Kind"/> is <c>dense</c>, else CSR; null for a file without matrix.</summary>
    public ICellMatrix? X { get; init; }

    public IReadOnlyDictionary<string, ICellMatrix> Layers { get; init; } = new Dictionary<string, ICellMatrix>();

    /// <summary>Stores a matrix as int32, int64 or float64 where float32 would change a value; costs one more pass over it.</summary>
    public bool KeepsTypes { get; init; }

    /// <summary>Embeddings, <c>[cells, dims]</c> each; float32 where that keeps every value, else float64.</summary>
    public IReadOnlyDictionary<string, DenseMatrix> Obsm { get; init; } = new Dictionary<string, DenseMatrix>();

    /// <summary>As <see cref="Obsm"/>, of genes: <c>[genes, dims]</c> each.</summary>
    public IReadOnlyDictionary<string, DenseMatrix> Varm { get; init; } = new Dictionary<string, DenseMatrix>();

    public UnsGroup Uns { get; init; } = new(new Dictionary<string, UnsNode>());
}
