using CellDynamics.Data.Annotated;
using PureHDF;

namespace CellDynamics.Data.H5ad.Copying;

/// <summary>What a copy holds beside its source, one row per cell of the source.</summary>
/// <param name="Prefix">Begins the names of columns and embeddings, and is the key in <c>uns</c>.</param>
/// <param name="Obs">Columns of <c>obs</c>, <c>[cells]</c>.</param>
/// <param name="Obsm">Embeddings, <c>[cells, dims]</c>.</param>
/// <param name="Uns">Copied whole from the store it stands in.</param>
/// <param name="UnsCopy">Copies from that store.</param>
internal sealed record AddedResults(string Prefix, IReadOnlyList<DataColumn> Obs, IReadOnlyDictionary<string, DenseMatrix> Obsm, IH5Object Uns, ElementCopy UnsCopy);
