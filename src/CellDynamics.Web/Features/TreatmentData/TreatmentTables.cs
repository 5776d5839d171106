using CellDynamics.Methods.Responses;
using CellDynamics.Methods.Validation.Donors;
using CellDynamics.Runs.Results.Treatments;
using CellDynamics.Web.Features.Answers;

namespace CellDynamics.Web.Features.TreatmentData;

/// <summary>The numbers behind the figures as CSV.</summary>
internal static class TreatmentTables
{
    /// <summary>Name of the download and what it holds; null where the analysis has no such numbers.</summary>
    public static readonly IReadOnlyList<(string Name, Func<TreatmentResult, string?> Table)> All =
    [
        ("sizes", Sizes), ("composition", Composition), ("markers", Markers), ("responders", Responders), ("responder-histograms", Histograms), ("ranking", Ranking),
        ("similarity", Similarity), ("scores", Scores), ("differences", Differences), ("ranges", Ranges),
    ];

    private static string Sizes(TreatmentResult result) => Table(
        ["treatment", "dose", "cell_type", "donor", "control_cells", "treated_cells", "energy_distance", "energy_p", "mmd", "mmd_p"], result.Statistics.Sizes,
        one => [one.Treatment, one.Dose, Type(one.CellType), one.Donor, one.ControlCells, one.TreatedCells, one.Energy, one.EnergyP, one.Mmd, one.MmdP]);

    private static string Composition(TreatmentResult result) => Table(
        ["treatment", "dose", "cell_type", "donor", "control_share", "treated_share", "mean_log_ratio", "p", "adjusted_p"],
        result.Statistics.Composition.SelectMany(one => one.Shares.Select(shares => (one, shares))),
        row => [row.one.Treatment, row.one.Dose, row.one.CellType, row.shares.Donor, row.shares.Control, row.shares.Treated, row.one.Change, row.one.P, row.one.AdjustedP]);

    private static string Markers(TreatmentResult result) => Table(
        ["treatment", "dose", "cell_type", "marker", "mean_change", "low_2.5", "high_97.5", "p", "adjusted_p", "same_sign_in_all_donors", .. result.Donors.Select(donor => $"change_{donor}")],
        result.Statistics.Markers,
        one => [one.Treatment, one.Dose, Type(one.CellType), one.Marker, one.Change, one.Low, one.High, one.P, one.AdjustedP, one.IsSameInAll ? "yes" : "no",
            .. result.Donors.Select(donor => (object?)one.Changes.FirstOrDefault(change => change.Donor == donor)?.Change)]);

    private static string Responders(TreatmentResult result) => Table(
        ["treatment", "dose", "cell_type", "donor", "responder", "partial", "non_responder", "partial_from", "responder_from"], result.Statistics.Responders,
        one => [one.Treatment, one.Dose, Type(one.CellType), one.Donor, one.Responder, one.Partial, one.NonResponder, one.PartialFrom, one.ResponderFrom]);

    private static string Histograms(TreatmentResult result) => Table(
        ["treatment", "dose", "cell_type", "donor", "from", "to", "control_share", "treated_share"],
        result.Statistics.Responders.SelectMany(one => one.Control.Select((_, bin) => (one, bin))),
        row => [row.one.Treatment, row.one.Dose, Type(row.one.CellType), row.one.Donor, row.one.Edges[row.bin], row.one.Edges[row.bin + 1], row.one.Control[row.bin], row.one.Treated[row.bin]]);

    private static string Ranking(TreatmentResult result) => Table(
        ["donor", "treatment", "dose", "size", "low_2.5", "high_97.5", "rank_within_donor", "rank_low", "rank_high"], result.Statistics.Ranking,
        one => [one.Donor, one.Treatment, one.Dose, one.Size, one.Low, one.High, one.Rank, one.RankLow, one.RankHigh]);

    private static string Similarity(TreatmentResult result) => Table(
        ["treatment", "dose", "first_donor", "second_donor", "cosine"], result.Statistics.Similarity, one => [one.Treatment, one.Dose, one.First, one.Second, one.Cosine]);

    private static string? Scores(TreatmentResult result) => result.Validation is null ? null : Table(
        ["left_out_donor", "treatment", "dose", "predictor", "knows_the_answer", "seed", "w1", "w2", "mmd", "energy", "feature_correlation_r", "error_of_means", "error_of_quantiles"],
        result.Validation.Rows,
        row => [row.Donor, row.Treatment, row.Dose, row.Predictor, ResponsePredictors.KnowsTheAnswer(row.Predictor) ? "yes" : "no", row.Seed, row.Errors.W1, row.Errors.W2, row.Errors.Mmd,
            row.Errors.Energy, row.Errors.Correlation, row.Errors.MeanError, row.Errors.QuantileError]);

    private static string? Differences(TreatmentResult result) => result.Validation is null ? null : Table(
        ["baseline", "w2_this_minus_baseline", "low_2.5", "high_97.5"], result.Validation.Differences, one => [one.Baseline, one.Mean, one.Low, one.High]);

    private static string Ranges(TreatmentResult result) => Table(
        ["donor", "treatment", "dose", "left_out_of_training", "predicted_cells", "distance", "limit", "nearest_training_donor", "reading"], result.Responses,
        one => [one.Donor, one.Treatment, one.Dose, one.IsHeldOut ? "yes" : "no", one.Cells.Length, one.Range.Distance, one.Range.Limit, one.Range.Nearest, one.Range.Words]);

    private static string Type(string type) => type == ResponseStatistics.AllCells ? "all cells" : type;

    private static string Table<T>(ReadOnlySpan<object?> head, IEnumerable<T> rows, Func<T, object?[]> cells)
    {
        var csv = new CsvText();
        csv.Row(head);
        foreach (T row in rows)
            csv.Row(cells(row));
        return csv.ToString();
    }
}
