using CellDynamics.Runs.Execution;

namespace CellDynamics.Runs.Results;

/// <summary>Reads finished results; keeps the last few in memory, so that a slider does not read the file again.</summary>
public sealed class ResultStore
{
    private const int Kept = 4;

    private readonly LinkedList<(string Path, DateTime WrittenUtc, Lazy<OpenResult> Result)> recent = new();
    private readonly Lock gate = new();

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

    /// <summary>Names of the genes that change most between time points, the strongest first; only such as can be shown in inferred cells too.</summary>
    public Task<IReadOnlyList<string>> SuggestGenesAsync(RunFolder folder, int count, CancellationToken cancellationToken) =>
        Task.Run(() => Open(folder).SuggestGenes(count, cancellationToken), cancellationToken);

    private OpenResult Open(RunFolder folder)
    {
        var file = new FileInfo(folder.Result);
        if (!file.Exists)
            throw new FileNotFoundException($"{folder.Result}: expected the result of a finished analysis, found none yet.", folder.Result);
        Lazy<OpenResult> result;
        lock (gate)
        {
            var node = recent.First;
            while (node is not null && (node.Value.Path != file.FullName || node.Value.WrittenUtc != file.LastWriteTimeUtc))
                node = node.Next;
            if (node is null)
                node = new((file.FullName, file.LastWriteTimeUtc, new Lazy<OpenResult>(() => OpenResult.Read(folder), LazyThreadSafetyMode.ExecutionAndPublication)));
            else
                recent.Remove(node);
            recent.AddFirst(node);
            if (recent.Count > Kept)
                recent.RemoveLast();
            result = node.Value.Result;
        }
        return result.Value;
    }
}
