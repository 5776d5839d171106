using CellDynamics.Runs.Access;
using CellDynamics.Runs.Datasets;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace CellDynamics.Runs.Retention;

/// <summary>Gives the warnings of every project's retention policy, and deletes what was warned of long enough.</summary>
internal sealed class RetentionRound(Database database, RunsOptions options, Trash trash, TimeProvider time, ILogger<RetentionRound> logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        List<Guid> candidates;
        await using (CellDynamicsDb db = database.CreateDbContext())
        {
            candidates = await db.Datasets.Where(d => !d.IsExample && (db.Projects.Any(p => p.Id == d.ProjectId && p.RetentionDays != null) || db.Notices.Any(n => n.DatasetId == d.Id)))
                .OrderBy(d => d.Id).Select(d => d.Id).ToListAsync(cancellationToken);
        }
        foreach (Guid id in candidates)
            await LookAsync(id, cancellationToken);
    }

    private async Task LookAsync(Guid id, CancellationToken cancellationToken)
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        await using CellDynamicsDb db = database.CreateDbContext();
        if (await RetentionFacts.ReadAsync(db, id, cancellationToken) is not { } facts)
            return;
        (DatasetRecord dataset, ProjectRecord project, List<NoticeRecord> notices) = facts;
        foreach (NoticeRecord outdated in RetentionPolicy.Outdated(dataset, project, notices, now))
        {
            db.Notices.Remove(outdated);
            notices.Remove(outdated);
        }
        if (RetentionPolicy.WarningDue(dataset, project, notices, now) is { } days)
        {
            DateTime due = RetentionPolicy.DueUtc(dataset, project, notices, now)!.Value;
            db.Notices.Add(new NoticeRecord
            {
                ProjectId = project.Id, DatasetId = id, Key = RetentionPolicy.KeyOf(days), CreatedUtc = now,
                Message = $"{dataset.Name} will be deleted with its analyses on {due:d MMMM yyyy}, because nobody used it for {project.RetentionDays} days. Extend it, or export what you need before.",
            });
        }
        await db.SaveChangesAsync(cancellationToken);
        if (RetentionPolicy.IsDue(dataset, project, notices, now))
            await DeleteAsync(id, cancellationToken);
    }

    /// <summary>Looked at once more with the row locked: who extends, holds or analyses at the same moment wins.</summary>
    private async Task DeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        List<Guid> runs;
        await using (CellDynamicsDb db = database.CreateDbContext())
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            if (db is PostgresDb)
                await db.Database.ExecuteSqlAsync($"SELECT 1 FROM \"Datasets\" WHERE \"Id\" = {id} FOR UPDATE", cancellationToken);
            if (await RetentionFacts.ReadAsync(db, id, cancellationToken) is not { } facts || !RetentionPolicy.IsDue(facts.Dataset, facts.Project, facts.Notices, now)
                || await db.Runs.AnyAsync(run => run.DatasetId == id && (run.Status == RunStatus.Waiting || run.Status == RunStatus.Running), cancellationToken))
                return;
            runs = await db.Runs.Where(run => run.DatasetId == id).Select(run => run.Id).ToListAsync(cancellationToken);
            DatasetRecord dataset = facts.Dataset;
            string what = $"{dataset.Name} ({dataset.FileName}, {ByteSize.Of(dataset.Bytes)}, SHA-256 {dataset.Sha256}) with {runs.Count} analyses, by the retention policy: not used for {facts.Project.RetentionDays} days.";
            db.Audit.Add(AuditLog.Line(Caller.Instance, AuditAction.Deleted, "dataset", id, what, dataset.ProjectId, now));
            await db.SaveChangesAsync(cancellationToken);
            await db.Datasets.Where(d => d.Id == id).ExecuteDeleteAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            logger.LogInformation("Deleted {What}", what);
        }
        foreach (Guid run in runs)
            trash.Delete(options.FolderOf(run).Root);
        trash.Delete(options.FolderOfDataset(id));
    }
}

/// <summary>What decides about a dataset.</summary>
internal sealed record RetentionFacts(DatasetRecord Dataset, ProjectRecord Project, List<NoticeRecord> Notices)
{
    /// <summary>Null when there is no such dataset. Notices are tracked by the context.</summary>
    public static async Task<RetentionFacts?> ReadAsync(CellDynamicsDb db, Guid id, CancellationToken cancellationToken)
    {
        DatasetRecord? dataset = await db.Datasets.AsNoTracking().SingleOrDefaultAsync(d => d.Id == id, cancellationToken);
        return dataset is null ? null : new RetentionFacts(
            dataset, await db.Projects.AsNoTracking().SingleAsync(p => p.Id == dataset.ProjectId, cancellationToken),
            await db.Notices.Where(n => n.DatasetId == id && n.Key.StartsWith("retention-")).ToListAsync(cancellationToken));
    }
}
