using CellDynamics.Runs.Access;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Predictions;

/// <summary>Reads predictions of new samples, for whoever may see their run.</summary>
public sealed class SampleStore
{
    private readonly SampleMemory memory;
    private readonly Database database;
    private readonly RunsOptions options;
    private readonly CallerAccess access;

    internal SampleStore(SampleMemory memory, Database database, RunsOptions options, CallerAccess access) => (this.memory, this.database, this.options, this.access) = (memory, database, options, access);

    /// <summary>The cells under one of the treatments that are finished.</summary>
    /// <exception cref="RunException">The dataset of the sample is gone or has changed.</exception>
    /// <exception cref="KeyNotFoundException">The treatment is not predicted.</exception>
    public async Task<PredictedSample> ReadAsync(Guid run, SampleRecord record, string treatment, CancellationToken cancellationToken) =>
        (await OpenAsync(run, record, treatment, cancellationToken)).Sample;

    /// <summary>Places in a view of the run, <c>[cells, 2]</c>.</summary>
    /// <param name="run">The run.</param>
    /// <param name="record">The prediction.</param>
    /// <param name="treatment">Of it.</param>
    /// <param name="view">Key of the view.</param>
    /// <param name="isPredicted">Of the predicted cells, else of the control cells.</param>
    /// <param name="cancellationToken">Stops the placing.</param>
    public async Task<float[]> ReadPlacesAsync(Guid run, SampleRecord record, string treatment, string view, bool isPredicted, CancellationToken cancellationToken)
    {
        OpenSample sample = await OpenAsync(run, record, treatment, cancellationToken);
        return await Task.Run(() => sample.Places(view, isPredicted, cancellationToken), cancellationToken);
    }

    /// <summary>A gene or marker in the control or in the predicted cells, <c>[cells]</c>; null where it cannot be had.</summary>
    public async Task<float[]?> ReadGeneAsync(Guid run, SampleRecord record, string treatment, string gene, bool isPredicted, CancellationToken cancellationToken)
    {
        OpenSample sample = await OpenAsync(run, record, treatment, cancellationToken);
        return await Task.Run(() => sample.Gene(gene, isPredicted, cancellationToken), cancellationToken);
    }

    /// <summary>The finished treatments by the size of their predicted response, largest first; empty while there are fewer than two.</summary>
    public async Task<IReadOnlyList<SampleRank>> RankAsync(Guid run, SampleRecord record, CancellationToken cancellationToken)
    {
        if (record.Finished < 2)
            return [];
        await RequireAsync(run, cancellationToken);
        if (memory.FindRanks(record) is { } known)
            return known;
        List<SampleRank> found = [];
        foreach (string treatment in record.Treatments.Take(record.Finished))
        {
            PredictedSample sample = await ReadAsync(run, record, treatment, cancellationToken);
            found.Add(await Task.Run(() => SampleRanking.Of(treatment, sample, cancellationToken), cancellationToken));
        }
        SampleRank[] sorted = [.. found.OrderByDescending(rank => rank.Size)];
        memory.Keep(record, sorted);
        return sorted;
    }

    /// <summary>The predicted cells as the child wrote them.</summary>
    /// <exception cref="KeyNotFoundException">The treatment is not predicted.</exception>
    /// <exception cref="AccessDeniedException">The caller may not see the run.</exception>
    public async Task<FileInfo> FindFileAsync(Guid run, SampleRecord record, string treatment, CancellationToken cancellationToken)
    {
        await RequireAsync(run, cancellationToken);
        int place = record.Treatments.Index().Where(entry => entry.Item == treatment).Select(entry => entry.Index).DefaultIfEmpty(-1).First();
        var file = new FileInfo(new SampleFolder(options.FolderOf(run), record.Id).Predicted(Math.Max(0, place)));
        return place >= 0 && file.Exists ? file : throw new KeyNotFoundException($"{treatment} is not predicted for this sample (yet).");
    }

    private async Task<OpenSample> OpenAsync(Guid run, SampleRecord record, string treatment, CancellationToken cancellationToken)
    {
        FileInfo file = await FindFileAsync(run, record, treatment, cancellationToken);
        // The sample is part of the run: whoever sees that sees its cells, wherever they came from.
        await using CellDynamicsDb db = database.CreateDbContext();
        DatasetRecord dataset = await db.Datasets.AsNoTracking().SingleOrDefaultAsync(d => d.Id == record.DatasetId, cancellationToken)
            ?? throw new RunException("The dataset of this sample was deleted, so its control cells cannot be shown. The predicted cells can still be downloaded.");
        return await Task.Run(() => memory.Recent.Get(file.FullName, () => OpenSample.Read(options.FolderOf(run), options.ReadableOf(dataset), file.FullName)), cancellationToken);
    }

    private Task RequireAsync(Guid run, CancellationToken cancellationToken) => access.RequireAsync(Resource.Run(run), ProjectRole.Viewer, cancellationToken);
}
