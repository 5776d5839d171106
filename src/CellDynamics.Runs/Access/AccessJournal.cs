using System.Collections.Concurrent;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Access;

/// <summary>Writes down who did what to which dataset, run or project; what pages do again and again, once in a while. Keeps the time of last use of datasets current.</summary>
public sealed class AccessJournal(Database database, AuditLog audit, TimeProvider time)
{
    /// <summary>Repeated within this, it is the same view, download or denial.</summary>
    private static readonly TimeSpan ViewPause = TimeSpan.FromHours(1), DownloadPause = TimeSpan.FromMinutes(1), DenialPause = TimeSpan.FromMinutes(1);

    /// <summary>Uses are told apart by the hour: more would only cost writes.</summary>
    private static readonly TimeSpan UsePause = TimeSpan.FromHours(1);

    private const int MostRemembered = 10_000;

    private readonly ConcurrentDictionary<(string Caller, AuditAction Action, string What), DateTime> written = new();

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    internal async Task WriteAsync(Caller caller, AuditAction action, Resource resource, string detail, CancellationToken cancellationToken)
    {
        if (!IsDue(caller, action, resource, detail))
            return;
        if (await FindAsync(resource, cancellationToken) is { } subject)
            await WriteAsync(caller, action, resource, subject, detail, cancellationToken);
        else if (action == AuditAction.Denied)
            await WriteAsync(caller, action, resource, new Subject("", null, null), detail, cancellationToken);
    }

    internal async Task WriteAsync(Caller caller, AuditAction action, Resource resource, Subject subject, string detail, CancellationToken cancellationToken)
    {
        if (subject.Dataset is { } dataset && action is AuditAction.Viewed or AuditAction.Downloaded or AuditAction.Submitted)
            await UseAsync(dataset, cancellationToken);
        string words = string.Join(", ", new[] { subject.Name, detail }.Where(part => part.Length > 0));
        await audit.AddAsync(caller, action, resource.Kind.ToString().ToLowerInvariant(), resource.Id, words, subject.Project, cancellationToken);
    }

    internal async Task<Subject?> FindAsync(Resource resource, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        IQueryable<Subject> found = resource.Kind switch
        {
            ResourceKind.Project => db.Projects.Where(p => p.Id == resource.Id).Select(p => new Subject(p.Name, p.Id, null)),
            ResourceKind.Dataset => db.Datasets.Where(d => d.Id == resource.Id).Select(d => new Subject(d.Name, d.ProjectId, d.Id)),
            _ => db.Runs.Where(r => r.Id == resource.Id).Select(r => new Subject(r.Name, r.ProjectId, r.DatasetId)),
        };
        return await found.FirstOrDefaultAsync(cancellationToken);
    }

    private async Task UseAsync(Guid dataset, CancellationToken cancellationToken)
    {
        DateTime now = Now, before = now - UsePause;
        await using CellDynamicsDb db = database.CreateDbContext();
        await db.Datasets.Where(d => d.Id == dataset && d.UsedUtc < before).ExecuteUpdateAsync(set => set.SetProperty(d => d.UsedUtc, now), cancellationToken);
    }

    // Of denials one line per kind tells of an attempt; a line for every id that was tried would let the attempt fill the disk.
    private bool IsDue(Caller caller, AuditAction action, Resource resource, string detail)
    {
        TimeSpan pause = action switch { AuditAction.Viewed => ViewPause, AuditAction.Downloaded => DownloadPause, AuditAction.Denied => DenialPause, _ => TimeSpan.Zero };
        if (pause == TimeSpan.Zero)
            return true;
        var key = ($"{caller.AccountId}/{caller.Link}/{caller.Address}", action, action == AuditAction.Denied ? $"{resource.Kind}" : $"{resource.Id}/{detail}");
        DateTime now = Now;
        if (written.TryGetValue(key, out DateTime last) && now - last < pause)
            return false;
        if (written.Count >= MostRemembered)
            written.Clear();
        written[key] = now;
        return true;
    }
}

/// <summary>What a line of the journal is about.</summary>
internal sealed record Subject(string Name, Guid? Project, Guid? Dataset);
