using System.Globalization;
using System.Text.Json;
using CellDynamics.Methods.Responses;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Results.Treatments;

namespace CellDynamics.Cli.Reports;

/// <summary>What a finished treatment analysis found, for a terminal and as JSON.</summary>
internal static class TreatmentReport
{
    private const int Shown = 8;

    public static string ToJson(RunFolder folder, TreatmentResult found) => JsonSerializer.Serialize(new
    {
        Folder = folder.Root,
        folder.Result,
        found.Request.Method,
        found.Request.Seed,
        found.Request.Parameters,
        found.Control,
        found.Treatments,
        found.Donors,
        found.CellTypes,
        found.Outcome,
        found.Metrics,
        found.Explanation,
        found.Warnings,
        Validation = found.Validation is not { } validation ? null : new { validation.Rows, validation.Differences, validation.Verdict, validation.Notes, Summary = ResponseScoreTable.Of(validation.Rows) },
        Predictions = found.Responses.Select(response => new { response.Donor, response.Treatment, response.Dose, response.IsHeldOut, Cells = response.Cells.Length, response.Range }),
        found.Statistics,
    }, RunReport.Json);

    public static string ToWords(RunFolder folder, TreatmentResult found)
    {
        List<string> lines = [$"{found.Outcome.Message} {found.Outcome.Advice}".TrimEnd(), found.Explanation];
        lines.Add($"Control {found.Control}; {Count(found.Treatments.Count, "treatment")}: {Some(found.Treatments)}; {Count(found.Donors.Count, "donor")}{(found.Donors is [""] ? "" : $": {Some(found.Donors)}")}.");
        lines.AddRange(["", .. found.Validation is { } validation ? ResponseScoreTable.Lines(validation) : ["Not tested: nothing says how well the response of a new donor is predicted."]]);
        lines.AddRange(["", .. Sizes(found.Statistics)]);
        lines.AddRange(["", .. Markers(found.Statistics)]);
        lines.AddRange(found.Statistics.Notes);
        string[] outside = [.. found.Responses.Where(response => !response.Range.IsInside).Select(response => response.Donor).Distinct()];
        if (outside.Length > 0)
            lines.AddRange(["", $"Outside the training range, a hypothesis: {Some(outside)}."]);
        lines.AddRange(["", .. found.Warnings.Select(warning => $"Note: {warning}"), folder.Result]);
        return string.Join(Environment.NewLine, lines);
    }

    public static string Dosed(string treatment, double? dose) => dose is { } amount ? string.Create(CultureInfo.InvariantCulture, $"{treatment} {amount}") : treatment;

    private static IEnumerable<string> Sizes(ResponseStatistics statistics)
    {
        ResponseSize[] strongest = [.. statistics.Sizes.OrderByDescending(size => size.Energy).Take(Shown)];
        if (strongest.Length == 0)
            return [];
        return strongest.Select(size => string.Create(CultureInfo.InvariantCulture,
            $"{Dosed(size.Treatment, size.Dose),-16} {size.Donor,-14} {TypeOf(size.CellType),-18} {size.ControlCells,7} {size.TreatedCells,7} {size.Energy,9:0.###} {Chance(size.EnergyP),8} {size.Mmd,9:0.####} {Chance(size.MmdP),8}"))
            .Prepend($"{"treatment",-16} {"donor",-14} {"cell type",-18} {"control",7} {"treated",7} {"energy",9} {"p",8} {"MMD²",9} {"p",8}").Prepend("Strongest measured responses");
    }

    private static IEnumerable<string> Markers(ResponseStatistics statistics)
    {
        MarkerShift[] top = [.. statistics.Markers.Where(shift => shift.CellType == ResponseStatistics.AllCells)
            .OrderByDescending(shift => Math.Abs(shift.Change)).Take(Shown)];
        if (top.Length == 0)
            return [];
        return top.Select(shift => string.Create(CultureInfo.InvariantCulture,
            $"{Dosed(shift.Treatment, shift.Dose),-16} {shift.Marker,-18} {shift.Change,9:+0.###;-0.###;0} {Interval(shift.Low, shift.High),20} {Chance(shift.AdjustedP),10}   {(shift.Changes.Count > 1 && shift.IsSameInAll ? "same direction in every donor" : "")}").TrimEnd())
            .Prepend($"{"treatment",-16} {"marker",-18} {"change",9} {"95 % interval",20} {"adjusted p",10}").Prepend("Markers that change most, all cells");
    }

    public static string Interval(double low, double high) => double.IsNaN(low) ? "" : string.Create(CultureInfo.InvariantCulture, $"{low:0.###} to {high:0.###}");

    private static string Chance(double p) => double.IsNaN(p) ? "" : p < 0.0001 ? "< 0.0001" : p.ToString("0.####", CultureInfo.InvariantCulture);

    private static string TypeOf(string cellType) => cellType == ResponseStatistics.AllCells ? "all cells" : cellType;

    private static string Count(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";

    private static string Some(IReadOnlyList<string> names) => names.Count <= Shown ? string.Join(", ", names) : $"{string.Join(", ", names.Take(Shown))} and {names.Count - Shown} more";
}
