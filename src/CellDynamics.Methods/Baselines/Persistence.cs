using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Baselines;

/// <summary>Nothing has changed since the last measured time.</summary>
public sealed class Persistence : IBaseline
{
    public string Id => "persistence";

    public DenseMatrix Predict(DenseMatrix before, DenseMatrix after, double share, CancellationToken cancellation) => before;
}
