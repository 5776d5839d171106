using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.Quality;

/// <summary>The cells of a file that the filter of a study keeps.</summary>
/// <param name="Rows">Ascending.</param>
/// <param name="Sentence">How many were set aside, and by what.</param>
public sealed record KeptCells(int[] Rows, string Sentence)
{
    /// <summary>Fewer than this are no population.</summary>
    public const int LeastPerGroup = 3;

    /// <returns>Null where the study has no filter.</returns>
    /// <exception cref="DatasetFileException">The filter cannot be applied, or leaves fewer than three cells of a time point (of a condition, where there are no times) that had more.</exception>
    public static KeptCells? Of(AnnotatedData data, StudyRoles roles, CancellationToken cancellationToken = default)
    {
        if (roles.Filter is not { IsEmpty: false } filter)
            return null;
        CellQuality quality = CellQuality.Of(data, cancellationToken) ?? throw new DatasetFileException(
            data.Path, "/X", "a matrix of genes to filter the cells by", "none", "Leave out the filter.");
        if (filter.MaxMitochondrialShare is not null && quality.MitochondrialShares is null)
            throw new DatasetFileException(data.Path, "/var", "genes named MT-… or mt-… in a matrix of counts, because cells are to be filtered by their mitochondrial share", "none",
                "Leave out that threshold.");
        int[] rows = [.. Enumerable.Range(0, data.CellCount).Where(cell => filter.Keeps(quality.Genes[cell], quality.Counts[cell], quality.MitochondrialShares?[cell] ?? double.NaN))];
        RequireGroups(data, roles, filter, rows);
        return new KeptCells(rows, $"{NumberText.Grouped(data.CellCount - rows.Length)} of {NumberText.Grouped(data.CellCount)} cells were set aside by the filter: {filter.Describe()} ({quality.Place[1..]}).");
    }

    /// <summary>Only these cells; the file is disposed with what is returned.</summary>
    public AnnotatedData Select(AnnotatedData data) => SelectedCells.Of(data, Rows);

    private static void RequireGroups(AnnotatedData data, StudyRoles roles, CellFilter filter, int[] rows)
    {
        if ((roles.Time ?? roles.Condition) is not { } name)
            return;
        string?[] labels = data.RequireObs(name).Labels;
        Dictionary<string, int> left = rows.Select(row => labels[row]).OfType<string>().CountBy(label => label).ToDictionary();
        string[] thin =
        [
            .. labels.OfType<string>().CountBy(label => label).Where(group => left.GetValueOrDefault(group.Key) is var kept && kept < LeastPerGroup && kept < group.Value)
                .Select(group => $"{left.GetValueOrDefault(group.Key)} of {NumberText.Grouped(group.Value)} cells at '{group.Key}'"),
        ];
        if (thin.Length > 0)
            throw new DatasetFileException(data.Path, "/obs/" + name, $"at least {LeastPerGroup} cells of every {(roles.Time is null ? "condition" : "time point")} after the filter ({filter.Describe()})",
                string.Join(", ", thin.Take(5)), "Loosen the filter.");
    }
}
