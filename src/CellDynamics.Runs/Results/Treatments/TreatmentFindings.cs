using CellDynamics.Data.Annotated;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Embedding;
using CellDynamics.Methods.Responses;
using CellDynamics.Methods.Treatments;
using CellDynamics.Methods.Validation.Donors;
using CellDynamics.Runs.Execution;

namespace CellDynamics.Runs.Results.Treatments;

/// <summary>Everything a treatment run found, on its way into the result file.</summary>
public sealed record TreatmentFindings
{
    public required RunRequest Request { get; init; }

    public required AnnotatedData Dataset { get; init; }

    /// <summary>All cells of the file in the representation of the run, <c>[cells, dims]</c>.</summary>
    public required DenseMatrix States { get; init; }

    public required string Control { get; init; }

    public required IReadOnlyList<string> Treatments { get; init; }

    /// <summary>All that were measured; one empty name in a study without donors.</summary>
    public required IReadOnlyList<string> Donors { get; init; }

    public required IReadOnlyList<string> CellTypes { get; init; }

    public required MethodResult Method { get; init; }

    /// <summary>Predicted treated cells, of left-out donors where there are such.</summary>
    public required IReadOnlyList<PredictedResponse> Responses { get; init; }

    public ResponseValidation? Validation { get; init; }

    public required ResponseStatistics Statistics { get; init; }

    /// <summary>The default first.</summary>
    public required IReadOnlyList<ICellView> Views { get; init; }

    public required MatrixScale Scale { get; init; }

    /// <summary>Which scale and representation were used and why, in words.</summary>
    public required string Explanation { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }
}
