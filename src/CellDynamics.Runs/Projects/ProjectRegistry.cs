using System.Globalization;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Accounts;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Projects;

/// <summary>Which projects there are and what each may use: for administrators.</summary>
public sealed class ProjectRegistry(Database database, AccessDesk access, AuditLog audit, TimeProvider time)
{
    /// <summary>By name, with the owners that can sign in.</summary>
    /// <exception cref="AccessDeniedException">The caller is no administrator.</exception>
    public async Task<IReadOnlyList<(ProjectRecord Project, IReadOnlyList<string> Owners)>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        await access.RequireAdministratorAsync(caller, cancellationToken);
        await using CellDynamicsDb db = database.CreateDbContext();
        var owners = await db.Memberships.AsNoTracking().Where(m => m.Role == ProjectRole.Owner && !m.Account!.IsDisabled).Select(m => new { m.ProjectId, m.Account!.UserName }).ToListAsync(cancellationToken);
        List<ProjectRecord> projects = await db.Projects.AsNoTracking().OrderBy(project => project.Name).ToListAsync(cancellationToken);
        return [.. projects.Select(project => (project, (IReadOnlyList<string>)[.. owners.Where(owner => owner.ProjectId == project.Id).Select(owner => owner.UserName!).Order(StringComparer.Ordinal)]))];
    }

    /// <summary>A new project, with its first owner.</summary>
    /// <param name="owner">Sign-in name or e-mail address.</param>
    /// <exception cref="AccessDeniedException">The caller is no administrator.</exception>
    /// <exception cref="ProjectException">The name is empty or taken, or there is no such account or more than one.</exception>
    public async Task<(Guid Project, AccountRecord Owner)> AddAsync(Caller caller, string name, string owner, CancellationToken cancellationToken)
    {
        await access.RequireAdministratorAsync(caller, cancellationToken);
        string trimmed = name.Trim();
        if (trimmed.Length is 0 or > 200)
            throw new ProjectException("Expected a name of 1 to 200 letters for the project.");
        await using CellDynamicsDb db = database.CreateDbContext();
        if (await db.Projects.AnyAsync(other => other.Name == trimmed, cancellationToken))
            throw new ProjectException($"There is already a project named {trimmed}.");
        AccountRecord first = await NamedPerson.FindAsync(db, owner, cancellationToken);
        var project = new ProjectRecord { Name = trimmed, CreatedUtc = time.GetUtcNow().UtcDateTime };
        db.Projects.Add(project);
        db.Memberships.Add(new MembershipRecord { ProjectId = project.Id, AccountId = first.Id, Role = ProjectRole.Owner });
        await db.SaveChangesAsync(cancellationToken);
        await audit.AddAsync(caller, AuditAction.Changed, "project", project.Id, $"{trimmed}: new", project.Id, cancellationToken);
        return (project.Id, first);
    }

    /// <summary>What the project may use from now on; what is stored or running beyond it stays.</summary>
    /// <exception cref="AccessDeniedException">The caller is no administrator.</exception>
    /// <exception cref="ProjectException">There is no such project, or a number is negative.</exception>
    public async Task SetQuotaAsync(Caller caller, Guid project, Quota quota, CancellationToken cancellationToken)
    {
        await access.RequireAdministratorAsync(caller, cancellationToken);
        if (quota.MaximumBytes < 0 || quota.MaximumRunning < 0 || quota.ComputeHoursPerMonth < 0)
            throw new ProjectException($"Expected quotas of 0 or more, found {quota}.");
        await using CellDynamicsDb db = database.CreateDbContext();
        int changed = await db.Projects.Where(p => p.Id == project).ExecuteUpdateAsync(set => set.SetProperty(p => p.MaximumBytes, quota.MaximumBytes)
            .SetProperty(p => p.MaximumRunning, quota.MaximumRunning).SetProperty(p => p.ComputeHoursPerMonth, quota.ComputeHoursPerMonth), cancellationToken);
        if (changed == 0)
            throw new ProjectException("There is no such project.");
        await audit.AddAsync(caller, AuditAction.Changed, "project", project, $"quota: {quota}", project, cancellationToken);
    }
}

/// <summary>What a project may use; null: as much as there is.</summary>
/// <param name="MaximumBytes">Of datasets, uploads under way and results.</param>
/// <param name="MaximumRunning">Analyses at once.</param>
/// <param name="ComputeHoursPerMonth">In a calendar month (UTC).</param>
public sealed record Quota(long? MaximumBytes, int? MaximumRunning, double? ComputeHoursPerMonth)
{
    public static Quota Of(ProjectRecord project) => new(project.MaximumBytes, project.MaximumRunning, project.ComputeHoursPerMonth);

    /// <summary>In words, for people.</summary>
    public override string ToString() => string.Join(", ",
        MaximumBytes is { } bytes ? Datasets.ByteSize.Of(bytes) : "any storage",
        MaximumRunning is { } running ? $"{running.ToString(CultureInfo.InvariantCulture)} at once" : "any number at once",
        ComputeHoursPerMonth is { } hours ? $"{hours.ToString("0.##", CultureInfo.InvariantCulture)} h a month" : "any time");
}
