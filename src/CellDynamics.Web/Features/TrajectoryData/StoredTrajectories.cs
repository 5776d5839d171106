using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Queue;
using CellDynamics.Runs.Results;
using CellDynamics.Web.Features.Answers;

namespace CellDynamics.Web.Features.TrajectoryData;

/// <summary>The results that the caller may see: rows from the queue, science from the run folders.</summary>
internal sealed class StoredTrajectories(RunQueue queue, ResultStore results) : ITrajectorySource
{
    public Task<RunRecord?> FindAsync(Guid run, CancellationToken cancellationToken) => queue.FindAsync(run, cancellationToken);

    public async Task<IReadOnlyList<RunRecord>> ListAsync(CancellationToken cancellationToken) => [.. (await queue.ListAsync(cancellationToken)).Where(run => !ResultPages.IsElsewhere(run, ResultKind.Trajectories))];

    public async Task<FileInfo?> FindFileAsync(Guid run, CancellationToken cancellationToken)
    {
        var file = new FileInfo((await FolderAsync(run, cancellationToken)).Result);
        return file.Exists ? file : null;
    }

    public async Task<TrajectoryResult> ReadAsync(Guid run, CancellationToken cancellationToken) => await results.ReadAsync(await FolderAsync(run, cancellationToken), cancellationToken);

    public async Task<float[]> ReadGeneAsync(Guid run, string gene, CancellationToken cancellationToken) => await results.ReadGeneAsync(await FolderAsync(run, cancellationToken), gene, cancellationToken);

    public async Task<float[]?> ReadInferredGeneAsync(Guid run, string gene, CancellationToken cancellationToken) =>
        await results.ReadInferredGeneAsync(await FolderAsync(run, cancellationToken), gene, cancellationToken);

    public async Task<GeneTrend> ReadGeneTrendAsync(Guid run, string gene, CancellationToken cancellationToken) =>
        await results.ReadGeneTrendAsync(await FolderAsync(run, cancellationToken), gene, cancellationToken);

    public async Task<IReadOnlyList<string>> SuggestGenesAsync(Guid run, int count, CancellationToken cancellationToken) =>
        await results.SuggestGenesAsync(await FolderAsync(run, cancellationToken), count, cancellationToken);

    private Task<RunFolder> FolderAsync(Guid run, CancellationToken cancellationToken) => queue.FolderOfAsync(run, cancellationToken);
}
