using CellDynamics.Data.Annotated;
using CellDynamics.Data.Studies;
using CellDynamics.Runs.Execution;

namespace CellDynamics.Runs.Executor;

/// <summary>What a treatment analysis needs of a file, asked before anything is computed.</summary>
internal static class TreatmentNeeds
{
    private const int Listed = 8;

    /// <summary>The study without its times: conditions of one moment are compared, and a column of one time would be refused.</summary>
    /// <exception cref="RunException">There is no condition column, no control value, or one condition only.</exception>
    /// <exception cref="DatasetException">A role names something the file does not have.</exception>
    public static Study StudyOf(AnnotatedData data, StudyRoles roles)
    {
        string file = Path.GetFileName(data.Path);
        if (roles.Condition is not { } name)
        {
            string? likely = RoleSuggestion.Suggest(data).Roles.Condition;
            throw new RunException($"{file}, /obs: expected a condition column, found none chosen. Say which column tells treated from control cells (--condition).{(likely is null ? "" : $" '{likely}' looks like it.")}");
        }
        DataColumn condition = data.RequireObs(name);
        string[] values = [.. condition.Labels.OfType<string>().Distinct(StringComparer.Ordinal)];
        if (values.Length < 2)
            throw new RunException($"{file}, /obs/{name}: expected at least two conditions, control and treated, found {(values.Length == 0 ? "none" : $"one, '{values[0]}'")}. Choose another column.");
        if (roles.Control is null || !values.Contains(roles.Control))
        {
            string found = roles.Control is null ? "none chosen" : $"'{roles.Control}', which no cell has";
            string advice = RoleSuggestion.LikelyControl(condition) is { } likely ? $" '{likely}' looks like it." : "";
            throw new RunException($"{file}, /obs/{name}: expected the value that means untreated, found {found}. Say which it is (--control).{advice} There are: {Some(values)}.");
        }
        return new Study(data, roles with { Time = null });
    }

    /// <summary>Donors with control and treated cells, in the order of the file; one empty name in a study without donors.</summary>
    /// <exception cref="RunException">No donor has both, or none is left to learn from.</exception>
    public static IReadOnlyList<string> PairedDonors(Study study, RunRequest request)
    {
        string file = Path.GetFileName(study.Data.Path);
        if (request.HoldOut.Count > 0)
            throw new RunException($"{request.Method}, --hold-out: expected donors to hold out of an analysis of treatments, found times. Use --hold-out-donor DONOR.");
        (string[] control, string[] treated) = (DonorsOf(study, isControl: true), DonorsOf(study, isControl: false));
        string[] both = [.. Order(study.Donor, control.Intersect(treated))];
        if (both.Length == 0)
        {
            throw new RunException($"{file}, /obs/{study.Donor?.Name ?? study.Condition!.Name}: expected at least one donor with control ('{study.Roles.Control}') and treated cells, found none. "
                + $"Control cells: {Some(control)}. Treated cells: {Some(treated)}. Choose another donor column or control value.");
        }
        RequireHeldOut(file, study, request.HoldOutDonors, both);
        return both;
    }

    /// <summary>Values as the file orders them: by category where it has such, else by first appearance.</summary>
    public static IEnumerable<string> Order(DataColumn? column, IEnumerable<string> values)
    {
        string[] order = column is null ? [] : column.Categories ?? [.. column.Labels.OfType<string>().Distinct(StringComparer.Ordinal)];
        return values.OrderBy(value => Array.IndexOf(order, value));
    }

    private static void RequireHeldOut(string file, Study study, IReadOnlyList<string> heldOut, string[] donors)
    {
        if (heldOut.Count == 0)
            return;
        if (study.Donor is not { } column)
            throw new RunException($"{file}, /obs: expected a donor column, because a donor is to be held out, found none chosen. Say which column holds the donor (--donor).");
        if (heldOut.FirstOrDefault(donor => !column.Labels.Contains(donor)) is { } unknown)
            throw new RunException($"{file}, /obs/{column.Name}: expected the held-out donor '{unknown}' among those of the file, found none of it. {NearestName.Advice(unknown, [.. column.Labels.OfType<string>().Distinct(StringComparer.Ordinal)])}");
        if (!donors.Except(heldOut).Any())
            throw new RunException($"{file}, /obs/{column.Name}: expected at least one donor with control and treated cells to learn from, found none after holding out {Some([.. heldOut])}. Hold out fewer donors.");
    }

    private static string[] DonorsOf(Study study, bool isControl) =>
    [
        .. Enumerable.Range(0, study.Data.CellCount)
            .Where(cell => study.Condition!.Labels[cell] is { } value && (value == study.Roles.Control) == isControl && (study.Donor is null || study.Donor.Labels[cell] is not null))
            .Select(cell => study.Donor?.Labels[cell] ?? "").Distinct(StringComparer.Ordinal),
    ];

    private static string Some(string[] values) => values.Length switch
    {
        0 => "none",
        <= Listed => string.Join(", ", values),
        _ => $"{string.Join(", ", values.Take(Listed))} and {values.Length - Listed} more",
    };
}
