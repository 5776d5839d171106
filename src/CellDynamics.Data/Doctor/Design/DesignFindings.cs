using CellDynamics.Data.Annotated;
using CellDynamics.Data.Studies;

namespace CellDynamics.Data.Doctor.Design;

/// <summary>What the design of a study lets nobody conclude.</summary>
internal static class DesignFindings
{
    private const int Shown = 4;

    /// <summary>Of all combinations: with more empty ones the study was not planned to have every combination.</summary>
    private const double MostEmpty = 0.25;

    public static void Add(AnnotatedData data, StudyRoles roles, TimeAxis? axis, DesignTable design, List<Finding> findings)
    {
        Coinciding(data, roles, axis, findings);
        if (design.Factors < 2)
            return;
        string place = "/obs/" + string.Join(", ", new[] { axis?.Column, design.Conditions.Count > 0 ? roles.Condition : null, design.Donors.Count > 0 ? roles.Donor : null }.OfType<string>());
        Missing(design, roles, place, findings);
        DesignGroup[] thin = [.. design.Groups.Where(group => group.Cells < DesignTable.FewCells)];
        if (thin.Length > 0)
            findings.Add(Finding.Warning(place, "thin-groups",
                $"{NumberText.Grouped(thin.Length)} of {NumberText.Grouped(design.Groups.Count)} groups have fewer than {DesignTable.FewCells} cells, such as {Some(thin.OrderBy(group => group.Cells).Select(group => $"{group.Describe()} ({group.Cells})"))}.",
                "So few cells describe a population poorly: read these groups with care, or measure more."));
    }

    /// <summary>Two columns that change together cannot be told apart.</summary>
    private static void Coinciding(AnnotatedData data, StudyRoles roles, TimeAxis? axis, List<Finding> findings)
    {
        string?[]? times = axis is null ? null : Array.ConvertAll(axis.PointOfCell, point => point < 0 ? null : axis.Describe(axis.Points[point].Value));
        DataColumn? condition = roles.Condition is { } name && name != axis?.Column ? data.Obs.Find(name) : null;
        foreach ((string? column, string role) in new[] { (roles.Batch, "batch"), (roles.Donor, "donor"), (condition?.Name, "condition") })
        {
            if (column is null || column == axis?.Column || data.Obs.Find(column) is not { } found)
                continue;
            if (times is not null)
                WithTime(role, found, times, findings);
            if (condition is not null && column != condition.Name && IsWithin(found.Labels, condition.Labels))
                findings.Add(Finding.Warning("/obs/" + column, role + "-is-condition", $"Each {role} in '{column}' has one value of '{condition.Name}' only: its effect cannot be told from the condition.",
                    role == "batch" ? "Read differences between conditions with care, or measure control and treated cells in one batch." : "Differences between conditions may be differences between donors: measure control and treated cells of the same donors."));
        }
    }

    private static void WithTime(string role, DataColumn column, string?[] times, List<Finding> findings)
    {
        if (IsWithin(column.Labels, times))
            findings.Add(Finding.Warning("/obs/" + column.Name, role + "-is-time", $"Each {role} in '{column.Name}' occurs at one time point only: its effect cannot be told from time.",
                $"Read differences between time points with care, or add a {role} that spans several."));
        else if (IsWithin(times, column.Labels))
        {
            IEnumerable<string> parts = times.Zip(column.Labels).Where(cell => cell is { First: not null, Second: not null }).Distinct().GroupBy(cell => cell.Second, cell => cell.First).Select(of => $"{of.Key} at {string.Join(", ", of.Take(Shown))}");
            findings.Add(Finding.Warning("/obs/" + column.Name, role + "-with-time", $"'{column.Name}' changes together with time: {Some(parts)}.", $"A change between these times may be the {role}."));
        }
    }

    /// <summary>Every value of the first occurs with one value of the second, of which there are several.</summary>
    private static bool IsWithin(string?[] first, string?[] second)
    {
        (string? First, string? Second)[] pairs = [.. first.Zip(second).Where(pair => pair is { First: not null, Second: not null }).Distinct()];
        return pairs.Select(pair => pair.Second).Distinct().Count() > 1 && pairs.GroupBy(pair => pair.First).All(of => of.Count() == 1);
    }

    private static void Missing(DesignTable design, StudyRoles roles, string place, List<Finding> findings)
    {
        var there = design.Groups.Select(group => (group.Time, group.Condition)).ToHashSet();
        (string Time, string Condition)[] empty = [.. from time in design.Times from condition in design.Conditions where !there.Contains((time, condition)) select (time, condition)];
        bool isPartial = design.Conditions.Any(condition => design.Times.Count(time => there.Contains((time, condition))) > 1);
        if (empty.Length > 0 && isPartial)
            findings.Add(Finding.Warning(place, "missing-groups",
                $"{NumberText.Grouped(empty.Length)} of {NumberText.Grouped(design.Times.Count * design.Conditions.Count)} combinations of time and condition have no cells: {Some(empty.Select(pair => $"{pair.Condition} at {pair.Time}"))}.",
                "Conditions can be compared only at times where both were measured."));
        EmptyOfDonors(design, place, findings);
        if (roles.Control is not { } control || !design.Conditions.Contains(control))
            return;
        ILookup<string?, string?> conditionsOf = design.Groups.ToLookup(group => group.Donor, group => group.Condition);
        string[] without = [.. design.Donors.Where(donor => !conditionsOf[donor].Contains(control))];
        if (without.Length > 0 && without.Length < design.Donors.Count)
            findings.Add(Finding.Warning("/obs/" + roles.Donor, "no-control",
                $"{NumberText.Grouped(without.Length)} of {NumberText.Grouped(design.Donors.Count)} donors have no control cells ('{control}'): {Some(without)}.", "Their treated cells are compared with nobody's; they are left out of the comparison."));
    }

    /// <summary>One donor lacks what the others have at that time.</summary>
    private static void EmptyOfDonors(DesignTable design, string place, List<Finding> findings)
    {
        if (design.Factors < 3)
            return;
        var there = design.Groups.Select(group => (group.Time, group.Condition, group.Donor)).ToHashSet();
        (string Time, string Condition)[] measured = [.. design.Groups.Select(group => (group.Time!, group.Condition!)).Distinct()];
        string[] empty = [.. from pair in measured from donor in design.Donors where !there.Contains((pair.Time, pair.Condition, donor)) select $"{pair.Condition}, {donor} at {pair.Time}"];
        int all = measured.Length * design.Donors.Count;
        if (empty.Length > 0 && empty.Length <= MostEmpty * all)
            findings.Add(Finding.Warning(place, "empty-groups", $"{NumberText.Grouped(empty.Length)} of {NumberText.Grouped(all)} combinations of time, condition and donor have no cells: {Some(empty)}.",
                "What is said of these donors there rests on the others: leave the donor out, or measure it."));
    }

    private static string Some(IEnumerable<string> words)
    {
        string[] all = [.. words];
        return string.Join("; ", all.Take(Shown)) + (all.Length > Shown ? $"; and {NumberText.Grouped(all.Length - Shown)} more" : "");
    }
}
