using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Accounts;

/// <summary>Places in projects that come with the groups of the institution's provider.</summary>
public sealed class GroupMemberships(Database database)
{
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
        await db.SaveChangesAsync(cancellationToken);
    }
}
