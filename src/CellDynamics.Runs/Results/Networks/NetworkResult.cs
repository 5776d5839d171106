using CellDynamics.Data.Preprocessing;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Networks;
using CellDynamics.Runs.Execution;

namespace CellDynamics.Runs.Results.Networks;

/// <summary>What a finished network run found, as read from <c>result.h5ad</c>.</summary>
public sealed record NetworkResult
{
    public required RunRequest Request { get; init; }

    public required Outcome Outcome { get; init; }

    public required NetworkFindings Network { get; init; }

    /// <summary>Measured time points in order; between them the network rests on inferred cells.</summary>
    public required IReadOnlyList<MeasuredTime> Measured { get; init; }

    /// <summary>Such as <c>"h"</c>; empty when the data does not say.</summary>
    public required string TimeUnit { get; init; }

    /// <summary>Cells of the dataset.</summary>
    public required int CellCount { get; init; }

    public required IReadOnlyList<HistoryPoint> History { get; init; }

    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>Scale of the file's values; levels are named in <see cref="GeneScale.Unit"/> of it.</summary>
    public required MatrixScale Scale { get; init; }

    /// <summary>Which scale, genes and paths were used and why, in words.</summary>
    public required string Explanation { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }
}
