using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Responses.Inference;

namespace CellDynamics.Methods.Responses;

/// <summary>Which cell types become more or less frequent.</summary>
/// <remarks>
/// Per donor the log ratio of the shares, with half a cell added to every count so that a type absent on one side stays finite (Haldane 1956;
/// Anscombe 1956). Up to <see cref="SignFlips.MostDonors"/> donors are tested exactly by flipping signs, since log ratios of rare types are far
/// from normal; more by t. Shares add up to one: where one type grows, others shrink.
/// </remarks>
internal static class CompositionShifts
{
    public static IReadOnlyList<CompositionShift> Of(IReadOnlyList<TreatedArm> arms, IReadOnlyList<string> cellTypes) =>
        [.. arms.SelectMany(arm => OfArm(arm, cellTypes))];

    private static CompositionShift[] OfArm(TreatedArm arm, IReadOnlyList<string> cellTypes)
    {
        CompositionShift[] shifts = [.. cellTypes.Select(type => OfType(arm, type, cellTypes.Count)).OfType<CompositionShift>()];
        double[] adjusted = FalseDiscovery.Adjust([.. shifts.Select(shift => shift.P)]);
        return [.. shifts.Select((shift, i) => shift with { AdjustedP = adjusted[i] })];
    }

    /// <returns>Null where no donor of the arm has a cell of this type.</returns>
    private static CompositionShift? OfType(TreatedArm arm, string type, int types)
    {
        List<DonorShares> shares = [];
        List<double> ratios = [];
        foreach (DonorCells donor in arm.Donors)
        {
            (int control, int treated) = (DonorCells.CountOf(donor.Control, type), DonorCells.CountOf(donor.Treated, type));
            (int allControl, int allTreated) = (Typed(donor.Control), Typed(donor.Treated));
            if (allControl == 0 || allTreated == 0)
                continue;
            shares.Add(new DonorShares(donor.Donor, (double)control / allControl, (double)treated / allTreated));
            // A donor without the type on either side says nothing of how it changes.
            if (control + treated > 0)
                ratios.Add(Math.Log((treated + 0.5) / (allTreated + 0.5 * types)) - Math.Log((control + 0.5) / (allControl + 0.5 * types)));
        }
        return ratios.Count == 0 ? null
            : new CompositionShift(arm.Treatment, arm.Dose, type, shares, ratios.Average(), Test(ratios), double.NaN);
    }

    private static double Test(List<double> ratios) => ratios.Count <= SignFlips.MostDonors ? SignFlips.TwoSided(ratios) : StudentT.Paired(ratios).P;

    private static int Typed(Population population) => population.CellTypes?.Count(type => type is { Length: > 0 }) ?? 0;
}
