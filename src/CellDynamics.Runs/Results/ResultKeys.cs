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

    /// <summary><c>obsm</c>: a two-dimensional view that cells are drawn in, <c>[cells, 2]</c>.</summary>
    public static string View(string key) => $"celldynamics_view_{key}";

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
    public const string Matrix = "matrix";
    public const string FromTime = "from_time";
    public const string ToTime = "to_time";
    public const string Views = "views";
    public const string ViewName = "name";
    public const string ViewAxes = "axes";
    public const string ViewNote = "note";
    public const string ViewPaths = "paths";
    public const string Measured = "measured_times";
    public const string Labels = "labels";
    public const string Cells = "cells";
    public const string HeldOut = "held_out";
    public const string HasConverged = "has_converged";
    public const string Message = "message";
    public const string Advice = "advice";
    public const string Series = "series";
    public const string Step = "step";
    public const string Value = "value";
    public const string Rows = "rows";
    public const string Predictor = "predictor";
    public const string Seed = "seed";
    public const string W1 = "w1";
    public const string W2 = "w2";
    public const string Mmd = "mmd";
    public const string Energy = "energy";
    public const string Parameters = "parameters";
    public const string Ceilings = "ceilings";
    public const string Verdict = "verdict";
    public const string Headline = "headline";
    public const string Detail = "detail";
    public const string Level = "level";
    public const string Notes = "notes";
    public const string TimeUnit = "time_unit";
    public const string XScale = "x_scale";
    public const string Scale = "input_scale";
    public const string Explanation = "explanation";
    public const string Warnings = "warnings";
}
