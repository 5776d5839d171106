using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Networks;

namespace CellDynamics.Methods.Baselines.Networks;

/// <summary>Linear extrapolation: every gene of every cell goes on at the rate at which it last changed. From one state alone it sees no change.</summary>
public sealed class SameChangeAgain : INetworkBaseline, IGeneDynamics
{
    public string Id => "linear-extrapolation";

    public string Name => "the last change again";

    public INetworkGuess Fit(NetworkTraining training, CancellationToken cancellation) => new NetworkGuess(this, null);

    public DenseMatrix Step(Neighbourhood around, DenseMatrix states, double interval, Perturbation perturbation) => new(states.Rows, states.Columns, [.. states.Values]);

    public DenseMatrix StepAfter(Neighbourhood around, IReadOnlyList<DenseMatrix> states, IReadOnlyList<double> times, double interval, Perturbation perturbation)
    {
        if (states.Count == 1)
            return Step(around, states[0], interval, perturbation);
        double share = interval / (times[^1] - times[^2]);
        return new DenseMatrix(states[^1].Rows, states[^1].Columns, [.. states[^1].Values.Zip(states[^2].Values, (now, then) => Math.Max(0, now + share * (now - then)))]);
    }
}
