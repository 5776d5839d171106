using CellDynamics.Data.Annotated;
using CellDynamics.Data.Studies;
using CellDynamics.Runs.Datasets;

namespace CellDynamics.Web.Features.Datasets;

/// <summary>Which columns may name the same cell at several times.</summary>
internal static class FollowedCells
{
    /// <summary>The one that has the role, and those that may have it. Wells of plates look the same, so the role is a person's to give.</summary>
    /// <param name="summary">Of the dataset.</param>
    /// <param name="time">Column of the time; null: none is chosen.</param>
    /// <param name="chosen">The column that has the role now.</param>
    public static IReadOnlyList<ColumnChoice> Columns(DatasetSummary summary, string? time, string? chosen) =>
        [.. summary.Columns.Where(column => column.Name == chosen || column.Name == summary.SuggestedRoles.Cell || CanNameCells(summary, time ?? summary.RefusedTime, column))];

    /// <summary>In a film, which has too many times to be snapshots, any repeated name may be a cell. Else words of which there are as many as cells at any one time, each at two times on average.</summary>
    private static bool CanNameCells(DatasetSummary summary, string? time, ColumnChoice column)
    {
        bool isWord = column.Kind is nameof(ColumnKind.Categorical) or nameof(ColumnKind.String);
        if (summary.Columns.FirstOrDefault(choice => choice.Name == time) is { Distinct: > TimeAxis.MaxSnapshots })
            return column.Name != time && (isWord || column.Kind == nameof(ColumnKind.Integer)) && column.Distinct > 1 && 2 * column.Distinct <= summary.Cells;
        return isWord && summary.Times.Count > 1 && column.Distinct >= summary.Times.Max(point => point.Cells) && 2 * column.Distinct <= summary.Times.Sum(point => point.Cells);
    }
}
