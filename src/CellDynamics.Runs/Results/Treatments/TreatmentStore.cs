using CellDynamics.Runs.Execution;

namespace CellDynamics.Runs.Results.Treatments;

/// <summary>Reads finished treatment results; keeps the last few in memory.</summary>
public sealed class TreatmentStore
{
    private readonly RecentFiles<OpenTreatment> recent = new();

    /// <exception cref="FileNotFoundException">The run has no result (yet).</exception>
    public Task<TreatmentResult> ReadAsync(RunFolder folder, CancellationToken cancellationToken) =>
        Task.Run(() => Open(folder).Result, cancellationToken);

    /// <summary>A gene or marker in all measured cells on the scale of the run, <c>[cells]</c>; NaN where missing.</summary>
    /// <exception cref="KeyNotFoundException">No such gene; the message names close ones.</exception>
    public Task<float[]> ReadGeneAsync(RunFolder folder, string gene, CancellationToken cancellationToken) =>
        Task.Run(() => Open(folder).ReadGene(gene, cancellationToken), cancellationToken);

    /// <summary>A gene or marker in the cells of one response, <c>[its cells]</c>; null when the representation cannot be decoded.</summary>
    /// <exception cref="KeyNotFoundException">No such gene; the message names close ones.</exception>
    public Task<float[]?> ReadPredictedGeneAsync(RunFolder folder, int response, string gene, CancellationToken cancellationToken) =>
        Task.Run(() => Open(folder).ReadPredictedGene(response, gene), cancellationToken);

    private OpenTreatment Open(RunFolder folder) => recent.Get(folder.Result, () => OpenTreatment.Read(folder));
}
