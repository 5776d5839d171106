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
        string? type = StrongestType(result, treatment, dose);
        MarkerShift? marker = Marker(result, treatment, dose);
        string who = type is null ? "" : $"{type} {(type.EndsWith('s') ? "respond" : "cells respond")} most";
        string what = marker is null ? "" : $"{marker.Marker} {(Typical(marker) > 0 ? "rises" : "falls")}{InAll(result, marker)}";
        return (who.Length, what.Length) switch
        {
            (0, 0) => "",
            (0, _) => $"After {treatment}, {what}.",
            (_, 0) => $"{who} to {treatment}.",
            _ => $"{who} to {treatment}: {what}.",
        };
    }

    /// <summary>The marker that moves furthest in most donors, among the cells that respond most: the sentence names it and the page opens with it.</summary>
    public static MarkerShift? Marker(TreatmentResult result, string treatment, double? dose)
    {
        string type = StrongestType(result, treatment, dose) ?? ResponseStatistics.AllCells;
        return result.Statistics.Markers.Where(shift => shift.Treatment == treatment && shift.Dose == dose && shift.CellType == type).MaxBy(shift => Math.Abs(Typical(shift)));
    }

    /// <summary>Null where no cell type was compared.</summary>
    private static string? StrongestType(TreatmentResult result, string treatment, double? dose)
    {
        IEnumerable<ResponseSize> sizes = result.Statistics.Sizes.Where(size => size.Treatment == treatment && size.Dose == dose && size is { ControlCells: >= StrengthCard.LeastCells, TreatedCells: >= StrengthCard.LeastCells });
        return sizes.Where(size => size.CellType != ResponseStatistics.AllCells).GroupBy(size => size.CellType).MaxBy(group => ChartNumbers.Median(group.Select(size => size.Energy)))?.Key;
    }

    private static double Typical(MarkerShift shift) => ChartNumbers.Median(shift.Changes.Select(change => change.Change));

    private static string InAll(TreatmentResult result, MarkerShift marker) => marker switch
    {
        { IsSameInAll: true, Changes.Count: > 1 } => $" in all {marker.Changes.Count} {TreatmentModel.WordOf(result).ToLowerInvariant()}s{(marker.Changes.Count < result.Donors.Count ? " with enough of them" : "")}",
        { Changes.Count: > 1 } => $" in {marker.Changes.Count(change => Math.Sign(change.Change) == Math.Sign(Typical(marker)))} of {marker.Changes.Count} {TreatmentModel.WordOf(result).ToLowerInvariant()}s",
        _ => "",
    };
}
