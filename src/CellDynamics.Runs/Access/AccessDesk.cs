using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Access;

/// <summary>The one place that decides who may do what. Asked anew every time: a role that was taken away ends at once, also on pages that stand open.</summary>
public sealed class AccessDesk(Database database, TimeProvider time)
{
    /// <summary>The role that the caller has on the resource; null when there is none, or no such resource.</summary>
    public async Task<ProjectRole?> RoleOnAsync(Caller caller, Resource resource, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        if (await ProjectOfAsync(db, resource, cancellationToken) is not { } project)
            return null;
        if (caller.IsTrusted)
            return ProjectRole.Owner;
        // Who is signed in and opened a link sees its run too, and loses nothing.
        ProjectRole? shown = caller.Link is { } link && await IsShownByAsync(db, link, resource, cancellationToken) ? ProjectRole.Viewer : null;
        if (caller.AccountId is not { } account)
            return shown;
        if (await IsAdministratorAsync(db, account, cancellationToken))
            return ProjectRole.Owner;
        DateTime now = time.GetUtcNow().UtcDateTime;
        List<ProjectRole> roles = await Current(db, account, now).Where(m => m.ProjectId == project).Select(m => m.Role).ToListAsync(cancellationToken);
        if (roles.Count > 0)
            return roles.Max();
        return shown ?? (await IsExampleAsync(db, resource, cancellationToken) && await SeesExamplesAsync(db, account, cancellationToken) ? ProjectRole.Viewer : null);
    }

    /// <summary>Goes on where the caller has at least this role. A trusted caller always does: who may see everything may hear that something does not exist.</summary>
    /// <exception cref="AccessDeniedException">It has less, or there is no such resource; hidden where it has none at all.</exception>
    public async Task RequireAsync(Caller caller, Resource resource, ProjectRole least, CancellationToken cancellationToken)
    {
        if (caller.IsTrusted)
            return;
        ProjectRole? role = await RoleOnAsync(caller, resource, cancellationToken);
        if (role is null)
            throw new AccessDeniedException($"There is no such {Word(resource.Kind)}, or it is not shared with you. Ask the person who gave you the address.", isHidden: true);
        if (role < least)
            throw new AccessDeniedException($"Expected the role {least} in the project of this {Word(resource.Kind)}, found {role}. Ask an owner of the project.", isHidden: false);
    }

    /// <summary>The projects in which the caller has at least this role; null: all.</summary>
    public async Task<IReadOnlySet<Guid>?> ProjectsAsync(Caller caller, ProjectRole least, CancellationToken cancellationToken)
    {
        if (caller.IsTrusted)
            return null;
        if (caller.AccountId is not { } account)
            return new HashSet<Guid>();
        await using CellDynamicsDb db = database.CreateDbContext();
        if (await IsAdministratorAsync(db, account, cancellationToken))
            return null;
        var current = await Current(db, account, time.GetUtcNow().UtcDateTime).Select(m => new { m.ProjectId, m.Role }).ToListAsync(cancellationToken);
        return current.Where(m => m.Role >= least).Select(m => m.ProjectId).ToHashSet();
    }

    /// <summary>Whether the caller may look at the examples of the site, which belong to no lab: everybody who can sign in.</summary>
    public async Task<bool> SeesExamplesAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (caller.IsTrusted)
            return true;
        await using CellDynamicsDb db = database.CreateDbContext();
        return caller.AccountId is { } account && await SeesExamplesAsync(db, account, cancellationToken);
    }

    /// <summary>Whether the resource belongs to a project that holds data of people.</summary>
    public async Task<bool> IsSensitiveAsync(Resource resource, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        return await ProjectOfAsync(db, resource, cancellationToken) is { } project && await db.Projects.AnyAsync(p => p.Id == project && p.IsSensitive, cancellationToken);
    }

    /// <summary>Whether the caller may manage the instance.</summary>
    public async Task<bool> IsAdministratorAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (caller.IsTrusted)
            return true;
        await using CellDynamicsDb db = database.CreateDbContext();
        return caller.AccountId is { } account && await IsAdministratorAsync(db, account, cancellationToken);
    }

    /// <summary>Goes on where the caller may manage the instance.</summary>
    /// <exception cref="AccessDeniedException">It may not.</exception>
    public async Task RequireAdministratorAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (!await IsAdministratorAsync(caller, cancellationToken))
            throw new AccessDeniedException("Expected an administrator. Ask one to do this.", isHidden: false);
    }

    private static IQueryable<MembershipRecord> Current(CellDynamicsDb db, Guid account, DateTime now) =>
        db.Memberships.Where(m => m.AccountId == account && !m.Account!.IsDisabled && (m.UntilUtc == null || m.UntilUtc > now));

    private static Task<bool> IsAdministratorAsync(CellDynamicsDb db, Guid account, CancellationToken cancellationToken) =>
        db.Users.AnyAsync(a => a.Id == account && a.IsAdministrator && !a.IsDisabled, cancellationToken);

    private static Task<bool> SeesExamplesAsync(CellDynamicsDb db, Guid account, CancellationToken cancellationToken) => db.Users.AnyAsync(a => a.Id == account && !a.IsDisabled, cancellationToken);

    // One by one, not their whole project: it holds what was there before the instance had accounts, too.
    private static async Task<bool> IsExampleAsync(CellDynamicsDb db, Resource resource, CancellationToken cancellationToken) => resource.Kind switch
    {
        ResourceKind.Dataset => await db.Datasets.AnyAsync(d => d.Id == resource.Id && d.IsExample && d.ProjectId == ProjectRecord.DefaultId, cancellationToken),
        ResourceKind.Run => await db.Runs.AnyAsync(r => r.Id == resource.Id && r.IsExample && r.ProjectId == ProjectRecord.DefaultId, cancellationToken),
        _ => false,
    };

    private static async Task<Guid?> ProjectOfAsync(CellDynamicsDb db, Resource resource, CancellationToken cancellationToken)
    {
        IQueryable<Guid> found = resource.Kind switch
        {
            ResourceKind.Project => db.Projects.Where(p => p.Id == resource.Id).Select(p => p.Id),
            ResourceKind.Dataset => db.Datasets.Where(d => d.Id == resource.Id).Select(d => d.ProjectId),
            _ => db.Runs.Where(r => r.Id == resource.Id).Select(r => r.ProjectId),
        };
        List<Guid> projects = await found.ToListAsync(cancellationToken);
        return projects.Count == 0 ? null : projects[0];
    }

    // A project that became sensitive closes its links at once.
    private async Task<bool> IsShownByAsync(CellDynamicsDb db, Guid link, Resource resource, CancellationToken cancellationToken)
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        return resource.Kind == ResourceKind.Run && await db.ViewerLinks.AnyAsync(l =>
            l.Id == link && l.RunId == resource.Id && l.UntilUtc > now && l.WithdrawnUtc == null && db.Projects.Any(p => p.Id == l.ProjectId && !p.IsSensitive), cancellationToken);
    }

    private static string Word(ResourceKind kind) => kind switch { ResourceKind.Project => "project", ResourceKind.Dataset => "dataset", _ => "analysis" };
}
