using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Networks;

namespace CellDynamics.Methods.Baselines.Networks;

/// <summary>Every gene stays as it is.</summary>
public sealed class NoGeneChange : INetworkBaseline, IGeneDynamics
{
    public string Id => "persistence";

    public string Name => "no change";

    public INetworkGuess Fit(NetworkTraining training, CancellationToken cancellation) => new NetworkGuess(this, null);

    public DenseMatrix Step(Neighbourhood around, DenseMatrix states, double interval, Perturbation perturbation) => new(states.Rows, states.Columns, [.. states.Values]);
}
