namespace CellDynamics.Runs.Results;

/// <summary>Every name that CellDynamics writes into a result file.</summary>
public static class ResultKeys
{
    public const int FormatVersion = 1;

    /// <summary><c>obs</c>: time of every cell as a number.</summary>
    public const string Time = "celldynamics_time";

    /// <summary><c>obsm</c>: drift of every cell, <c>[cells, dims]</c>, representation units per time unit.</summary>
    public const string Velocity = "celldynamics_velocity";

    /// <summary><c>obsm</c>: the coordinates the run worked in, <c>[cells, dims]</c>.</summary>
    public const string State = "celldynamics_state";

    /// <summary><c>obsm</c>: the two-dimensional view that cells are drawn in, <c>[cells, 2]</c>, unless the file brought one.</summary>
    public const string View = "celldynamics_view";

    /// <summary><c>uns</c>: everything else.</summary>
    public const string Root = "celldynamics";

    public const string FormatVersionKey = "format_version";
    public const string RunJson = "run_json";
    public const string Outcome = "outcome";
    public const string Metrics = "metrics";
    public const string Validation = "validation";
    public const string History = "history";
    public const string Trajectories = "trajectories";
    public const string Times = "times";
    public const string Points = "points";
    public const string SourceCell = "source_cell";
    public const string Couplings = "couplings";
    public const string KeptMass = "kept_mass";
    public const string TimeUnit = "time_unit";
    public const string XScale = "x_scale";
    public const string Explanation = "explanation";
    public const string Warnings = "warnings";
}
