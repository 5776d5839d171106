using CellDynamics.Runs.Access;
using CellDynamics.Runs.Admission;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Administration;

/// <summary>What runs and waits in all projects.</summary>
public sealed class QueueReport
{
    private readonly AdministratorGate gate;
    private readonly Database database;
    private readonly QueueReader queue;

    internal QueueReport(AdministratorGate gate, Database database, QueueReader queue) => (this.gate, this.database, this.queue) = (gate, database, queue);

    /// <summary>What runs, oldest first, then what waits, in the order in which it will start.</summary>
    /// <exception cref="AccessDeniedException">The caller is no administrator.</exception>
    public async Task<IReadOnlyList<QueuedRun>> ReadAsync(CancellationToken cancellationToken)
    {
        await gate.RequireAsync(cancellationToken);
        await using CellDynamicsDb db = database.CreateDbContext();
        Dictionary<Guid, int> places = (await queue.ReadLineAsync(db, cancellationToken)).Select((run, index) => (run.Id, Place: index + 1)).ToDictionary(run => run.Id, run => run.Place);
        List<RunRecord> open = await db.Runs.AsNoTracking().Include(run => run.Dataset).Where(run => run.Status == RunStatus.Waiting || run.Status == RunStatus.Running).ToListAsync(cancellationToken);
        Dictionary<Guid, string> projects = await db.Projects.ToDictionaryAsync(project => project.Id, project => project.Name, cancellationToken);
        Guid[] ids = [.. open.Select(run => run.SubmittedBy).OfType<Guid>().Distinct()];
        Dictionary<Guid, string> people = await db.Users.Where(account => ids.Contains(account.Id)).ToDictionaryAsync(account => account.Id, account => account.DisplayName, cancellationToken);
        return [.. open.Select(run => new QueuedRun(run, projects[run.ProjectId], run.SubmittedBy is { } person ? people.GetValueOrDefault(person, "") : "", places.GetValueOrDefault(run.Id)))
            .OrderBy(entry => entry.Run.Status == RunStatus.Waiting).ThenBy(entry => entry.Place).ThenBy(entry => entry.Run.StartedUtc)];
    }
}

/// <param name="Run">With its dataset.</param>
/// <param name="Project">Name of its project.</param>
/// <param name="Person">Who asked for it; empty for examples and for accounts that are gone.</param>
/// <param name="Place">1 for the next to start; 0 where it does not wait.</param>
public sealed record QueuedRun(RunRecord Run, string Project, string Person, int Place);
