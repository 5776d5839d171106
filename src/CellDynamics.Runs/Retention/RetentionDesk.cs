using CellDynamics.Runs.Access;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Retention;

/// <summary>What will be deleted because nobody uses it, and how to keep it: extend, hold. Every change is written into the audit log.</summary>
public sealed class RetentionDesk(Database database, AccessDesk access, TimeProvider time)
{
    /// <summary>A use within this time of the last one is not written again.</summary>
    private static readonly TimeSpan Grain = TimeSpan.FromHours(1);

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>What is deleted within the days, of the projects that the caller sees; soonest first.</summary>
    public async Task<IReadOnlyList<DatasetRetention>> UpcomingAsync(Caller caller, int days, CancellationToken cancellationToken)
    {
        IReadOnlySet<Guid>? visible = await access.ProjectsAsync(caller, ProjectRole.Viewer, cancellationToken);
        DateTime now = Now;
        await using CellDynamicsDb db = database.CreateDbContext();
        Dictionary<Guid, ProjectRecord> projects = (await db.Projects.AsNoTracking().Where(p => p.RetentionDays != null && !p.IsHeld).ToListAsync(cancellationToken))
            .Where(p => visible?.Contains(p.Id) != false).ToDictionary(p => p.Id);
        if (projects.Count == 0)
            return [];
        Guid[] ids = [.. projects.Keys];
        List<DatasetRecord> datasets = await db.Datasets.AsNoTracking().Where(d => ids.Contains(d.ProjectId) && !d.IsExample && !d.IsHeld).ToListAsync(cancellationToken);
        ILookup<Guid?, NoticeRecord> notices = (await db.Notices.AsNoTracking().Where(n => ids.Contains(n.ProjectId) && n.DatasetId != null).ToListAsync(cancellationToken)).ToLookup(n => n.DatasetId);
        return [.. datasets.Select(d => DatasetRetention.Of(d, projects[d.ProjectId], [.. notices[d.Id]], now)).Where(kept => kept.DaysLeft <= days).OrderBy(kept => kept.DueUtc)];
    }

    /// <summary>Datasets under a hold of their own, of the projects that the caller sees; by name.</summary>
    public async Task<IReadOnlyList<DatasetRetention>> HeldAsync(Caller caller, CancellationToken cancellationToken)
    {
        IReadOnlySet<Guid>? visible = await access.ProjectsAsync(caller, ProjectRole.Viewer, cancellationToken);
        await using CellDynamicsDb db = database.CreateDbContext();
        List<DatasetRecord> held = await db.Datasets.AsNoTracking().Where(d => d.IsHeld).OrderBy(d => d.Name).ToListAsync(cancellationToken);
        Dictionary<Guid, ProjectRecord> projects = await db.Projects.AsNoTracking().ToDictionaryAsync(p => p.Id, cancellationToken);
        return [.. held.Where(d => visible?.Contains(d.ProjectId) != false).Select(d => DatasetRetention.Of(d, projects[d.ProjectId], [], Now))];
    }

    /// <exception cref="AccessDeniedException">The caller may not see the dataset, or there is none.</exception>
    public async Task<DatasetRetention> FindAsync(Caller caller, Guid dataset, CancellationToken cancellationToken)
    {
        await access.RequireAsync(caller, Resource.Dataset(dataset), ProjectRole.Viewer, cancellationToken);
        await using CellDynamicsDb db = database.CreateDbContext();
        RetentionFacts facts = await ReadAsync(db, dataset, cancellationToken);
        return DatasetRetention.Of(facts.Dataset, facts.Project, facts.Notices, Now);
    }

    /// <summary>Keeps the dataset for so many days beyond the day on which it would be deleted.</summary>
    /// <exception cref="AccessDeniedException">The caller is not at least analyst in the project.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Not between a day and ten years.</exception>
    public async Task ExtendAsync(Caller caller, Guid dataset, int days = RetentionPolicy.ExtensionDays, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(days, 3653);
        await access.RequireAsync(caller, Resource.Dataset(dataset), ProjectRole.Analyst, cancellationToken);
        await using CellDynamicsDb db = database.CreateDbContext();
        RetentionFacts facts = await ReadAsync(db, dataset, cancellationToken);
        DateTime due = RetentionPolicy.DueUtc(facts.Dataset, facts.Project, facts.Notices, Now) ?? Now;
        DateTime? until = (due > Now ? due : Now).AddDays(days);
        await WriteAsync(db, caller, "dataset", dataset, $"{facts.Dataset.Name}: kept until {until:yyyy-MM-dd}.", facts.Project.Id,
            () => db.Datasets.Where(d => d.Id == dataset).ExecuteUpdateAsync(set => set.SetProperty(d => d.KeepUntilUtc, until), cancellationToken), cancellationToken);
    }

