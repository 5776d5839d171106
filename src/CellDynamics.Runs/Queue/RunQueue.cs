using System.Diagnostics;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Validation;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Admission;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Keeping;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Retention;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Telemetry;
using CellDynamics.Runs.Workers;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Queue;

/// <summary>The waiting list, as far as the caller may see it: submit, look, cancel, run again.</summary>
public sealed class RunQueue
{
    private readonly IDbContextFactory<CellDynamicsDb> database;
    private readonly RunsOptions options;
    private readonly QuotaDesk quotas;
    private readonly QueueBell bell;
    private readonly Trash trash;
    private readonly TimeProvider time;
    private readonly CallerAccess access;

    internal RunQueue(IDbContextFactory<CellDynamicsDb> database, RunsOptions options, QuotaDesk quotas, QueueBell bell, Trash trash, TimeProvider time, CallerAccess access) =>
        (this.database, this.options, this.quotas, this.bell, this.trash, this.time, this.access) = (database, options, quotas, bell, trash, time, access);

    /// <summary>Freezes the request into the run's folder and puts it in line.</summary>
    /// <exception cref="Methods.Contract.ParameterException">A parameter is unknown or out of range.</exception>
    /// <exception cref="KeyNotFoundException">There is no such method or dataset.</exception>
    /// <exception cref="InvalidOperationException">The dataset cannot be analysed (yet); the message says why.</exception>
    /// <exception cref="AccessDeniedException">The caller is no analyst of the dataset's project.</exception>
    /// <exception cref="QuotaException">It would go beyond a quota of the project.</exception>
    public async Task<Guid> SubmitAsync(RunSubmission submission, CancellationToken cancellationToken)
    {
        await access.RequireAsync(Resource.Dataset(submission.DatasetId), ProjectRole.Analyst, cancellationToken);
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        DatasetRecord dataset = await db.Datasets.AsNoTracking().SingleOrDefaultAsync(d => d.Id == submission.DatasetId, cancellationToken)
            ?? throw new KeyNotFoundException($"There is no dataset {submission.DatasetId}. It may have been deleted.");
        if (dataset.Status == DatasetStatus.CannotBeRead)
            throw new InvalidOperationException($"{dataset.Name} cannot be read: {dataset.Problem}");
        if (dataset.Status is DatasetStatus.Refused or DatasetStatus.NotScanned)
            throw new InvalidOperationException(dataset.Problem);
        // A file that was found clean has its checksum before anything has read it. So has an example, which is known to be good.
        if (dataset.Sha256.Length == 0 || dataset is { IsBeingChecked: true, Cells: 0, IsExample: false })
            throw new InvalidOperationException($"{dataset.Name} is still being checked. Start the analysis when the check is done.");
        if (submission.PathsFrom is { } paths && !await db.Runs.AnyAsync(earlier => earlier.Id == paths && earlier.DatasetId == dataset.Id && earlier.Status == RunStatus.Succeeded, cancellationToken))
            throw new InvalidOperationException($"The analysis whose paths were chosen is not a finished one of {dataset.Name}. It may have been deleted: choose another.");
        RunRecord run = NewRun(submission, dataset);
        using Activity? traced = RunTraces.Submit(run.Method);
        // Before the transaction: a large file is read through for its checksum, and nobody else could write meanwhile.
        RunRequest request = await RequestAsync(submission, dataset, run, cancellationToken);
        await using (var transaction = await db.Database.BeginTransactionAsync(cancellationToken))
        {
            await quotas.ReserveAsync(db, run, dataset.Cells, cancellationToken);
            // Before the folder is made: the dataset may have been deleted while its file was read.
            if (await db.Datasets.Where(d => d.Id == dataset.Id).ExecuteUpdateAsync(set => set.SetProperty(d => d.UsedUtc, run.CreatedUtc), cancellationToken) == 0)
                throw new KeyNotFoundException($"There is no dataset {dataset.Id} any more. It was deleted meanwhile.");
            options.FolderOf(run.Id).WriteRequest(request);
            RunTraces.Remember(traced, run.Id, options.FolderOf(run.Id));
            db.Runs.Add(run);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        await access.RecordAsync(AuditAction.Submitted, Resource.Run(run.Id), "", cancellationToken);
        await bell.RingForRunsAsync(cancellationToken);
        return run.Id;
    }

    /// <summary>Null where there is none, or none that the caller may see.</summary>
    public async Task<RunRecord?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        if (!await access.MayAsync(Resource.Run(id), ProjectRole.Viewer, cancellationToken))
            return null;
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        return await db.Runs.AsNoTracking().Include(run => run.Dataset).SingleOrDefaultAsync(run => run.Id == id, cancellationToken);
    }

    /// <summary>Newest first, with their datasets.</summary>
    public async Task<IReadOnlyList<RunRecord>> ListAsync(CancellationToken cancellationToken)
    {
        IReadOnlySet<Guid>? projects = await access.ProjectsAsync(ProjectRole.Viewer, cancellationToken);
        bool withExamples = await access.SeesExamplesAsync(cancellationToken);
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        return await db.Runs.AsNoTracking().Include(run => run.Dataset).Where(run => projects == null || projects.Contains(run.ProjectId) || (withExamples && run.IsExample && run.ProjectId == ProjectRecord.DefaultId))
            .OrderByDescending(run => run.CreatedUtc).ThenByDescending(run => run.Id).ToListAsync(cancellationToken);
    }

