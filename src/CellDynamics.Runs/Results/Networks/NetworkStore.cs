using CellDynamics.Methods.Contract;
using CellDynamics.Runs.Execution;

namespace CellDynamics.Runs.Results.Networks;

/// <summary>Reads finished network results and asks their agents; keeps the last few in memory, with the answers they gave.</summary>
public sealed class NetworkStore
{
    private readonly RecentFiles<OpenNetwork> recent = new();

    /// <summary>Where methods are found by their id.</summary>
    internal Func<string, IInferenceMethod> Find { get; init; } = MethodCatalog.Find;

    /// <exception cref="FileNotFoundException">The run has no result (yet).</exception>
    public Task<NetworkResult> ReadAsync(RunFolder folder, CancellationToken cancellationToken) => Task.Run(() => Open(folder).Result, cancellationToken);

    /// <summary>On a background thread; questions to one network wait for each other. Whoever takes a question back waits no longer.</summary>
    /// <param name="folder">With a published result.</param>
    /// <param name="question">What is done.</param>
    /// <param name="progress">Told which share is done, 0 to 1, from any thread; null: nobody asks.</param>
    /// <param name="cancellationToken">Takes the question back.</param>
    /// <exception cref="FileNotFoundException">The run has no result (yet).</exception>
    /// <exception cref="KeyNotFoundException">A gene or pair is not part of the network; the message names close ones.</exception>
    public Task<PerturbationAnswer> PerturbAsync(RunFolder folder, PerturbationQuestion question, IProgress<double>? progress, CancellationToken cancellationToken) =>
        Task.Run(() => Open(folder).Perturb(question, progress, cancellationToken), cancellationToken).WaitAsync(cancellationToken);

    private OpenNetwork Open(RunFolder folder) => recent.Get(folder.Result, () => OpenNetwork.Read(folder, Find));
}
