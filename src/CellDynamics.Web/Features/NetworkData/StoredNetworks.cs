using CellDynamics.Runs;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Queue;
using CellDynamics.Runs.Results.Networks;
using CellDynamics.Web.Features.Answers;

namespace CellDynamics.Web.Features.NetworkData;

/// <summary>The results of this instance: rows from the queue, science from the run folders.</summary>
internal sealed class StoredNetworks(RunQueue queue, NetworkStore results, RunsOptions options) : INetworkSource
{
    public Task<RunRecord?> FindAsync(Guid run, CancellationToken cancellationToken) => queue.FindAsync(run, cancellationToken);

    public async Task<IReadOnlyList<RunRecord>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await queue.ListAsync(cancellationToken)).Where(run => ResultPages.KindOf(run) == ResultKind.Networks)];

    public FileInfo? FindFile(Guid run)
    {
        var file = new FileInfo(Folder(run).Result);
        return file.Exists ? file : null;
    }

    public Task<NetworkResult> ReadAsync(Guid run, CancellationToken cancellationToken) => results.ReadAsync(Folder(run), cancellationToken);

    public Task<PerturbationAnswer> PerturbAsync(Guid run, PerturbationQuestion question, IProgress<double>? progress, CancellationToken cancellationToken) =>
        results.PerturbAsync(Folder(run), question, progress, cancellationToken);

    private RunFolder Folder(Guid run) => options.FolderOf(run);
}
