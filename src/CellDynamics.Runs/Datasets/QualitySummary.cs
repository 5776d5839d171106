using CellDynamics.Data.Annotated;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Data.Quality;
using CellDynamics.Data.Studies;

namespace CellDynamics.Runs.Datasets;

/// <summary>How well the cells of a file were measured, before any filter: <c>quality.json</c> of a dataset's folder.</summary>
/// <param name="Place">The matrix it was read from, such as <c>/layers/counts</c>.</param>
/// <param name="AreCounts">That matrix holds molecules.</param>
/// <param name="Column">Groups are its values; empty where all cells are one group.</param>
/// <param name="Groups">Names of the groups as a person writes them: time points ascending, else conditions.</param>
/// <param name="Times">Of the groups, where they are time points; else null.</param>
/// <param name="GroupSizes">Cells of each group in the whole file.</param>
/// <param name="OfCell">Group of each cell shown, <c>[cells shown]</c>.</param>
/// <param name="Genes">Genes detected in each cell shown.</param>
/// <param name="Counts">Sum over all genes of each cell shown.</param>
/// <param name="MitochondrialShares">Of the counts, 0 to 1, NaN where unknown; null where the file does not tell.</param>
public sealed record QualitySummary(
    string Place, bool AreCounts, string Column, IReadOnlyList<string> Groups, double[]? Times, IReadOnlyList<int> GroupSizes, int[] OfCell, int[] Genes, double[] Counts, double[]? MitochondrialShares)
{
    /// <summary>More cells tell no more in a figure.</summary>
    public const int MostCells = 20_000;

    private const int Seed = 0;

    /// <summary>More groups are not told apart in a figure.</summary>
    private const int MostGroups = 60, MostConditions = 12;

    /// <summary>Names of the cells shown, <c>[cells shown]</c>; empty where an older version checked the file.</summary>
    public string[] Names { get; init; } = [];

    /// <summary>Every cell that has a group is among those shown.</summary>
    public bool IsWhole => OfCell.Length == GroupSizes.Sum();

    internal static QualitySummary? Of(AnnotatedData data, StudyRoles roles)
    {
        if (CellQuality.Of(data) is not { } quality)
            return null;
        (string column, string[] groups, double[]? times, int[] ofCell) = GroupsOf(data, roles);
        int[] grouped = [.. Enumerable.Range(0, data.CellCount).Where(cell => ofCell[cell] >= 0)], shown = grouped;
        if (grouped.Length > MostCells)
        {
            shown = [.. grouped];
            new Random(Seed).Shuffle(shown);
            shown = [.. shown.Take(MostCells).Order()];
        }
        T[] Pick<T>(T[] values) => Array.ConvertAll(shown, cell => values[cell]);
        return new QualitySummary(quality.Place, quality.Scale == MatrixScale.Counts, column, groups, times, [.. groups.Select((_, group) => grouped.Count(cell => ofCell[cell] == group))],
            Pick(ofCell), Pick(quality.Genes), Pick(quality.Counts), quality.MitochondrialShares is { } shares ? Pick(shares) : null) { Names = Pick(data.Obs.Index) };
    }

    private static (string Column, string[] Groups, double[]? Times, int[] OfCell) GroupsOf(AnnotatedData data, StudyRoles roles)
    {
        if (roles.Time is { } time && TimesOf(data.RequireObs(time), roles.Cell is not null) is { } axis && axis.Points.Count <= MostGroups)
            return (time, [.. axis.Points.Select(point => axis.Describe(point.Value))], axis.Times, axis.PointOfCell);
        if (roles.Condition is { } name && data.RequireObs(name) is var condition && DatasetSummarizer.ValuesOf(condition) is { Length: > 0 and <= MostConditions } values)
            return (name, values, null, Array.ConvertAll(condition.Labels, label => label is null ? -1 : Array.IndexOf(values, label)));
        return ("", ["all cells"], null, new int[data.CellCount]);
    }

    private static TimeAxis? TimesOf(DataColumn column, bool areFollowed)
    {
        try
        {
            return TimeAxis.Parse(column, areFollowed);
        }
        catch (TimeAxisException)
        {
            // The doctor says so; the cells are shown all the same.
            return null;
        }
    }
}
