using System.Globalization;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Responses.Inference;

namespace CellDynamics.Methods.Responses;

/// <summary>Measures how cells responded to treatments, without any model.</summary>
public static class ResponseAnalysis
{
    /// <summary>In a note of every study with a single donor.</summary>
    public const string NoReplicate = "no replicate: descriptive only";

    /// <param name="set">Of treatments, with a control value.</param>
    /// <param name="markers">All cells of the file; the populations' <see cref="Population.Cells"/> are its rows.</param>
    /// <param name="seed">The same seed gives the same numbers, whatever the order of the cells.</param>
    /// <param name="report">Hears of the share that is done and what is being done, from several threads.</param>
    /// <param name="cancellation">Stops within a second.</param>
    /// <exception cref="ArgumentException">The set has no control value, no donor has both control and treated cells, or the markers are of fewer cells.</exception>
    public static ResponseStatistics Of(PopulationSet set, MarkerTable markers, int seed, Action<double, string>? report = null, CancellationToken cancellation = default)
    {
        IReadOnlyList<TreatedArm> arms = TreatedArm.Of(set);
        int last = set.Populations.Max(population => population.Cells.Max());
        if (markers.Names.Count > 0 && last >= markers.Cells)
            throw new ArgumentException($"Expected markers of at least {last + 1} cells, found {markers.Cells}. Give the markers of all cells of the file.", nameof(markers));
        string[] types = [.. set.Populations.SelectMany(population => population.CellTypes ?? []).OfType<string>().Where(type => type.Length > 0).Distinct().Order(StringComparer.Ordinal)];
        IReadOnlyList<SizeDraws> sizes = new ResponseSizes(arms, types, seed).Measure(share => report?.Invoke(0.8 * share, "Measuring how far treated cells lie from control cells"), cancellation);
        report?.Invoke(0.8, "Comparing cell types and markers between donors");
        IReadOnlyList<MarkerShift> shifts = new MarkerShifts(markers, types).Of(arms, out bool isCut, cancellation);
        report?.Invoke(0.95, "Looking for cells that respond");
        IReadOnlyList<ResponderShare> responders = ResponderShares.Of(arms, types, out bool hasOwnAxis);
        cancellation.ThrowIfCancellationRequested();
        bool hasReplicates = arms.SelectMany(arm => arm.Donors).DistinctBy(donor => donor.Donor).Count() > 1;
        return new ResponseStatistics(
            [.. sizes.Select(size => size.Size)], CompositionShifts.Of(arms, types), shifts, responders, TreatmentRanks.Of(sizes), DonorSimilarities.Of(arms),
            hasReplicates, [.. Notes(set, arms, types, hasReplicates), .. isCut ? [CutNote] : Array.Empty<string>(), .. hasOwnAxis ? [OwnAxisNote] : Array.Empty<string>()]);
    }

    private static string CutNote => string.Create(
        CultureInfo.InvariantCulture, $"Of the markers the most changed of every treatment and cell type are kept, {MarkerShifts.Most:N0} rows in all; p-values were adjusted over all of them.");

    private static string OwnAxisNote =>
        "Where only one donor has enough cells, its cells are scored along its own mean shift: shares of responders are then too high by what chance alone shifts.";

    private static IEnumerable<string> Notes(PopulationSet set, IReadOnlyList<TreatedArm> arms, string[] types, bool hasReplicates)
    {
        if (!hasReplicates)
            yield return $"One donor, {NoReplicate}. Nothing can be said about other donors.";
        else if (arms.Max(arm => arm.Donors.Count) is var most and <= SignFlips.MostDonors && types.Length > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"With {most} donors a change of composition cannot have a p-value below {SignFlips.Least(most):0.####}, before adjustment.");
        foreach (string missing in Missing(set, arms))
            yield return missing;
        string[] few =
        [
            .. from arm in arms
               from donor in arm.Donors
               from type in types.Prepend(ResponseStatistics.AllCells)
               where !donor.IsEnough(type)
               select string.Join(", ", new[] { type, donor.Donor, NameOf(arm) }.Where(part => part.Length > 0)),
        ];
        if (few.Length > 0)
            yield return $"Fewer than {DonorCells.Least} control or treated cells, left out: {Shortened(few)}.";
        if (arms.SelectMany(arm => arm.Donors).Any(donor => Math.Max(donor.Control.Count, donor.Treated.Count) > ResponseSizes.MostCells))
            yield return $"Distances are computed on at most {ResponseSizes.MostCells} cells a side, chosen at random.";
    }

    /// <summary>Donors without control cells, and treatments that some donors did not get.</summary>
    private static IEnumerable<string> Missing(PopulationSet set, IReadOnlyList<TreatedArm> arms)
    {
        string[] donors = [.. arms.SelectMany(arm => arm.Donors).Select(donor => donor.Donor).Distinct().Order(StringComparer.Ordinal)];
        string[] alone = [.. set.Populations.Select(population => population.Donor ?? "").Distinct().Except(donors).Order(StringComparer.Ordinal)];
        if (alone.Length > 0)
            yield return $"Left out, without control or without treated cells: {Shortened(alone)}.";
        foreach (TreatedArm arm in arms.Where(arm => arm.Donors.Count < donors.Length))
            yield return $"{NameOf(arm)} was given to {arm.Donors.Count} of {donors.Length} donors, not to {Shortened([.. donors.Except(arm.Donors.Select(donor => donor.Donor))])}.";
    }

    private static string NameOf(TreatedArm arm) => arm.Dose is { } dose ? string.Create(CultureInfo.InvariantCulture, $"{arm.Treatment} {dose}") : arm.Treatment;

    private static string Shortened(string[] names) => names.Length <= 5 ? string.Join("; ", names) : $"{string.Join("; ", names.Take(5))} and {names.Length - 5} more";
}
