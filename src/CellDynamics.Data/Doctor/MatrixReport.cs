using System.Text.Json.Serialization;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Preprocessing;

namespace CellDynamics.Data.Doctor;

/// <summary>One matrix in numbers; sum, min and max leave out what is not finite. Numbers that could not be read are null.</summary>
/// <param name="Kind"><c>csr</c>, <c>csc</c>, <c>dense</c> or <c>none</c>.</param>
/// <param name="DType">NumPy name; empty where there is no matrix.</param>
/// <param name="Shape">Cells × genes.</param>
/// <param name="Nonzero">Values other than zero.</param>
/// <param name="Sum">Of the stored values.</param>
/// <param name="Min">Of the stored values; null for none.</param>
/// <param name="Max">Of the stored values; null for none.</param>
/// <param name="NotFinite">NaN and infinities left out of sum, min and max.</param>
public sealed record MatrixReport(string Kind, [property: JsonPropertyName("dtype")] string DType, int[] Shape, long? Nonzero, double? Sum, double? Min, double? Max, long? NotFinite)
{
    /// <summary>Why the values cannot be read; null where they can.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Unreadable { get; init; }

    /// <summary>Of a matrix that is not there, or whose values cannot be read (kind and type are said as far as known, numbers are not), the shape is that of the tables.</summary>
    internal static MatrixReport Of(ICellMatrix? matrix, MatrixSummary? summary, int cells, int genes, string? problem)
    {
        if (problem is not null)
            return new MatrixReport(matrix?.Kind ?? "none", matrix?.DType ?? "", [cells, genes], null, null, null, null, null) { Unreadable = problem };
        return matrix is null || summary is null
            ? new MatrixReport("none", "", [cells, genes], 0, 0, null, null, 0)
            : new MatrixReport(matrix.Kind, matrix.DType, [matrix.Rows, matrix.Columns],
                summary.Nonzero, summary.Sum, double.IsNaN(summary.Min) ? null : summary.Min, double.IsNaN(summary.Max) ? null : summary.Max, summary.NotFinite);
    }
}
