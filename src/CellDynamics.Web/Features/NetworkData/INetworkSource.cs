using CellDynamics.Runs.Model;
using CellDynamics.Runs.Results.Networks;

namespace CellDynamics.Web.Features.NetworkData;

/// <summary>What the network pages and their endpoints read and ask: the queue's rows, the finished results, their fitted agents.</summary>
public interface INetworkSource
{
    Task<RunRecord?> FindAsync(Guid run, CancellationToken cancellationToken);

    /// <summary>Analyses of networks, newest first, whatever their state.</summary>
    Task<IReadOnlyList<RunRecord>> ListAsync(CancellationToken cancellationToken);

    /// <summary>The published file, or null while there is none.</summary>
    Task<FileInfo?> FindFileAsync(Guid run, CancellationToken cancellationToken);

    /// <exception cref="FileNotFoundException">The run has no result (yet).</exception>
    Task<NetworkResult> ReadAsync(Guid run, CancellationToken cancellationToken);

    /// <summary>Rolls the agents forward in the background, which may take seconds; the last answers are kept.</summary>
    /// <param name="run">A finished analysis of networks.</param>
    /// <param name="question">What is done.</param>
    /// <param name="progress">Told which share is done, 0 to 1, from any thread; null: nobody asks.</param>
    /// <param name="cancellationToken">Takes the question back.</param>
    /// <exception cref="FileNotFoundException">The run has no result (yet).</exception>
    /// <exception cref="KeyNotFoundException">A gene or pair is not part of the network; the message names close ones.</exception>
    Task<PerturbationAnswer> PerturbAsync(Guid run, PerturbationQuestion question, IProgress<double>? progress, CancellationToken cancellationToken);
}