    /// <summary>Takes the dataset out of the policy, or puts it back.</summary>
    /// <exception cref="AccessDeniedException">The caller is not an owner of the project.</exception>
    public async Task HoldAsync(Caller caller, Guid dataset, bool isHeld, CancellationToken cancellationToken)
    {
        await access.RequireAsync(caller, Resource.Dataset(dataset), ProjectRole.Owner, cancellationToken);
        await using CellDynamicsDb db = database.CreateDbContext();
        RetentionFacts facts = await ReadAsync(db, dataset, cancellationToken);
        await WriteAsync(db, caller, "dataset", dataset, $"{facts.Dataset.Name}: {(isHeld ? "held" : "released")}.", facts.Project.Id,
            () => db.Datasets.Where(d => d.Id == dataset).ExecuteUpdateAsync(set => set.SetProperty(d => d.IsHeld, isHeld), cancellationToken), cancellationToken);
    }

    /// <summary>Takes everything in the project out of its policy, or puts it back.</summary>
    /// <exception cref="AccessDeniedException">The caller is not an owner of the project.</exception>
    public Task HoldProjectAsync(Caller caller, Guid project, bool isHeld, CancellationToken cancellationToken) =>
        ChangeProjectAsync(caller, project, isHeld ? "everything in it is held" : "released", projects => projects.ExecuteUpdateAsync(set => set.SetProperty(p => p.IsHeld, isHeld), cancellationToken), cancellationToken);

    /// <summary>Changes the policy of the project.</summary>
    /// <param name="days">Days after the last use; null: kept for ever.</param>
    /// <exception cref="AccessDeniedException">The caller is not an owner of the project.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Less than a day, or more than <see cref="RetentionPolicy.LongestDays"/>.</exception>
    public Task SetPolicyAsync(Caller caller, Guid project, int? days, CancellationToken cancellationToken)
    {
        if (days is { } given)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(given, 1, nameof(days));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(given, RetentionPolicy.LongestDays, nameof(days));
        }
        return ChangeProjectAsync(caller, project, days is null ? "datasets are kept for ever" : $"datasets are deleted {days} days after their last use",
            projects => projects.ExecuteUpdateAsync(set => set.SetProperty(p => p.RetentionDays, days), cancellationToken), cancellationToken);
    }

    /// <summary>Somebody analysed or downloaded the dataset: its policy counts anew.</summary>
    public async Task UseAsync(Guid dataset, CancellationToken cancellationToken)
    {
        DateTime now = Now, before = now - Grain;
        await using CellDynamicsDb db = database.CreateDbContext();
        await db.Datasets.Where(d => d.Id == dataset && d.UsedUtc < before).ExecuteUpdateAsync(set => set.SetProperty(d => d.UsedUtc, now), cancellationToken);
    }

    private async Task ChangeProjectAsync(Caller caller, Guid project, string change, Func<IQueryable<ProjectRecord>, Task<int>> update, CancellationToken cancellationToken)
    {
        await access.RequireAsync(caller, Resource.Project(project), ProjectRole.Owner, cancellationToken);
        await using CellDynamicsDb db = database.CreateDbContext();
        string name = await db.Projects.Where(p => p.Id == project).Select(p => p.Name).SingleAsync(cancellationToken);
        await WriteAsync(db, caller, "project", project, $"{name}: {change}.", project, () => update(db.Projects.Where(p => p.Id == project)), cancellationToken);
    }

    private async Task WriteAsync(CellDynamicsDb db, Caller caller, string kind, Guid target, string detail, Guid project, Func<Task<int>> update, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await update();
        db.Audit.Add(AuditLog.Line(caller, AuditAction.Changed, kind, target, detail, project, Now));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task<RetentionFacts> ReadAsync(CellDynamicsDb db, Guid dataset, CancellationToken cancellationToken) => await RetentionFacts.ReadAsync(db, dataset, cancellationToken)
        ?? throw new AccessDeniedException("There is no such dataset. It may have been deleted.", isHidden: true);
}
