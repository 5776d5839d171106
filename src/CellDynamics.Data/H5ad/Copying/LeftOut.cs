namespace CellDynamics.Data.H5ad.Copying;

/// <summary>An element that a copy does not hold, or holds otherwise than its source.</summary>
/// <param name="Place">Path in the source, such as <c>/uns/graph</c>; empty for the whole file.</param>
/// <param name="Reason">Why, in words that follow "left out: ".</param>
public sealed record LeftOut(string Place, string Reason);
