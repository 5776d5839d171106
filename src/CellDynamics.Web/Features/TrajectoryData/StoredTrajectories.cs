using CellDynamics.Runs;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Queue;
using CellDynamics.Runs.Results;
using CellDynamics.Web.Features.Answers;

namespace CellDynamics.Web.Features.TrajectoryData;

/// <summary>The results of this instance: rows from the queue, science from the run folders.</summary>
internal sealed class StoredTrajectories(RunQueue queue, ResultStore results, RunsOptions options) : ITrajectorySource
{
    public Task<RunRecord?> FindAsync(Guid run, CancellationToken cancellationToken) => queue.FindAsync(run, cancellationToken);

    public async Task<IReadOnlyList<RunRecord>> ListAsync(CancellationToken cancellationToken) => [.. (await queue.ListAsync(cancellationToken)).Where(run => !ResultPages.IsElsewhere(run, ResultKind.Trajectories))];

    public FileInfo? FindFile(Guid run)
    {
        var file = new FileInfo(Folder(run).Result);
        return file.Exists ? file : null;
    }

    public Task<TrajectoryResult> ReadAsync(Guid run, CancellationToken cancellationToken) => results.ReadAsync(Folder(run), cancellationToken);

    public Task<float[]> ReadGeneAsync(Guid run, string gene, CancellationToken cancellationToken) => results.ReadGeneAsync(Folder(run), gene, cancellationToken);

    public Task<float[]?> ReadInferredGeneAsync(Guid run, string gene, CancellationToken cancellationToken) =>
        results.ReadInferredGeneAsync(Folder(run), gene, cancellationToken);

    public Task<GeneTrend> ReadGeneTrendAsync(Guid run, string gene, CancellationToken cancellationToken) =>
        results.ReadGeneTrendAsync(Folder(run), gene, cancellationToken);

    public Task<IReadOnlyList<string>> SuggestGenesAsync(Guid run, int count, CancellationToken cancellationToken) =>
        results.SuggestGenesAsync(Folder(run), count, cancellationToken);

    private RunFolder Folder(Guid run) => options.FolderOf(run);
}
