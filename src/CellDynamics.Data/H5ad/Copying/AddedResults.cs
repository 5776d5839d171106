using CellDynamics.Data.Annotated;
using PureHDF;

namespace CellDynamics.Data.H5ad.Copying;

/// <summary>What a copy holds beside its source, one row per cell of the source.</summary>
/// <param name="Obs">Columns of <c>obs</c>, <c>[cells]</c>.</param>
/// <param name="Obsm">Embeddings, <c>[cells, dims]</c>.</param>
/// <param name="Uns">An entry of <c>uns</c>, copied whole from the file it stands in; null for none.</param>
internal sealed record AddedResults(IReadOnlyList<DataColumn> Obs, IReadOnlyDictionary<string, DenseMatrix> Obsm, (string Key, IH5Object Source, ElementCopy Copy)? Uns);
