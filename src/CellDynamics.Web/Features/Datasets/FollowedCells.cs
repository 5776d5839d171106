using CellDynamics.Data.Annotated;
using CellDynamics.Runs.Datasets;

namespace CellDynamics.Web.Features.Datasets;

/// <summary>Which columns may name the same cell at several times.</summary>
internal static class FollowedCells
{
    /// <summary>The one that has the role, and words of which there are as many as cells at any one time, each at two times on average. Wells of plates look the same, so the role is a person's to give.</summary>
    public static IReadOnlyList<ColumnChoice> Columns(DatasetSummary summary, string? chosen) =>
        [.. summary.Columns.Where(column => column.Name == chosen || column.Name == summary.SuggestedRoles.Cell || CanNameCells(summary, column))];

    private static bool CanNameCells(DatasetSummary summary, ColumnChoice column) => column.Kind is nameof(ColumnKind.Categorical) or nameof(ColumnKind.String)
        && summary.Times.Count > 1 && column.Distinct >= summary.Times.Max(point => point.Cells) && 2 * column.Distinct <= summary.Times.Sum(point => point.Cells);
}
