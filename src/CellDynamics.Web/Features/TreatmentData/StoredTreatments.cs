using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Queue;
using CellDynamics.Runs.Results.Treatments;
using CellDynamics.Web.Features.Answers;

namespace CellDynamics.Web.Features.TreatmentData;

/// <summary>The results that the caller may see: rows from the queue, science from the run folders.</summary>
internal sealed class StoredTreatments(RunQueue queue, TreatmentStore results) : ITreatmentSource
{
    public Task<RunRecord?> FindAsync(Guid run, CancellationToken cancellationToken) => queue.FindAsync(run, cancellationToken);

    public async Task<IReadOnlyList<RunRecord>> ListAsync(CancellationToken cancellationToken) => [.. (await queue.ListAsync(cancellationToken)).Where(run => ResultPages.KindOf(run) == ResultKind.Treatments)];

    public async Task<FileInfo?> FindFileAsync(Guid run, CancellationToken cancellationToken)
    {
        var file = new FileInfo((await FolderAsync(run, cancellationToken)).Result);
        return file.Exists ? file : null;
    }

    public async Task<TreatmentResult> ReadAsync(Guid run, CancellationToken cancellationToken) => await results.ReadAsync(await FolderAsync(run, cancellationToken), cancellationToken);

    public async Task<float[]> ReadGeneAsync(Guid run, string gene, CancellationToken cancellationToken) => await results.ReadGeneAsync(await FolderAsync(run, cancellationToken), gene, cancellationToken);

    public async Task<float[]?> ReadPredictedGeneAsync(Guid run, int response, string gene, CancellationToken cancellationToken) =>
        await results.ReadPredictedGeneAsync(await FolderAsync(run, cancellationToken), response, gene, cancellationToken);

    private Task<RunFolder> FolderAsync(Guid run, CancellationToken cancellationToken) => queue.FolderOfAsync(run, cancellationToken);
}
