namespace CellDynamics.Data.Annotated;

/// <summary>What the file says of one <c>obsm</c> entry, before its values are read.</summary>
/// <param name="Key">Name in <c>obsm</c>.</param>
/// <param name="Kind"><c>dense</c>, <c>csr</c>, <c>csc</c> or <c>dataframe</c>.</param>
/// <param name="DType">NumPy name of the stored type; empty for data frames.</param>
/// <param name="Shape">As stored; the first extent is the number of cells.</param>
public sealed record EmbeddingEntry(string Key, string Kind, string DType, IReadOnlyList<int> Shape);
