using CellDynamics.Runs.Execution;

namespace CellDynamics.Runs.Results;

/// <summary>Reads finished results; keeps the last few in memory, so that a slider does not read the file again.</summary>
public sealed class ResultStore
{
    private readonly RecentFiles<OpenResult> recent = new();

    /// <exception cref="FileNotFoundException">The run has no result (yet).</exception>
    public Task<TrajectoryResult> ReadAsync(RunFolder folder, CancellationToken cancellationToken) =>
        Task.Run(() => Open(folder).Result, cancellationToken);

    /// <summary>One gene in all measured cells on the scale of the run, <c>[cells]</c>; NaN where missing.</summary>
    /// <exception cref="KeyNotFoundException">No such gene; the message names close ones.</exception>
    public Task<float[]> ReadGeneAsync(RunFolder folder, string gene, CancellationToken cancellationToken) =>
        Task.Run(() => Open(folder).ReadGene(gene, cancellationToken), cancellationToken);

    /// <summary>One gene along the inferred paths: mean and central 95 % at every time of the grid, and the measured cells per time point.</summary>
    /// <exception cref="KeyNotFoundException">No such gene; the message names close ones.</exception>
    public Task<GeneTrend> ReadGeneTrendAsync(RunFolder folder, string gene, CancellationToken cancellationToken) =>
        Task.Run(() => Open(folder).ReadTrend(gene, cancellationToken), cancellationToken);

    /// <summary>One gene in the inferred cells, row-major <c>[paths, times]</c>; null when the representation cannot be decoded.</summary>
    /// <exception cref="KeyNotFoundException">No such gene; the message names close ones.</exception>
    public Task<float[]?> ReadInferredGeneAsync(RunFolder folder, string gene, CancellationToken cancellationToken) =>
        Task.Run(() => Open(folder).ReadInferredGene(gene), cancellationToken);

    /// <summary>Names of the genes that inferred cells can be read for; empty where their coordinates cannot be turned back.</summary>
    public Task<IReadOnlyList<string>> ReadInferredGenesAsync(RunFolder folder, CancellationToken cancellationToken) => Task.Run(() => Open(folder).InferredGenes, cancellationToken);

    /// <summary>Names of the genes that change most between time points, the strongest first; only such as can be shown in inferred cells too.</summary>
    public Task<IReadOnlyList<string>> SuggestGenesAsync(RunFolder folder, int count, CancellationToken cancellationToken) =>
        Task.Run(() => Open(folder).SuggestGenes(count, cancellationToken), cancellationToken);

    private OpenResult Open(RunFolder folder) => recent.Get(folder.Result, () => OpenResult.Read(folder));
}
