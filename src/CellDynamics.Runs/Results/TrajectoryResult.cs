using CellDynamics.Data.Annotated;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Validation;
using CellDynamics.Runs.Execution;

namespace CellDynamics.Runs.Results;

/// <summary>What a finished trajectory run found, as read from <c>result.h5ad</c>.</summary>
public sealed record TrajectoryResult
{
    public required RunRequest Request { get; init; }

    public required Outcome Outcome { get; init; }

    /// <summary>Measured time points in order.</summary>
    public required IReadOnlyList<MeasuredTime> Measured { get; init; }

    /// <summary>Such as <c>"h"</c>; empty when the data does not say.</summary>
    public required string TimeUnit { get; init; }

    /// <summary>Names of the cells, <c>[cells]</c>.</summary>
    public required string[] CellNames { get; init; }

    /// <summary>Time of every cell, <c>[cells]</c>; NaN where the file has none.</summary>
    public required double[] CellTimes { get; init; }

    /// <summary>Annotations of the cells as uploaded, for colouring.</summary>
    public required DataFrame Obs { get; init; }

    /// <summary>Symbols where the file has them, else identifiers.</summary>
    public required IReadOnlyList<string> GeneNames { get; init; }

    /// <summary>Views that cells and inferred cells can be drawn in, the default first.</summary>
    public required IReadOnlyList<ResultView> Views { get; init; }

    /// <summary>Drift of every cell, <c>[cells, dims]</c>, representation units per time unit.</summary>
    public DenseMatrix? Velocity { get; init; }

    public required TrajectorySet Trajectories { get; init; }

    public required int Dimensions { get; init; }

    public ValidationTable? Validation { get; init; }

    public required IReadOnlyList<HistoryPoint> History { get; init; }

    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>Scale of the file's values; genes are shown on <see cref="GeneScale.Unit"/> of it.</summary>
    public required MatrixScale Scale { get; init; }

    /// <summary>Which scale and representation were used and why, in words.</summary>
    public required string Explanation { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }
}

/// <param name="Time">In the data's unit.</param>
/// <param name="Label">As the file writes it.</param>
/// <param name="Cells">How many were measured.</param>
/// <param name="IsHeldOut">Kept out of the model by the person who started the run.</param>
public sealed record MeasuredTime(double Time, string Label, int Cells, bool IsHeldOut);

/// <summary>A two-dimensional view of cells and inferred cells.</summary>
/// <param name="Key"><c>pca</c>, <c>umap</c>, …: what stands in the URL.</param>
/// <param name="AxisNames">Such as "PC 1 (6.9 % of variance)"; empty strings where axes mean nothing.</param>
/// <param name="Cells">Row-major <c>[cells, 2]</c>.</param>
/// <param name="Paths">Row-major <c>[paths, times, 2]</c>: the trajectories in this view.</param>
/// <param name="Note">How inferred cells were placed, in words.</param>
public sealed record ResultView(string Key, string Name, (string X, string Y) AxisNames, float[] Cells, float[] Paths, string Note);
