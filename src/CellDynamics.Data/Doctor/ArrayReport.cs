using System.Text.Json.Serialization;

namespace CellDynamics.Data.Doctor;

/// <summary>An entry of <c>obsm</c>, <c>varm</c>, <c>obsp</c> or <c>varp</c>.</summary>
/// <param name="Kind"><c>dense</c>, <c>csr</c>, <c>csc</c> or <c>dataframe</c>.</param>
/// <param name="DType">NumPy name of the stored type.</param>
/// <param name="Shape">As stored.</param>
/// <param name="Sum">Of the finite values; null where they were not read.</param>
/// <param name="NotFinite">NaN and infinities.</param>
public sealed record ArrayReport(string Kind, [property: JsonPropertyName("dtype")] string DType, IReadOnlyList<int> Shape, double? Sum, long NotFinite);
