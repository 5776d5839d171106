using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Networks;

/// <summary>Genes of the same cells at successive times: simulated, measured live, or along inferred paths.</summary>
/// <param name="Times">Ascending, in the data's unit, <c>[times]</c>.</param>
/// <param name="Genes">Names, <c>[genes]</c>.</param>
/// <param name="States">One matrix per time, <c>[cells, genes]</c>, not negative; the rows are the same cells at every time.</param>
/// <param name="Types">Index into <paramref name="TypeNames"/> for every cell, <c>[cells]</c>.</param>
/// <param name="TypeNames">Cell types, <c>[types]</c>; one name where none are known.</param>
public sealed record CellTrajectories(double[] Times, string[] Genes, IReadOnlyList<DenseMatrix> States, int[] Types, string[] TypeNames)
{
    public int CellCount => Types.Length;

    public int GeneCount => Genes.Length;

    /// <summary>Where the cells are, <c>[cells, 2 or 3]</c>; null where nobody knows, and every cell hears the mean of all.</summary>
    public DenseMatrix? Positions { get; init; }
}
