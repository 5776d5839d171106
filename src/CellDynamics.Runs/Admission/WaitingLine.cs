namespace CellDynamics.Runs.Admission;

/// <summary>The order in which waiting runs start: a rule, without a database.</summary>
internal static class WaitingLine
{
    /// <summary>People before examples. Projects take turns, the one served longest ago first; within a project its people take turns likewise; a person's own runs go by age.</summary>
    /// <param name="waiting">Everything that waits, in any order.</param>
    public static IReadOnlyList<WaitingRun> Order(IEnumerable<WaitingRun> waiting, ServedTimes served) =>
        [.. waiting
            .GroupBy(run => (run.IsExample, run.ProjectId))
            .SelectMany(project => TurnsOf(project, served).Select((run, turn) => (Run: run, Turn: turn)))
            .OrderBy(entry => entry.Run.IsExample)
            .ThenBy(entry => entry.Turn)
            .ThenBy(entry => served.Of(entry.Run.ProjectId))
            .ThenBy(entry => entry.Run.CreatedUtc)
            .ThenBy(entry => entry.Run.Id)
            .Select(entry => entry.Run)];

    private static IEnumerable<WaitingRun> TurnsOf(IEnumerable<WaitingRun> project, ServedTimes served) => project
        .GroupBy(run => run.AccountId)
        .SelectMany(person => person.OrderBy(run => run.CreatedUtc).ThenBy(run => run.Id).Select((run, turn) => (Run: run, Turn: turn)))
        .OrderBy(entry => entry.Turn)
        .ThenBy(entry => served.Of(entry.Run.ProjectId, entry.Run.AccountId))
        .ThenBy(entry => entry.Run.CreatedUtc)
        .ThenBy(entry => entry.Run.Id)
        .Select(entry => entry.Run);
}

/// <summary>When the latest run of each person in each project started.</summary>
internal sealed record ServedTimes(IReadOnlyDictionary<(Guid Project, Guid? Account), DateTime> Latest)
{
    private readonly Dictionary<Guid, DateTime> projects = Latest.GroupBy(entry => entry.Key.Project).ToDictionary(project => project.Key, project => project.Max(entry => entry.Value));

    public DateTime Of(Guid project) => projects.GetValueOrDefault(project);

    public DateTime Of(Guid project, Guid? account) => Latest.GetValueOrDefault((project, account));
}
