using CellDynamics.Runs.Model;
using CellDynamics.Runs.Results;

namespace CellDynamics.Web.Features.TrajectoryData;

/// <summary>What the trajectory pages and their endpoints read: the queue's rows and the finished results.</summary>
public interface ITrajectorySource
{
    Task<RunRecord?> FindAsync(Guid run, CancellationToken cancellationToken);

    /// <summary>Newest first, whatever their state.</summary>
    Task<IReadOnlyList<RunRecord>> ListAsync(CancellationToken cancellationToken);

    /// <summary>The published file, or null while there is none.</summary>
    Task<FileInfo?> FindFileAsync(Guid run, CancellationToken cancellationToken);

    /// <exception cref="FileNotFoundException">The run has no result (yet).</exception>
    Task<TrajectoryResult> ReadAsync(Guid run, CancellationToken cancellationToken);

    /// <summary>Measured cells, <c>[cells]</c>.</summary>
    /// <exception cref="KeyNotFoundException">No such gene; the message names close ones.</exception>
    Task<float[]> ReadGeneAsync(Guid run, string gene, CancellationToken cancellationToken);

    /// <summary>Inferred cells, row-major <c>[paths, times]</c>; null when the representation cannot be decoded.</summary>
    Task<float[]?> ReadInferredGeneAsync(Guid run, string gene, CancellationToken cancellationToken);

    /// <exception cref="KeyNotFoundException">No such gene; the message names close ones.</exception>
    Task<GeneTrend> ReadGeneTrendAsync(Guid run, string gene, CancellationToken cancellationToken);

    /// <summary>Genes worth looking at first: those that change most between time points.</summary>
    Task<IReadOnlyList<string>> SuggestGenesAsync(Guid run, int count, CancellationToken cancellationToken);
}
