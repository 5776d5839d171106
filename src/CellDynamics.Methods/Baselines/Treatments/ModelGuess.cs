using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Treatments;

namespace CellDynamics.Methods.Baselines.Treatments;

/// <summary>A trained model as a guess.</summary>
public sealed class ModelGuess(ITreatmentModel model) : ITreatmentGuess
{
    public DenseMatrix Respond(TreatmentQuery query, CancellationToken cancellation) => model.Respond(query, cancellation);

    public void Dispose() => (model as IDisposable)?.Dispose();
}
