using CellDynamics.Runs.Model;
using CellDynamics.Runs.Results.Treatments;

namespace CellDynamics.Web.Features.TreatmentData;

/// <summary>What the treatment pages and their endpoints read: the queue's rows and the finished results.</summary>
public interface ITreatmentSource
{
    Task<RunRecord?> FindAsync(Guid run, CancellationToken cancellationToken);

    /// <summary>Analyses of treatments, newest first, whatever their state.</summary>
    Task<IReadOnlyList<RunRecord>> ListAsync(CancellationToken cancellationToken);

    /// <summary>The published file, or null while there is none.</summary>
    Task<FileInfo?> FindFileAsync(Guid run, CancellationToken cancellationToken);

    /// <exception cref="FileNotFoundException">The run has no result (yet).</exception>
    Task<TreatmentResult> ReadAsync(Guid run, CancellationToken cancellationToken);

    /// <summary>A gene or marker in the measured cells on the scale of the run, <c>[cells]</c>; NaN where missing.</summary>
    /// <exception cref="KeyNotFoundException">No such gene; the message names close ones.</exception>
    Task<float[]> ReadGeneAsync(Guid run, string gene, CancellationToken cancellationToken);

    /// <summary>A gene or marker in the cells of a predicted population, <c>[predicted cells]</c>; null when the representation cannot be decoded.</summary>
    /// <param name="run">The run.</param>
    /// <param name="response">Place in <see cref="TreatmentResult.Responses"/>.</param>
    /// <param name="gene">Its name.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="KeyNotFoundException">No such gene; the message names close ones.</exception>
    Task<float[]?> ReadPredictedGeneAsync(Guid run, int response, string gene, CancellationToken cancellationToken);
}
