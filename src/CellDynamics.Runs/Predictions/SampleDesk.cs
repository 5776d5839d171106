using CellDynamics.Runs.Access;
using CellDynamics.Runs.Datasets;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Queue;

namespace CellDynamics.Runs.Predictions;

/// <summary>Takes questions about new samples to a finished analysis of treatments, and shows the answers to whoever may see the analysis.</summary>
public sealed class SampleDesk
{
    /// <summary>Predictions kept per run; more ask for one to be deleted.</summary>
    public const int MostKept = 12;

    private readonly SampleLine line;
    private readonly DatasetCatalog datasets;
    private readonly RunQueue runs;
    private readonly CallerAccess access;

    internal SampleDesk(SampleLine line, DatasetCatalog datasets, RunQueue runs, CallerAccess access) => (this.line, this.datasets, this.runs, this.access) = (line, datasets, runs, access);

    /// <summary>Newest first; none of a run that the caller may not see.</summary>
    public async Task<IReadOnlyList<SampleRecord>> ListAsync(Guid run, CancellationToken cancellationToken)
    {
        if (!await access.MayAsync(Resource.Run(run), ProjectRole.Viewer, cancellationToken))
            return [];
        if (await SeesAllAsync(run, cancellationToken))
            return line.List(run);
        List<SampleRecord> seen = [];
        foreach (SampleRecord record in line.List(run))
        {
            if (await access.MayAsync(Resource.Dataset(record.DatasetId), ProjectRole.Viewer, cancellationToken))
                seen.Add(record);
        }
        return seen;
    }

    /// <summary>Null when there is no such prediction, or none that the caller may see.</summary>
    public async Task<SampleRecord?> FindAsync(Guid run, Guid id, CancellationToken cancellationToken) =>
        await access.MayAsync(Resource.Run(run), ProjectRole.Viewer, cancellationToken) && line.Find(run, id) is { } record
        && (await SeesAllAsync(run, cancellationToken) || await access.MayAsync(Resource.Dataset(record.DatasetId), ProjectRole.Viewer, cancellationToken)) ? record : null;

    // An example is everybody's to look at; the cells that somebody asked it about are not.
    private async Task<bool> SeesAllAsync(Guid run, CancellationToken cancellationToken) =>
        await runs.FindAsync(run, cancellationToken) is not { IsExample: true } example || await access.MayAsync(Resource.Project(example.ProjectId), ProjectRole.Viewer, cancellationToken);

    /// <summary>Datasets that <see cref="StartAsync"/> accepts for this run; newest first.</summary>
    public async Task<IReadOnlyList<DatasetRecord>> OfferedAsync(Guid run, CancellationToken cancellationToken)
    {
        RunRecord? asked = await runs.FindAsync(run, cancellationToken);
        return [.. (await datasets.ListAsync(cancellationToken)).Where(dataset => MayBeAsked(asked, dataset))];
    }

    /// <summary>Begins to predict; the answer is asked for with <see cref="FindAsync"/>.</summary>
    /// <exception cref="AccessDeniedException">The caller is no analyst of the run's project.</exception>
    /// <exception cref="RunException">The dataset is gone or of another project, not found clean of malware (yet), or as many predictions as may be kept are there.</exception>
    public async Task<Guid> StartAsync(Guid run, SampleQuestion question, CancellationToken cancellationToken)
    {
        await access.RequireAsync(Resource.Run(run), ProjectRole.Analyst, cancellationToken);
        DatasetRecord dataset = await datasets.FindAsync(question.DatasetId, cancellationToken) ?? throw new RunException("The dataset is no longer there. Choose another one.");
        if (!MayBeAsked(await runs.FindAsync(run, cancellationToken), dataset))
            throw new RunException($"{dataset.Name} belongs to another project than this analysis, whose members would see its cells. Upload it to the project of the analysis, or run the analysis in that of the dataset.");
        if (datasets.IsHeldBack(dataset))
            throw new RunException(dataset.Problem.Length > 0 ? dataset.Problem : $"{dataset.Name} is still being checked for malware. Ask again when that is done.");
        Guid id = line.Start(run, dataset, question);
        await access.RecordAsync(AuditAction.Submitted, Resource.Run(run), $"prediction of {dataset.Name}", cancellationToken);
        return id;
    }

    // Everybody who sees the run will see the cells of the sample.
    private static bool MayBeAsked(RunRecord? run, DatasetRecord dataset) => run is null || run.ProjectId == dataset.ProjectId;

    /// <summary>Ends the child; what was predicted before stays.</summary>
    /// <exception cref="AccessDeniedException">The caller is no analyst of the run's project.</exception>
    public async Task CancelAsync(Guid run, Guid id, CancellationToken cancellationToken)
    {
        await access.RequireAsync(Resource.Run(run), ProjectRole.Analyst, cancellationToken);
        await line.CancelAsync(run, id);
        await access.RecordAsync(AuditAction.Cancelled, Resource.Run(run), $"prediction {id}", cancellationToken);
    }

    /// <exception cref="InvalidOperationException">The run is under a hold.</exception>
    /// <exception cref="AccessDeniedException">The caller is no analyst of the run's project.</exception>
    public async Task DeleteAsync(Guid run, Guid id, CancellationToken cancellationToken)
    {
        await access.RequireAsync(Resource.Run(run), ProjectRole.Analyst, cancellationToken);
        await runs.RequireNoHoldAsync(run, cancellationToken);
        await line.DeleteAsync(run, id);
        await access.RecordAsync(AuditAction.Deleted, Resource.Run(run), $"prediction {id}", cancellationToken);
    }
}
