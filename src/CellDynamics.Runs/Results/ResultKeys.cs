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

    /// <summary><c>uns</c>: what was compared in a treatment analysis; only such results have it.</summary>
    public const string Treatments = "treatments";

    /// <summary><c>uns</c>: predicted treated cells of a treatment analysis.</summary>
    public const string Responses = "responses";

    /// <summary><c>uns</c>: what was measured of the responses, without a model.</summary>
    public const string Statistics = "statistics";

    public const string Control = "control";
    public const string Names = "names";
    public const string Donors = "donors";
    public const string CellTypes = "cell_types";
    public const string Donor = "donor";
    public const string Treatment = "treatment";
    public const string Dose = "dose";
    public const string CellType = "cell_type";
    public const string Distance = "range_distance";
    public const string Limit = "range_limit";
    public const string Nearest = "range_nearest";
    public const string Response = "response";
    public const string States = "states";
    public const string ViewPredicted = "predicted";
    public const string Correlation = "correlation";
    public const string MeanError = "mean_error";
    public const string QuantileError = "quantile_error";
    public const string Differences = "differences";
    public const string Baseline = "baseline";
    public const string Mean = "mean";
    public const string Low = "low";
    public const string High = "high";
    public const string HasReplicates = "has_replicates";
    public const string Sizes = "sizes";
    public const string ControlCells = "control_cells";
    public const string TreatedCells = "treated_cells";
    public const string EnergyP = "energy_p";
    public const string MmdP = "mmd_p";
    public const string Composition = "composition";
    public const string ControlShares = "control_shares";
    public const string TreatedShares = "treated_shares";
    public const string Change = "change";
    public const string P = "p";
    public const string AdjustedP = "adjusted_p";
    public const string Markers = "markers";
    public const string Marker = "marker";
    public const string Changes = "changes";
    public const string SameInAll = "same_in_all";
    public const string Responders = "responders";
    public const string Responder = "responder";
    public const string Partial = "partial";
    public const string NonResponder = "non_responder";
    public const string PartialFrom = "partial_from";
    public const string ResponderFrom = "responder_from";
    public const string Edges = "edges";
    public const string ControlHistogram = "control_histogram";
    public const string TreatedHistogram = "treated_histogram";
    public const string Ranking = "ranking";
    public const string Size = "size";
    public const string Rank = "rank";
    public const string RankLow = "rank_low";
    public const string RankHigh = "rank_high";
    public const string Similarity = "similarity";
    public const string First = "first";
    public const string Second = "second";
    public const string Cosine = "cosine";

    /// <summary><c>uns</c>: genes, links and signals of a network analysis; only such results have it.</summary>
    public const string Network = "network";

    public const string Genes = "genes";
    public const string Reasons = "reasons";
    public const string Members = "members";
    public const string IsSpatial = "is_spatial";
    public const string Levels = "levels";
    public const string Activity = "activity";
    public const string Pairs = "pairs";
    public const string Ligand = "ligand";
    public const string Receptor = "receptor";
    public const string Regulator = "regulator";
    public const string Target = "target";
    public const string Strength = "strength";
    public const string Agreement = "agreement";
    public const string OverTime = "over_time";
    public const string Effects = "effects";
    public const string Flows = "flows";
    public const string Pair = "pair";
    public const string Sender = "sender";
    public const string Receiver = "receiver";
    public const string Scores = "scores";
    public const string Gain = "gain";
    public const string PathError = "path_error";
    public const string Origin = "origin";

    /// <summary><c>obs</c> of what <c>predict --apply</c> writes.</summary>
    public const string SourceName = "celldynamics_source_cell";

    public const string Condition = "condition";
    public const string RangeVerdict = "range_verdict";
    public const string AppliedTo = "applied_to";
}
