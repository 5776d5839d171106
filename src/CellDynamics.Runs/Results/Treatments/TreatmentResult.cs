using CellDynamics.Data.Annotated;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Responses;
using CellDynamics.Methods.Treatments;
using CellDynamics.Methods.Validation.Donors;
using CellDynamics.Runs.Execution;

namespace CellDynamics.Runs.Results.Treatments;

/// <summary>What a finished treatment run found, as read from <c>result.h5ad</c>.</summary>
public sealed record TreatmentResult
{
    public required RunRequest Request { get; init; }

    public required Outcome Outcome { get; init; }

    /// <summary>The condition that means untreated.</summary>
    public required string Control { get; init; }

    /// <summary>In the order they are shown.</summary>
    public required IReadOnlyList<string> Treatments { get; init; }

    /// <summary>One empty name in a study without donors.</summary>
    public required IReadOnlyList<string> Donors { get; init; }

    /// <summary>Empty in a study without cell types.</summary>
    public required IReadOnlyList<string> CellTypes { get; init; }

    /// <summary>Names of the cells, <c>[cells]</c>.</summary>
    public required string[] CellNames { get; init; }

    /// <summary>Annotations of the cells as uploaded; condition, donor, dose and cell type stand in the columns that the roles of the request name.</summary>
    public required DataFrame Obs { get; init; }

    /// <summary>Symbols where the file has them, else identifiers.</summary>
    public required IReadOnlyList<string> GeneNames { get; init; }

    /// <summary>Views that measured and predicted cells are drawn in, the default first.</summary>
    public required IReadOnlyList<TreatmentView> Views { get; init; }

    public required IReadOnlyList<StoredResponse> Responses { get; init; }

    public required int Dimensions { get; init; }

    /// <summary>Null when the test was switched off or there was only one donor.</summary>
    public ResponseValidation? Validation { get; init; }

    public required ResponseStatistics Statistics { get; init; }

    public required IReadOnlyList<HistoryPoint> History { get; init; }

    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    public required MatrixScale Scale { get; init; }

    /// <summary>Which scale and representation were used and why, in words.</summary>
    public required string Explanation { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }
}

/// <summary>A two-dimensional view of measured cells.</summary>
/// <param name="Key"><c>pca</c>, <c>umap</c>, …: what stands in the URL.</param>
/// <param name="AxisNames">Empty strings where axes mean nothing.</param>
/// <param name="Cells">Row-major <c>[cells, 2]</c>.</param>
/// <param name="Note">How predicted cells were placed, in words.</param>
public sealed record TreatmentView(string Key, string Name, (string X, string Y) AxisNames, float[] Cells, string Note);

/// <summary>A predicted population of the result.</summary>
/// <param name="Donor">Whose control cells.</param>
/// <param name="IsHeldOut">Predicted by a fit that had not seen this donor; otherwise by one that had.</param>
/// <param name="Cells">Row in the file of the control cell each predicted cell began as, <c>[cells]</c>.</param>
/// <param name="States">Row-major <c>[cells, dims]</c>.</param>
/// <param name="Places">Key of a view → row-major <c>[cells, 2]</c>.</param>
public sealed record StoredResponse(
    string Donor, string Treatment, double? Dose, bool IsHeldOut, int[] Cells, float[] States, IReadOnlyDictionary<string, float[]> Places, RangeCheck Range);
