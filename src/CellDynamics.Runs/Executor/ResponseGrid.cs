using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Treatments;

namespace CellDynamics.Runs.Executor;

/// <summary>One prediction for every donor with control cells and every treatment and dose: also for donors who never got it.</summary>
internal sealed class ResponseGrid(PopulationSet set, IReadOnlyList<string> heldOut, CancellationToken cancellation)
{
    /// <param name="known">The first of several for the same donor, treatment and dose is kept.</param>
    /// <param name="model">Asked for what is not known.</param>
    /// <returns>Ordered by donor, then by treatment.</returns>
    public IReadOnlyList<PredictedResponse> Complete(IEnumerable<PredictedResponse> known, ITreatmentModel model)
    {
        var found = new Dictionary<(string, string, double?), PredictedResponse>();
        foreach (PredictedResponse response in known)
            found.TryAdd((response.Donor, response.Treatment, response.Dose), response);
        (string Treatment, double? Dose)[] asked = [.. set.Populations.Where(p => model.Treatments.Contains(p.Condition)).Select(p => (p.Condition!, p.Dose)).Distinct()];
        HashSet<string> trained = [.. TreatmentPairs.Of(set.WithoutDonors(heldOut), set.Control!).Select(pair => pair.Donor)];
        List<PredictedResponse> all = [];
        foreach (IGrouping<string, Population> donor in set.Populations.Where(p => p.Condition == set.Control).GroupBy(p => p.Donor ?? ""))
        {
            Population control = Joined([.. donor]);
            RangeCheck? range = null;
            foreach ((string treatment, double? dose) in asked)
            {
                cancellation.ThrowIfCancellationRequested();
                all.Add(found.GetValueOrDefault((donor.Key, treatment, dose)) ?? new PredictedResponse(
                    donor.Key, treatment, dose, !trained.Contains(donor.Key), control.Cells,
                    model.Respond(new TreatmentQuery(control.States, treatment) { Dose = dose, CellTypes = control.CellTypes }, cancellation),
                    range ??= model.CheckRange(control.States, control.CellTypes)));
            }
        }
        return all;
    }

    /// <summary>Control cells of all batches of a donor.</summary>
    private static Population Joined(IReadOnlyList<Population> parts) => parts.Count == 1 ? parts[0] : parts[0] with
    {
        States = DenseMatrix.Stack([.. parts.Select(part => part.States)]),
        Cells = [.. parts.SelectMany(part => part.Cells)],
        CellTypes = parts[0].CellTypes is null ? null : [.. parts.SelectMany(part => part.CellTypes!)],
    };
}
