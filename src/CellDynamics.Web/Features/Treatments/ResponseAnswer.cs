using CellDynamics.Methods.Responses;
using CellDynamics.Runs.Results.Treatments;
using CellDynamics.Web.Features.ResponseCharts;

namespace CellDynamics.Web.Features.Treatments;

/// <summary>What the treatment does, in a sentence that a person could repeat; it says no more than the statistics hold.</summary>
internal static class ResponseAnswer
{
    /// <returns>Empty when nothing was measured for this treatment and dose.</returns>
    public static string Of(TreatmentResult result, string treatment, double? dose)
    {
        ResponseSize[] sizes = [.. result.Statistics.Sizes.Where(size => size.Treatment == treatment && size.Dose == dose && size is { ControlCells: >= StrengthCard.LeastCells, TreatedCells: >= StrengthCard.LeastCells })];
        IGrouping<string, ResponseSize>? strongest = sizes.Where(size => size.CellType != ResponseStatistics.AllCells).GroupBy(size => size.CellType).OrderByDescending(group => ChartNumbers.Median(group.Select(size => size.Energy))).FirstOrDefault();
        string type = strongest?.Key ?? ResponseStatistics.AllCells;
        MarkerShift? marker = result.Statistics.Markers.Where(shift => shift.Treatment == treatment && shift.Dose == dose && shift.CellType == type)
            .OrderByDescending(shift => shift.IsSameInAll).ThenByDescending(shift => Math.Abs(shift.Change)).FirstOrDefault();
        string who = strongest is null ? "" : $"{type} {(type.EndsWith('s') ? "respond" : "cells respond")} most";
        string what = marker is null ? "" : $"{marker.Marker} {(marker.Change > 0 ? "rises" : "falls")}{InAll(result, marker)}";
        return (who.Length, what.Length) switch
        {
            (0, 0) => "",
            (0, _) => $"{char.ToUpperInvariant(what[0])}{what[1..]} after {treatment}.",
            (_, 0) => $"{who} to {treatment}.",
            _ => $"{who} to {treatment}: {what}.",
        };
    }

    private static string InAll(TreatmentResult result, MarkerShift marker) => marker switch
    {
        { IsSameInAll: true, Changes.Count: > 1 } => $" in all {marker.Changes.Count} {TreatmentModel.WordOf(result).ToLowerInvariant()}s{(marker.Changes.Count < result.Donors.Count ? " with enough of them" : "")}",
        { Changes.Count: > 1 } => $" in {marker.Changes.Count(change => Math.Sign(change.Change) == Math.Sign(marker.Change))} of {marker.Changes.Count} {TreatmentModel.WordOf(result).ToLowerInvariant()}s",
        _ => "",
    };
}
