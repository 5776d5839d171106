using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Access;

/// <summary>Writes down who did what, and finds it again. Nothing here changes or removes a line.</summary>
public sealed class AuditLog(Database database, TimeProvider time)
{
    /// <summary>Adds a line.</summary>
    /// <param name="kind">What it was done to: <c>dataset</c>, <c>run</c>, <c>project</c>, <c>account</c>, <c>instance</c>.</param>
    /// <param name="detail">Name of the target and what changed; never a secret.</param>
    public async Task AddAsync(Caller caller, AuditAction action, string kind, Guid? target, string detail, Guid? project, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        db.Audit.Add(Line(caller, action, kind, target, detail, project, time.GetUtcNow().UtcDateTime));
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>For what is written down in the same transaction as it is done.</summary>
    internal static AuditRecord Line(Caller caller, AuditAction action, string kind, Guid? target, string detail, Guid? project, DateTime now) => new()
    {
        AtUtc = now,
        AccountId = caller.AccountId,
        Account = Short(caller.Name, 200),
        Action = action,
        ProjectId = project,
        Kind = kind,
        TargetId = target,
        Detail = Short(detail, 2000),
        Address = Short(caller.Address, 100),
    };

    /// <summary>Newest first. Page by page it costs the same on the last page as on the first.</summary>
    /// <param name="after">The last line of the page before; null: the first page.</param>
    public async Task<IReadOnlyList<AuditRecord>> SearchAsync(AuditQuery query, AuditRecord? after, int most, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        IQueryable<AuditRecord> lines = query.On(db.Audit.AsNoTracking());
        // The first condition is for the index, the second tells apart what was written at the same moment.
        if (after is { AtUtc: var moment, Id: var id })
            lines = lines.Where(line => line.AtUtc <= moment && (line.AtUtc < moment || line.Id < id));
        return await lines.OrderByDescending(line => line.AtUtc).ThenByDescending(line => line.Id).Take(most).ToListAsync(cancellationToken);
    }

    private static string Short(string text, int most) => text.Length <= most ? text : text[..most];
}
