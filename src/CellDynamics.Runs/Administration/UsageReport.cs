using CellDynamics.Runs.Access;
using CellDynamics.Runs.Admission;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Projects;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Administration;

/// <summary>What the labs use, now and in a month: for quotas and for bills.</summary>
public sealed class UsageReport(AdministratorGate gate, Database database, QuotaDesk quotas, ProjectRegistry projects, CallerContext context, TimeProvider time)
{
    /// <summary>What a project uses at this moment, beside its quotas.</summary>
    /// <exception cref="AccessDeniedException">The caller is no administrator.</exception>
    public async Task<ProjectUsage> NowAsync(Guid project, CancellationToken cancellationToken)
    {
        await gate.RequireAsync(cancellationToken);
        return await Task.Run(() => quotas.ReadAsync(project, cancellationToken), cancellationToken);
    }

    /// <summary>Months (UTC) such as <c>2026-11</c> in which something was computed, and this one; newest first.</summary>
    /// <exception cref="AccessDeniedException">The caller is no administrator.</exception>
    public async Task<IReadOnlyList<string>> MonthsAsync(CancellationToken cancellationToken)
    {
        await gate.RequireAsync(cancellationToken);
        await using CellDynamicsDb db = database.CreateDbContext();
        List<string> months = await db.Usage.Select(usage => usage.Month).Distinct().ToListAsync(cancellationToken);
        return [.. months.Append(QuotaDesk.MonthOf(time.GetUtcNow().UtcDateTime)).Distinct().OrderDescending()];
    }

    /// <summary>Every project that there is, and those that computed in the month and are no more; by name.</summary>
    /// <exception cref="AccessDeniedException">The caller is no administrator.</exception>
    public async Task<IReadOnlyList<MonthUsage>> MonthAsync(string month, CancellationToken cancellationToken)
    {
        var known = await projects.ListAsync(context.Caller, cancellationToken);
        await using CellDynamicsDb db = database.CreateDbContext();
        ILookup<Guid, UsageRecord> used = (await db.Usage.AsNoTracking().Where(usage => usage.Month == month).OrderBy(usage => usage.Group).ToListAsync(cancellationToken)).ToLookup(usage => usage.ProjectId);
        IEnumerable<MonthUsage> there = known.SelectMany(entry => used[entry.Project.Id].DefaultIfEmpty(), (entry, usage) => Of(entry.Project.Id, entry.Project.Name, entry.Owners, usage));
        IEnumerable<MonthUsage> gone = used.Where(project => known.All(entry => entry.Project.Id != project.Key)).SelectMany(project => project, (project, usage) => Of(project.Key, "", [], usage));
        return [.. there, .. gone];
    }

    /// <summary>The same, to be taken away; that it was taken is written down.</summary>
    /// <exception cref="AccessDeniedException">The caller is no administrator.</exception>
    public async Task<IReadOnlyList<MonthUsage>> ExportAsync(string month, CancellationToken cancellationToken)
    {
        IReadOnlyList<MonthUsage> usage = await MonthAsync(month, cancellationToken);
        await gate.RecordAsync(AuditAction.Downloaded, $"usage of {month}", cancellationToken);
        return usage;
    }

    private static MonthUsage Of(Guid project, string name, IReadOnlyList<string> owners, UsageRecord? usage) =>
        new(project, name, owners, usage?.Group ?? "", usage?.Runs ?? 0, (usage?.ComputeSeconds ?? 0) / 3600);
}

/// <summary>What a project computed in a month on one kind of worker.</summary>
/// <param name="Name">Empty where the project is no more.</param>
/// <param name="Owners">Sign-in names of its owners now.</param>
/// <param name="Group"><c>cpu</c> or <c>gpu</c>; empty where it computed nothing.</param>
/// <param name="Runs">Analyses that ended in the month.</param>
public sealed record MonthUsage(Guid ProjectId, string Name, IReadOnlyList<string> Owners, string Group, int Runs, double Hours);
