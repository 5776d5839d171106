using CellDynamics.Data.Annotated;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Embedding;
using CellDynamics.Methods.Validation;
using CellDynamics.Runs.Execution;

namespace CellDynamics.Runs.Results;

/// <summary>Everything a run found, on its way into the result file.</summary>
public sealed record RunFindings
{
    public required RunRequest Request { get; init; }

    public required AnnotatedData Dataset { get; init; }

    public required IReadOnlyList<MeasuredTime> Measured { get; init; }

    public required string TimeUnit { get; init; }

    /// <summary>Time of every cell of the file, NaN where missing, <c>[cells]</c>.</summary>
    public required double[] CellTimes { get; init; }

    /// <summary>All cells of the file in the representation of the run, <c>[cells, dims]</c>.</summary>
    public required DenseMatrix States { get; init; }

    /// <summary>Populations the model was fitted on; their cells are rows of the file.</summary>
    public required PopulationSet Populations { get; init; }

    public required MethodResult Method { get; init; }

    public ValidationTable? Validation { get; init; }

    /// <summary>The default first.</summary>
    public required IReadOnlyList<ICellView> Views { get; init; }

    /// <summary>Scale of the file's values, which decides on which scale genes are shown.</summary>
    public required MatrixScale Scale { get; init; }

    /// <summary>Which scale and representation were used and why, in words.</summary>
    public required string Explanation { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }
}
