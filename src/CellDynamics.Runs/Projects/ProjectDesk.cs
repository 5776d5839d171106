using System.Data;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Accounts;
using CellDynamics.Runs.Admission;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Projects;

/// <summary>The caller's projects: what they use, who is a member, which groups are, and whether they hold data of people. Every change is an owner's and is written down.</summary>
public sealed class ProjectDesk(Database database, CallerAccess access, QuotaDesk quotas, TimeProvider time)
{
    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Projects that the caller may see, by name.</summary>
    /// <param name="least">What the caller has to be in them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<ProjectRecord>> ListAsync(ProjectRole least, CancellationToken cancellationToken)
    {
        IReadOnlySet<Guid>? projects = await access.ProjectsAsync(least, cancellationToken);
        await using CellDynamicsDb db = database.CreateDbContext();
        return await db.Projects.AsNoTracking().Where(p => projects == null || projects.Contains(p.Id)).OrderBy(p => p.Name).ToListAsync(cancellationToken);
    }

    /// <summary>Null where there is none, or none that the caller may see.</summary>
    public async Task<ProjectRecord?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        if (!await access.MayAsync(Resource.Project(id), ProjectRole.Viewer, cancellationToken))
            return null;
        await using CellDynamicsDb db = database.CreateDbContext();
        return await db.Projects.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, cancellationToken);
    }

    /// <summary>What the project uses at this moment, beside its quotas; measures folders, so it takes its time.</summary>
    public async Task<ProjectUsage> UsageAsync(Guid id, CancellationToken cancellationToken)
    {
        await access.RequireAsync(Resource.Project(id), ProjectRole.Viewer, cancellationToken);
        return await Task.Run(() => quotas.ReadAsync(id, cancellationToken), cancellationToken);
    }

    /// <summary>With their accounts; owners first, then by name.</summary>
    public async Task<IReadOnlyList<MembershipRecord>> MembersAsync(Guid id, CancellationToken cancellationToken)
    {
        await access.RequireAsync(Resource.Project(id), ProjectRole.Viewer, cancellationToken);
        await using CellDynamicsDb db = database.CreateDbContext();
        List<MembershipRecord> members = await db.Memberships.AsNoTracking().Include(m => m.Account).Where(m => m.ProjectId == id).ToListAsync(cancellationToken);
        return [.. members.OrderByDescending(m => m.Role).ThenBy(m => m.Account!.DisplayName, StringComparer.CurrentCultureIgnoreCase)];
    }

    public async Task<IReadOnlyList<GroupGrantRecord>> GroupsAsync(Guid id, CancellationToken cancellationToken)
    {
        await access.RequireAsync(Resource.Project(id), ProjectRole.Viewer, cancellationToken);
        await using CellDynamicsDb db = database.CreateDbContext();
        return await db.GroupGrants.AsNoTracking().Where(g => g.ProjectId == id).OrderBy(g => g.Group).ToListAsync(cancellationToken);
    }

    /// <summary>Makes an account a member, or gives a member another role or end of stay.</summary>
    /// <param name="id">The project.</param>
    /// <param name="login">E-mail address or user name of an account that exists.</param>
    /// <param name="role">What it may do.</param>
    /// <param name="until">End of a guest's stay; null for members who stay.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ProjectException">There is no such account or more than one, the stay ends in the past, or no owner would be left.</exception>
    public Task SetMemberAsync(Guid id, string login, ProjectRole role, DateTime? until, CancellationToken cancellationToken) => ChangeAsync(id, async db =>
    {
        if (until <= Now)
            throw new ProjectException("Expected the end of the stay in the future, found a day that has passed. Choose a later one, or none.");
        AccountRecord account = await NamedPerson.FindAsync(db, login, cancellationToken);
        MembershipRecord? known = await db.Memberships.FirstOrDefaultAsync(m => m.ProjectId == id && m.AccountId == account.Id && !m.IsFromGroup, cancellationToken);
        if (known is null)
            db.Memberships.Add(known = new MembershipRecord { ProjectId = id, AccountId = account.Id });
        (known.Role, known.UntilUtc) = (role, until);
        return $"{account.DisplayName} is {role}{(until is { } end ? FormattableString.Invariant($" until {end:d MMM yyyy}") : "")}";
    }, cancellationToken);

    /// <summary>Takes the place away that an owner gave; what a group gives, only the provider takes.</summary>
    /// <exception cref="ProjectException">No owner would be left.</exception>
    public Task RemoveMemberAsync(Guid id, Guid account, CancellationToken cancellationToken) => ChangeAsync(id, async db =>
    {
        MembershipRecord known = await db.Memberships.Include(m => m.Account).FirstOrDefaultAsync(m => m.ProjectId == id && m.AccountId == account && !m.IsFromGroup, cancellationToken)
            ?? throw new ProjectException("This person is no longer a member, or is one by a group of the institution. Load the page again.");
        db.Memberships.Remove(known);
        return $"{known.Account!.DisplayName} is no member any more";
    }, cancellationToken);

    /// <summary>Members of a group at the institution's provider get the role at their next sign-in.</summary>
    public Task SetGroupAsync(Guid id, string group, ProjectRole role, CancellationToken cancellationToken) => ChangeAsync(id, async db =>
    {
        string name = group.Trim();
        if (name.Length is 0 or > 300)
            throw new ProjectException("Expected the name of a group as the institution's provider writes it, found none.");
        GroupGrantRecord? known = await db.GroupGrants.FirstOrDefaultAsync(g => g.ProjectId == id && g.Group == name, cancellationToken);
        if (known is null)
            db.GroupGrants.Add(known = new GroupGrantRecord { ProjectId = id, Group = name });
        known.Role = role;
        return $"members of the group {name} are {role}";
    }, cancellationToken);

    /// <summary>Who is in only by this group is out at once.</summary>
    /// <exception cref="ProjectException">No owner would be left.</exception>
    public Task RemoveGroupAsync(Guid id, string group, CancellationToken cancellationToken) => ChangeAsync(id, async db =>
    {
        GroupGrantRecord known = await db.GroupGrants.FirstOrDefaultAsync(g => g.ProjectId == id && g.Group == group, cancellationToken)
            ?? throw new ProjectException("This group no longer gives a role here. Load the page again.");
        await GroupMemberships.WithdrawAsync(db, known, cancellationToken);
        return $"the group {group} gives no role any more";
    }, cancellationToken);

    /// <summary>Data of people: its links end for good, and no new one can be made.</summary>
    public Task SetSensitiveAsync(Guid id, bool isSensitive, CancellationToken cancellationToken) => ChangeAsync(id, async db =>
    {
        ProjectRecord project = await db.Projects.SingleAsync(p => p.Id == id, cancellationToken);
        project.IsSensitive = isSensitive;
        if (isSensitive)
        {
            foreach (ViewerLinkRecord link in await db.ViewerLinks.Where(l => l.ProjectId == id && l.WithdrawnUtc == null).ToListAsync(cancellationToken))
                link.WithdrawnUtc = Now;
        }
        return isSensitive ? "holds data of people; its links are withdrawn" : "holds no data of people";
    }, cancellationToken);

    /// <summary>One change at a time, so that two owners who remove each other do not leave a project without one.</summary>
    private async Task ChangeAsync(Guid id, Func<CellDynamicsDb, Task<string>> change, CancellationToken cancellationToken)
    {
        await access.RequireAsync(Resource.Project(id), ProjectRole.Owner, cancellationToken);
        string done;
        await using (CellDynamicsDb db = database.CreateDbContext())
        {
            await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable, cancellationToken);
            bool hadOwner = await HasOwnerAsync(db, id, cancellationToken);
            done = await change(db);
            await db.SaveChangesAsync(cancellationToken);
            if (hadOwner && !await HasOwnerAsync(db, id, cancellationToken))
                throw new ProjectException("Expected a project to keep an owner who stays, found that this would take the last one away. Make another member an owner first.");
            await transaction.CommitAsync(cancellationToken);
        }
        await access.RecordAsync(AuditAction.Changed, Resource.Project(id), done, cancellationToken);
    }

    private static Task<bool> HasOwnerAsync(CellDynamicsDb db, Guid id, CancellationToken cancellationToken) =>
        db.Memberships.AnyAsync(m => m.ProjectId == id && m.Role == ProjectRole.Owner && m.UntilUtc == null && !m.Account!.IsDisabled, cancellationToken);
}
