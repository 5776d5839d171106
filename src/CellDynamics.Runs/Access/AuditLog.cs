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

    /// <summary>Newest first.</summary>
    /// <param name="from">First moment, included.</param>
    /// <param name="to">Last moment, excluded.</param>
    /// <param name="text">Part of a name or detail, in any case; empty: all.</param>
    public async Task<IReadOnlyList<AuditRecord>> SearchAsync(
        DateTime? from, DateTime? to, string text, AuditAction? action, Guid? project, int most, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        IQueryable<AuditRecord> lines = db.Audit.AsNoTracking();
        if (from is { } first)
            lines = lines.Where(line => line.AtUtc >= first);
        if (to is { } last)
            lines = lines.Where(line => line.AtUtc < last);
        if (action is { } one)
            lines = lines.Where(line => line.Action == one);
        if (project is { } place)
            lines = lines.Where(line => line.ProjectId == place);
        if (text.Trim().ToLowerInvariant() is { Length: > 0 } part)
        {
            string pattern = $"%{part.Replace(@"\", @"\\").Replace("%", @"\%").Replace("_", @"\_")}%";
            lines = lines.Where(line => EF.Functions.Like(line.Account.ToLower(), pattern, @"\") || EF.Functions.Like(line.Detail.ToLower(), pattern, @"\")
                || EF.Functions.Like(line.Address, pattern, @"\"));
        }
        return await lines.OrderByDescending(line => line.AtUtc).ThenByDescending(line => line.Id).Take(most).ToListAsync(cancellationToken);
    }

    private static string Short(string text, int most) => text.Length <= most ? text : text[..most];
}
