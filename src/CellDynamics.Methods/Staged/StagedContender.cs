using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Networks;
using CellDynamics.Methods.Staged.Training;

namespace CellDynamics.Methods.Staged;

/// <summary>STAGED as one of those that stand in a table of network benchmarks.</summary>
/// <param name="settings">As a run would have them.</param>
/// <param name="prior">Edges somebody believes in.</param>
public sealed class StagedContender(StagedParameters settings, IReadOnlyList<PriorEdge> prior) : INetworkBaseline
{
    public string Id => "staged";

    public string Name => "this method";

    public INetworkGuess Fit(NetworkTraining training, CancellationToken cancellation) =>
        AgentFit.Run(training, prior, settings, new RunContext { Seed = training.Seed, Cancellation = cancellation }).Agents;
}
