using CellDynamics.Data.Annotated;
using CellDynamics.Data.Preprocessing;

namespace CellDynamics.Data.Doctor;

/// <summary>One matrix in numbers; sum, min and max leave out what is not finite.</summary>
/// <param name="Kind"><c>csr</c>, <c>csc</c>, <c>dense</c> or <c>none</c>.</param>
/// <param name="DType">NumPy name; empty where there is no matrix.</param>
/// <param name="Shape">Cells × genes.</param>
/// <param name="Nonzero">Values other than zero.</param>
/// <param name="Sum">Of the stored values.</param>
/// <param name="Min">Of the stored values; null for none.</param>
/// <param name="Max">Of the stored values; null for none.</param>
/// <param name="NotFinite">NaN and infinities left out of sum, min and max.</param>
public sealed record MatrixReport(string Kind, string DType, int[] Shape, long Nonzero, double Sum, double? Min, double? Max, long NotFinite)
{
    public static MatrixReport None(int cells, int genes) => new("none", "", [cells, genes], 0, 0, null, null, 0);

    internal static MatrixReport Of(ICellMatrix matrix, MatrixSummary summary) => new(matrix.Kind, matrix.DType, [matrix.Rows, matrix.Columns],
        summary.Nonzero, summary.Sum, double.IsNaN(summary.Min) ? null : summary.Min, double.IsNaN(summary.Max) ? null : summary.Max, summary.NotFinite);
}
