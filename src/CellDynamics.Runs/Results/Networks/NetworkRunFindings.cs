using CellDynamics.Data.Annotated;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Networks;
using CellDynamics.Runs.Execution;

namespace CellDynamics.Runs.Results.Networks;

/// <summary>Everything a network run found, on its way into the result file.</summary>
public sealed record NetworkRunFindings
{
    public required RunRequest Request { get; init; }

    public required AnnotatedData Dataset { get; init; }

    public required NetworkFindings Network { get; init; }

    public required MethodResult Method { get; init; }

    /// <summary>Such as <c>"h"</c>; empty when the data does not say.</summary>
    public required string TimeUnit { get; init; }

    /// <summary>Scale of the file's values, which decides in which unit levels are named.</summary>
    public required MatrixScale Scale { get; init; }

    /// <summary>Which scale, genes and paths were used and why, in words.</summary>
    public required string Explanation { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }
}
