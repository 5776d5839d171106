using CellDynamics.Data.Annotated;
using CellDynamics.Data.Studies;

namespace CellDynamics.Data.Doctor.Design;

/// <summary>How many cells were measured of every time × condition × donor.</summary>
/// <param name="Times">As a person writes them, ascending; empty where there are no times.</param>
/// <param name="Conditions">As the file orders them; empty where the study has none.</param>
/// <param name="Donors">As the file orders them; empty where the study has none.</param>
/// <param name="Groups">Only those with cells.</param>
/// <param name="LeftOut">Cells without a value in one of the columns.</param>
public sealed record DesignTable(IReadOnlyList<string> Times, IReadOnlyList<string> Conditions, IReadOnlyList<string> Donors, IReadOnlyList<DesignGroup> Groups, int LeftOut)
{
    /// <summary>Fewer cells describe a population poorly.</summary>
    public const int FewCells = 20;

    /// <summary>How many of the three columns the study has.</summary>
    public int Factors => new[] { Times, Conditions, Donors }.Count(values => values.Count > 0);

    internal static DesignTable Of(AnnotatedData data, StudyRoles roles, TimeAxis? axis)
    {
        DataColumn? condition = Column(data, roles.Condition, axis), donor = Column(data, roles.Donor, axis);
        string[] times = axis is null ? [] : [.. axis.Points.Select(point => axis.Describe(point.Value))];
        int[] whole =
        [
            .. Enumerable.Range(0, data.CellCount).Where(cell =>
                (axis is null || axis.PointOfCell[cell] >= 0) && (condition is null || condition.Labels[cell] is not null) && (donor is null || donor.Labels[cell] is not null)),
        ];
        (string[] conditions, string[] donors) = (Values(condition, whole), Values(donor, whole));
        if (axis is null && condition is null && donor is null)
            return new DesignTable([], [], [], [], 0);
        IEnumerable<DesignGroup> groups = whole.CountBy(cell => (Time: axis?.PointOfCell[cell] ?? -1, Condition: condition?.Labels[cell], Donor: donor?.Labels[cell]))
            .OrderBy(group => group.Key.Time).ThenBy(group => Array.IndexOf(conditions, group.Key.Condition)).ThenBy(group => Array.IndexOf(donors, group.Key.Donor))
            .Select(group => new DesignGroup(group.Key.Time < 0 ? null : times[group.Key.Time], group.Key.Condition, group.Key.Donor, group.Value));
        return new DesignTable(times, conditions, donors, [.. groups], data.CellCount - whole.Length);
    }

    /// <summary>The time may be called a condition too; it is no second factor.</summary>
    private static DataColumn? Column(AnnotatedData data, string? name, TimeAxis? axis) => name is null || name == axis?.Column ? null : data.Obs.Find(name);

    private static string[] Values(DataColumn? column, int[] cells)
    {
        if (column is null)
            return [];
        string[] used = [.. cells.Select(cell => column.Labels[cell]!).Distinct(StringComparer.Ordinal)];
        return [.. column.Categories?.Intersect(used, StringComparer.Ordinal) ?? used];
    }
}

/// <summary>One group of the design; null where the study has no such column.</summary>
public sealed record DesignGroup(string? Time, string? Condition, string? Donor, int Cells)
{
    /// <summary><c>24 h, LPS, P3</c>.</summary>
    public string Describe() => string.Join(", ", new[] { Time, Condition, Donor }.OfType<string>());
}
