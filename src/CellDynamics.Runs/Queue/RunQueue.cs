using System.Security.Cryptography;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Validation;
using CellDynamics.Runs.Admission;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Queue;

/// <summary>The waiting list: submit, look, cancel, run again.</summary>
public sealed class RunQueue
{
    private readonly IDbContextFactory<CellDynamicsDb> database;
    private readonly RunsOptions options;
    private readonly QuotaDesk quotas;
    private readonly QueueBell bell;
    private readonly Trash trash;
    private readonly TimeProvider time;

    internal RunQueue(IDbContextFactory<CellDynamicsDb> database, RunsOptions options, QuotaDesk quotas, QueueBell bell, Trash trash, TimeProvider time) =>
        (this.database, this.options, this.quotas, this.bell, this.trash, this.time) = (database, options, quotas, bell, trash, time);

    /// <summary>Freezes the request into the run's folder and puts it in line.</summary>
    /// <exception cref="Methods.Contract.ParameterException">A parameter is unknown or out of range.</exception>
    /// <exception cref="KeyNotFoundException">There is no such method or dataset.</exception>
    /// <exception cref="InvalidOperationException">The dataset cannot be analysed (yet); the message says why.</exception>
    /// <exception cref="QuotaException">It would go beyond a quota of the project.</exception>
    public async Task<Guid> SubmitAsync(RunSubmission submission, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        DatasetRecord dataset = await db.Datasets.AsNoTracking().SingleOrDefaultAsync(d => d.Id == submission.DatasetId, cancellationToken)
            ?? throw new KeyNotFoundException($"There is no dataset {submission.DatasetId}. It may have been deleted.");
        if (dataset.Status == DatasetStatus.CannotBeRead)
            throw new InvalidOperationException($"{dataset.Name} cannot be read: {dataset.Problem}");
        if (dataset.Sha256.Length == 0)
            throw new InvalidOperationException($"{dataset.Name} is still being checked. Start the analysis when the check is done.");
        if (submission.PathsFrom is { } paths && !await db.Runs.AnyAsync(earlier => earlier.Id == paths && earlier.DatasetId == dataset.Id && earlier.Status == RunStatus.Succeeded, cancellationToken))
            throw new InvalidOperationException($"The analysis whose paths were chosen is not a finished one of {dataset.Name}. It may have been deleted: choose another.");
        RunRecord run = NewRun(submission, dataset);
        await using (var transaction = await db.Database.BeginTransactionAsync(cancellationToken))
        {
            await quotas.ReserveAsync(db, run, dataset.Cells, cancellationToken);
            WriteRequest(submission, dataset, run);
            db.Runs.Add(run);
            await db.SaveChangesAsync(cancellationToken);
            await db.Datasets.Where(d => d.Id == dataset.Id).ExecuteUpdateAsync(set => set.SetProperty(d => d.UsedUtc, run.CreatedUtc), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        await bell.RingForRunsAsync(cancellationToken);
        return run.Id;
    }

    public async Task<RunRecord?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        return await db.Runs.AsNoTracking().Include(run => run.Dataset).SingleOrDefaultAsync(run => run.Id == id, cancellationToken);
    }

    /// <summary>Newest first, with their datasets.</summary>
    public async Task<IReadOnlyList<RunRecord>> ListAsync(CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        return await db.Runs.AsNoTracking().Include(run => run.Dataset)
            .OrderByDescending(run => run.CreatedUtc).ThenByDescending(run => run.Id).ToListAsync(cancellationToken);
    }

    /// <summary>A waiting run is cancelled at once; a running one is asked to stop and killed when it does not within 10 s; a finished one stays as it is.</summary>
    public async Task CancelAsync(Guid id, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        DateTime? now = time.GetUtcNow().UtcDateTime;
        int cancelled = await db.Runs.Where(run => run.Id == id && run.Status == RunStatus.Waiting).ExecuteUpdateAsync(set => set
            .SetProperty(run => run.Status, RunStatus.Cancelled).SetProperty(run => run.FinishedUtc, now).SetProperty(run => run.WaitReason, ""), cancellationToken);
        if (cancelled == 0)
            await db.Runs.Where(run => run.Id == id && run.Status == RunStatus.Running)
                .ExecuteUpdateAsync(set => set.SetProperty(run => run.IsCancelRequested, true), cancellationToken);
        await bell.RingForRunsAsync(cancellationToken);
    }

    /// <summary>Deletes a run that is not running, with its folder.</summary>
    /// <exception cref="InvalidOperationException">It is running.</exception>
    public async Task DeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        int deleted = await db.Runs.Where(run => run.Id == id && run.Status != RunStatus.Running).ExecuteDeleteAsync(cancellationToken);
        if (deleted == 0 && await db.Runs.AnyAsync(run => run.Id == id, cancellationToken))
            throw new InvalidOperationException("The analysis is running. Cancel it first, then delete it.");
        trash.Delete(options.FolderOf(id).Root);
        await bell.RingForRunsAsync(cancellationToken);
    }

    /// <summary>The folder with the run's request, progress and result.</summary>
    public RunFolder FolderOf(Guid id) => options.FolderOf(id);

    private RunRecord NewRun(RunSubmission submission, DatasetRecord dataset) => new()
    {
        ProjectId = dataset.ProjectId,
        DatasetId = dataset.Id,
        Name = submission.Name,
        Method = submission.Method,
        IsExample = submission.IsExample,
        Status = RunStatus.Waiting,
        CreatedUtc = time.GetUtcNow().UtcDateTime,
        WaitReason = "It was just put in line.",
    };

    private void WriteRequest(RunSubmission submission, DatasetRecord dataset, RunRecord run)
    {
        MethodDescriptor method = MethodCatalog.Find(submission.Method).Descriptor;
        ParameterSchema schema = ParameterSchema.Of(method);
        // Whoever stands on paths works on the same cells of the same reading of the file.
        RunFolder? paths = submission.PathsFrom is { } id ? options.FolderOf(id) : null;
        RunRequest? earlier = paths?.ReadRequest();
        string readable = earlier?.DatasetPath ?? options.ReadableOf(dataset);
        var request = new RunRequest
        {
            Method = method.Id,
            Name = submission.Name,
            DatasetPath = readable,
            DatasetSha256 = earlier is not null ? earlier.DatasetSha256 : readable == options.FileOf(dataset) ? dataset.Sha256 : HashOf(readable),
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
            Version = RunRequest.VersionOf(method),
            CreatedUtc = run.CreatedUtc,
        };
        options.FolderOf(run.Id).WriteRequest(request);
    }

    private static string HashOf(string path)
    {
        using FileStream content = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(content));
    }
}
