using CellDynamics.Runs;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Queue;
using CellDynamics.Runs.Results.Treatments;
using CellDynamics.Web.Features.Answers;

namespace CellDynamics.Web.Features.TreatmentData;

/// <summary>The results of this instance: rows from the queue, science from the run folders.</summary>
internal sealed class StoredTreatments(RunQueue queue, TreatmentStore results, RunsOptions options) : ITreatmentSource
{
    public Task<RunRecord?> FindAsync(Guid run, CancellationToken cancellationToken) => queue.FindAsync(run, cancellationToken);

    public async Task<IReadOnlyList<RunRecord>> ListAsync(CancellationToken cancellationToken) => [.. (await queue.ListAsync(cancellationToken)).Where(run => ResultPages.KindOf(run) == ResultKind.Treatments)];

    public FileInfo? FindFile(Guid run)
    {
        var file = new FileInfo(Folder(run).Result);
        return file.Exists ? file : null;
    }

    public Task<TreatmentResult> ReadAsync(Guid run, CancellationToken cancellationToken) => results.ReadAsync(Folder(run), cancellationToken);

    public Task<float[]> ReadGeneAsync(Guid run, string gene, CancellationToken cancellationToken) => results.ReadGeneAsync(Folder(run), gene, cancellationToken);

    public Task<float[]?> ReadPredictedGeneAsync(Guid run, int response, string gene, CancellationToken cancellationToken) =>
        results.ReadPredictedGeneAsync(Folder(run), response, gene, cancellationToken);

    private RunFolder Folder(Guid run) => options.FolderOf(run);
}
