using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Treatments;
using CellDynamics.Methods.Validation.Donors;

namespace CellDynamics.Methods.Baselines.Treatments;

/// <summary>The treatment does nothing: the control cells as they are.</summary>
public sealed class NoChange : ITreatmentBaseline
{
    public string Id => ResponsePredictors.NoChange;

    public string Name => "assuming no change";

    public ITreatmentGuess Fit(TreatmentTraining training) => new Guess();

    private sealed class Guess : ITreatmentGuess
    {
        public DenseMatrix Respond(TreatmentQuery query, CancellationToken cancellation) => query.Control;

        public void Dispose() { }
    }
}
