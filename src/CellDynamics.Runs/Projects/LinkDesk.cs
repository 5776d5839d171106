using System.Security.Cryptography;
using System.Text;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Projects;

/// <summary>Links that show one analysis to whoever has them. Owners make and withdraw them; the secret is told once and kept nowhere.</summary>
public sealed class LinkDesk(Database database, CallerAccess access, AccessJournal journal, TimeProvider time)
{
    /// <summary>Longest life of a link, days.</summary>
    public const int MostDays = 365;

    private const int SecretBytes = 32;

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <returns>The secret of the link.</returns>
    /// <exception cref="AccessDeniedException">The caller is no owner of the run's project.</exception>
    /// <exception cref="ProjectException">The project holds data of people, there is no result to show, or the time is not one to three hundred and sixty-five days.</exception>
    public async Task<string> CreateAsync(Guid runId, int days, CancellationToken cancellationToken)
    {
        await access.RequireAsync(Resource.Run(runId), ProjectRole.Owner, cancellationToken);
        await using CellDynamicsDb db = database.CreateDbContext();
        RunRecord run = await db.Runs.AsNoTracking().SingleOrDefaultAsync(r => r.Id == runId, cancellationToken) ?? throw new ProjectException("This analysis was deleted meanwhile.");
        if (await db.Projects.AnyAsync(p => p.Id == run.ProjectId && p.IsSensitive, cancellationToken))
            throw new ProjectException("This project holds data of people, so nothing of it may be shown through a link. Make the person a guest of the project instead: then it is known who looks.");
        if (run.Status != RunStatus.Succeeded)
            throw new ProjectException("Expected a finished analysis, found one without a result. Share it when it is done.");
        if (days is < 1 or > MostDays)
            throw new ProjectException($"Expected 1 to {MostDays} days, found {days}.");
        string secret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        var link = new ViewerLinkRecord { ProjectId = run.ProjectId, RunId = runId, SecretSha256 = HashOf(secret), CreatedBy = access.Caller.AccountId, CreatedUtc = Now, UntilUtc = Now.AddDays(days) };
        db.ViewerLinks.Add(link);
        await db.SaveChangesAsync(cancellationToken);
        await access.RecordAsync(AuditAction.Shared, Resource.Run(runId), FormattableString.Invariant($"link {link.Id} until {link.UntilUtc:d MMM yyyy}"), cancellationToken);
        return secret;
    }

    /// <summary>Links of a project that still open something, with the names of their runs; the first to end first.</summary>
    public async Task<IReadOnlyList<(ViewerLinkRecord Link, string Run)>> ListAsync(Guid project, CancellationToken cancellationToken)
    {
        await access.RequireAsync(Resource.Project(project), ProjectRole.Owner, cancellationToken);
        DateTime now = Now;
        await using CellDynamicsDb db = database.CreateDbContext();
        var links = await db.ViewerLinks.AsNoTracking().Where(l => l.ProjectId == project && l.WithdrawnUtc == null && l.UntilUtc > now)
            .Join(db.Runs, l => l.RunId, r => r.Id, (Link, run) => new { Link, run.Name }).OrderBy(l => l.Link.UntilUtc).ToListAsync(cancellationToken);
        return [.. links.Select(l => (l.Link, l.Name))];
    }

    /// <summary>The link opens nothing any more, also on pages that stand open.</summary>
    public async Task WithdrawAsync(Guid id, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        ViewerLinkRecord? link = await db.ViewerLinks.SingleOrDefaultAsync(l => l.Id == id, cancellationToken);
        // Of a link that is not there the caller hears what it would hear of a stranger's.
        await access.RequireAsync(Resource.Project(link?.ProjectId ?? id), ProjectRole.Owner, cancellationToken);
        if (link is null or { WithdrawnUtc: not null })
            return;
        link.WithdrawnUtc = Now;
        await db.SaveChangesAsync(cancellationToken);
        await access.RecordAsync(AuditAction.Withdrawn, Resource.Run(link.RunId), $"link {link.Id}", cancellationToken);
    }

    /// <summary>What a visitor's secret opens, with its run; null where it opens nothing (any more).</summary>
    /// <param name="secret">From the address.</param>
    /// <param name="address">Network address of the visitor.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<(ViewerLinkRecord Link, RunRecord Run)?> OpenAsync(string secret, string address, CancellationToken cancellationToken)
    {
        string hash = HashOf(secret);
        DateTime now = Now;
        await using CellDynamicsDb db = database.CreateDbContext();
        if (await db.ViewerLinks.AsNoTracking().SingleOrDefaultAsync(l => l.SecretSha256 == hash && l.WithdrawnUtc == null && l.UntilUtc > now
                && db.Projects.Any(p => p.Id == l.ProjectId && !p.IsSensitive), cancellationToken) is not { } link)
            return null;
        RunRecord run = await db.Runs.AsNoTracking().SingleAsync(r => r.Id == link.RunId, cancellationToken);
        await journal.WriteAsync(Caller.ByLink(link.Id, address), AuditAction.Viewed, Resource.Run(run.Id), $"by link {link.Id}", cancellationToken);
        return (link, run);
    }

    private static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
