using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Treatments;

/// <summary>What a model predicts for the control cells of one donor.</summary>
/// <param name="Donor">Whose control cells.</param>
/// <param name="Treatment">What they are given.</param>
/// <param name="Dose">Of it; null without doses.</param>
/// <param name="IsHeldOut">The model had not seen this donor.</param>
/// <param name="Cells">Row in the file of each control cell, <c>[cells]</c>.</param>
/// <param name="States">Its treated counterpart, <c>[cells, dims]</c>.</param>
/// <param name="Range">How far the donor lies from those of the training.</param>
public sealed record PredictedResponse(string Donor, string Treatment, double? Dose, bool IsHeldOut, int[] Cells, DenseMatrix States, RangeCheck Range)
{
    /// <summary>What a model says of a donor it was fitted on.</summary>
    public static PredictedResponse Of(ITreatmentModel model, TreatmentPair pair, CancellationToken cancellation) => new(
        pair.Donor, pair.Treatment, pair.Dose, IsHeldOut: false, pair.Control.Cells,
        model.Respond(new TreatmentQuery(pair.Control.States, pair.Treatment) { Dose = pair.Dose, CellTypes = pair.Control.CellTypes }, cancellation),
        model.CheckRange(pair.Control.States, pair.Control.CellTypes));
}
