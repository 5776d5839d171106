using System.Text.Json;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Accounts;

/// <summary>Places in projects that come with the groups of the institution's provider.</summary>
public sealed class GroupMemberships(Database database)
{
    private const string Kind = "groups";
    private const string Name = "of the last sign-in";

    /// <summary>Puts the places that these groups give in the place of those that earlier groups gave; places given by people stay.</summary>
    public async Task ReplaceAsync(Guid account, IReadOnlyCollection<string> groups, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        List<GroupGrantRecord> grants = await db.GroupGrants.AsNoTracking().Where(g => groups.Contains(g.Group)).ToListAsync(cancellationToken);
        Dictionary<Guid, ProjectRole> roles = grants.GroupBy(g => g.ProjectId).ToDictionary(g => g.Key, g => g.Max(one => one.Role));
        List<MembershipRecord> former = await db.Memberships.Where(m => m.AccountId == account && m.IsFromGroup).ToListAsync(cancellationToken);
        foreach (MembershipRecord membership in former)
        {
            if (roles.Remove(membership.ProjectId, out ProjectRole role))
                membership.Role = role;
            else
                db.Memberships.Remove(membership);
        }
        db.Memberships.AddRange(roles.Select(r => new MembershipRecord { ProjectId = r.Key, AccountId = account, Role = r.Value, IsFromGroup = true }));
        await RememberAsync(db, account, [.. grants.Select(g => g.Group).Distinct().Order(StringComparer.Ordinal)], cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Takes away what a group gave in a project, at once: who is in by another group as well keeps what that one gives.</summary>
    /// <remarks>Of people who signed in last at an earlier version nobody knows by which group they are in: they go too, and come back at their next sign-in.</remarks>
    internal static async Task WithdrawAsync(CellDynamicsDb db, GroupGrantRecord withdrawn, CancellationToken cancellationToken)
    {
        db.GroupGrants.Remove(withdrawn);
        List<GroupGrantRecord> left = await db.GroupGrants.AsNoTracking().Where(g => g.ProjectId == withdrawn.ProjectId && g.Group != withdrawn.Group).ToListAsync(cancellationToken);
        List<MembershipRecord> members = await db.Memberships.Where(m => m.ProjectId == withdrawn.ProjectId && m.IsFromGroup).ToListAsync(cancellationToken);
        Dictionary<Guid, string?> groups = await db.UserTokens.Where(t => t.LoginProvider == Kind && db.Memberships.Any(m => m.AccountId == t.UserId && m.ProjectId == withdrawn.ProjectId && m.IsFromGroup))
            .ToDictionaryAsync(t => t.UserId, t => t.Value, cancellationToken);
        foreach (MembershipRecord member in members)
        {
            string[] theirs = groups.GetValueOrDefault(member.AccountId) is { } kept ? JsonSerializer.Deserialize<string[]>(kept)! : [];
            if (left.Where(g => theirs.Contains(g.Group)).Select(g => (ProjectRole?)g.Role).Max() is { } role)
                member.Role = role;
            else
                db.Memberships.Remove(member);
        }
    }

    // Only those that give a place here: the others are nobody's business.
    private static async Task RememberAsync(CellDynamicsDb db, Guid account, string[] groups, CancellationToken cancellationToken)
    {
        IdentityUserToken<Guid>? kept = await db.UserTokens.SingleOrDefaultAsync(t => t.UserId == account && t.LoginProvider == Kind, cancellationToken);
        if (groups.Length == 0 && kept is not null)
            db.UserTokens.Remove(kept);
        if (groups.Length == 0)
            return;
        if (kept is null)
            db.UserTokens.Add(kept = new IdentityUserToken<Guid> { UserId = account, LoginProvider = Kind, Name = Name });
        kept.Value = JsonSerializer.Serialize(groups);
    }
}