    /// <summary>A waiting run is cancelled at once; a running one is asked to stop and killed when it does not within 10 s; a finished one stays as it is.</summary>
    /// <exception cref="AccessDeniedException">The caller is no analyst of its project.</exception>
    public async Task CancelAsync(Guid id, CancellationToken cancellationToken)
    {
        await access.RequireAsync(Resource.Run(id), ProjectRole.Analyst, cancellationToken);
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        DateTime? now = time.GetUtcNow().UtcDateTime;
        int cancelled = await quotas.SettleAsync(db, db.Runs.Where(run => run.Id == id && run.Status == RunStatus.Waiting), waiting => waiting.ExecuteUpdateAsync(set => set
            .SetProperty(run => run.Status, RunStatus.Cancelled).SetProperty(run => run.FinishedUtc, now).SetProperty(run => run.WaitReason, ""), cancellationToken), cancellationToken);
        if (cancelled == 0)
            cancelled = await db.Runs.Where(run => run.Id == id && run.Status == RunStatus.Running)
                .ExecuteUpdateAsync(set => set.SetProperty(run => run.IsCancelRequested, true), cancellationToken);
        if (cancelled > 0)
            await access.RecordAsync(AuditAction.Cancelled, Resource.Run(id), "", cancellationToken);
        await bell.RingForRunsAsync(cancellationToken);
    }

    /// <summary>Deletes a run that is not running, with its folder.</summary>
    /// <exception cref="InvalidOperationException">It is running, or under a hold.</exception>
    /// <exception cref="AccessDeniedException">The caller is no analyst of its project.</exception>
    public async Task DeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        await access.RequireAsync(Resource.Run(id), ProjectRole.Analyst, cancellationToken);
        await access.RecordAsync(AuditAction.Deleted, Resource.Run(id), () => RemoveAsync(id, cancellationToken), cancellationToken);
    }

    /// <summary>The folder with the run's request, progress and result: whoever holds it may read what is in it.</summary>
    /// <exception cref="AccessDeniedException">The caller may not see the run.</exception>
    public async Task<RunFolder> FolderOfAsync(Guid id, CancellationToken cancellationToken)
    {
        await access.RequireAsync(Resource.Run(id), ProjectRole.Viewer, cancellationToken);
        return options.FolderOf(id);
    }

    /// <exception cref="InvalidOperationException">The run is under a hold.</exception>
    internal async Task RequireNoHoldAsync(Guid id, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        IQueryable<RunRecord> asked = db.Runs.Where(run => run.Id == id);
        if (await asked.AnyAsync(cancellationToken) && !await asked.WithoutHold(db).AnyAsync(cancellationToken))
            throw Hold.Refusal("an analysis");
    }

    private async Task RemoveAsync(Guid id, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        IQueryable<RunRecord> free = db.Runs.Where(run => run.Id == id).WithoutHold(db);
        int deleted = await quotas.SettleAsync(db, free.Where(run => run.Status == RunStatus.Waiting), waiting => waiting.ExecuteDeleteAsync(cancellationToken), cancellationToken);
        if (deleted == 0)
            deleted = await free.Where(run => run.Status != RunStatus.Running).ExecuteDeleteAsync(cancellationToken);
        if (deleted == 0 && await db.Runs.AnyAsync(run => run.Id == id, cancellationToken))
        {
            await RequireNoHoldAsync(id, cancellationToken);
            throw new InvalidOperationException("The analysis is running. Cancel it first, then delete it.");
        }
        trash.Delete(options.FolderOf(id).Root);
        await bell.RingForRunsAsync(cancellationToken);
    }

    private RunRecord NewRun(RunSubmission submission, DatasetRecord dataset) => new()
    {
        ProjectId = dataset.ProjectId,
        DatasetId = dataset.Id,
        Name = submission.Name,
        Method = submission.Method,
        IsExample = submission.IsExample,
        SubmittedBy = access.Caller.AccountId,
        Group = RunGroups.Of(submission.Device),
        Status = RunStatus.Waiting,
        CreatedUtc = time.GetUtcNow().UtcDateTime,
        WaitReason = "It was just put in line.",
    };

    private async Task<RunRequest> RequestAsync(RunSubmission submission, DatasetRecord dataset, RunRecord run, CancellationToken cancellationToken)
    {
        MethodDescriptor method = MethodCatalog.Find(submission.Method).Descriptor;
        ParameterSchema schema = ParameterSchema.Of(method);
        // Whoever stands on paths works on the same cells of the same reading of the file.
        RunFolder? paths = submission.PathsFrom is { } id ? options.FolderOf(id) : null;
        RunRequest? earlier = paths?.ReadRequest();
        string readable = earlier?.DatasetPath ?? options.ReadableOf(dataset);
        return new RunRequest
        {
            Method = method.Id,
            Name = submission.Name,
            DatasetPath = readable,
            DatasetSha256 = earlier is not null ? earlier.DatasetSha256 : readable == options.FileOf(dataset) ? dataset.Sha256 : await FileCopy.HashAsync(readable, cancellationToken),
            Roles = earlier?.RolesAlongPaths(submission.Roles) ?? submission.Roles,
            Parameters = schema.Format(schema.Parse(submission.Parameters)),
            HoldOut = submission.HoldOut,
            HoldOutDonors = submission.HoldOutDonors,
            PathsFrom = paths?.Root,
            Pairs = submission.Pairs,
            Prior = submission.Prior,
            Genes = submission.Genes,
            Validation = submission.Validation,
            ValidationSeeds = submission.ValidationSeeds ?? ValidationSettings.DefaultSeeds(method.Needs),
            Seed = submission.Seed,
            Device = submission.Device,
            Version = RunRequest.VersionOf(method),
            CreatedUtc = run.CreatedUtc,
        };
    }
}
