using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Queue;
using CellDynamics.Runs.Results.Networks;
using CellDynamics.Web.Features.Answers;

namespace CellDynamics.Web.Features.NetworkData;

/// <summary>The results that the caller may see: rows from the queue, science from the run folders.</summary>
internal sealed class StoredNetworks(RunQueue queue, NetworkStore results) : INetworkSource
{
    public Task<RunRecord?> FindAsync(Guid run, CancellationToken cancellationToken) => queue.FindAsync(run, cancellationToken);

    public async Task<IReadOnlyList<RunRecord>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await queue.ListAsync(cancellationToken)).Where(run => ResultPages.KindOf(run) == ResultKind.Networks)];

    public async Task<FileInfo?> FindFileAsync(Guid run, CancellationToken cancellationToken)
    {
        var file = new FileInfo((await FolderAsync(run, cancellationToken)).Result);
        return file.Exists ? file : null;
    }

    public async Task<NetworkResult> ReadAsync(Guid run, CancellationToken cancellationToken) => await results.ReadAsync(await FolderAsync(run, cancellationToken), cancellationToken);

    public async Task<PerturbationAnswer> PerturbAsync(Guid run, PerturbationQuestion question, IProgress<double>? progress, CancellationToken cancellationToken) =>
        await results.PerturbAsync(await FolderAsync(run, cancellationToken), question, progress, cancellationToken);

    private Task<RunFolder> FolderAsync(Guid run, CancellationToken cancellationToken) => queue.FolderOfAsync(run, cancellationToken);
}
