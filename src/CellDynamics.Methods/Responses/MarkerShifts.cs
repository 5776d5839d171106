using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Responses.Inference;

namespace CellDynamics.Methods.Responses;

/// <summary>Which genes or markers change: every donor is reduced to the means of its cells (pseudobulk), and the means are compared over donors.</summary>
/// <remarks>Cells of one donor are not independent, so testing cells finds thousands of false changes. Ref: Squair et al. 2021; Crowell et al. 2020. Paired t over donors, adjusted over the markers of a treatment and cell type.</remarks>
internal sealed class MarkerShifts(MarkerTable markers, IReadOnlyList<string> cellTypes)
{
    /// <summary>Rows kept: what a page and a result file bear.</summary>
    public const int Most = 2000;

    private readonly Dictionary<Population, Dictionary<string, double[]>> controls = new(ReferenceEqualityComparer.Instance);

    /// <param name="arms">Treatments.</param>
    /// <param name="isCut">Only the most changed are returned.</param>
    /// <param name="cancellation">Stops between two treatments.</param>
    public IReadOnlyList<MarkerShift> Of(IReadOnlyList<TreatedArm> arms, out bool isCut, CancellationToken cancellation)
    {
        List<MarkerShift[]> groups = [];
        foreach (TreatedArm arm in arms)
        {
            cancellation.ThrowIfCancellationRequested();
            groups.AddRange(OfArm(arm));
        }
        isCut = groups.Sum(group => group.Length) > Most;
        if (!isCut)
            return [.. groups.SelectMany(group => group)];
        int each = Math.Max(1, Most / groups.Count);
        return [.. groups.SelectMany(group => MostChanged(group, each)).Take(Most)];
    }

    private static IEnumerable<MarkerShift> MostChanged(MarkerShift[] group, int count)
    {
        HashSet<MarkerShift> kept = new(group.OrderByDescending(shift => Math.Abs(shift.Change)).Take(count), ReferenceEqualityComparer.Instance);
        return group.Where(kept.Contains);
    }

    private IEnumerable<MarkerShift[]> OfArm(TreatedArm arm)
    {
        Dictionary<string, double[]>[] treated = [.. arm.Donors.Select(donor => Means(donor.Treated))];
        Dictionary<string, double[]>[] control = [.. arm.Donors.Select(donor => MeansOfControl(donor.Control))];
        foreach (string type in cellTypes.Prepend(ResponseStatistics.AllCells))
        {
            int[] donors = [.. Enumerable.Range(0, arm.Donors.Count).Where(d => arm.Donors[d].IsEnough(type))];
            if (donors.Length > 0 && markers.Names.Count > 0)
                yield return Adjusted([.. Enumerable.Range(0, markers.Names.Count).Select(marker => OfMarker(marker))]);

            MarkerShift OfMarker(int marker)
            {
                DonorChange[] changes = [.. donors.Select(d => new DonorChange(arm.Donors[d].Donor, treated[d][type][marker] - control[d][type][marker]))];
                (double p, double low, double high) = StudentT.Paired([.. changes.Select(change => change.Change)]);
                bool isSame = changes.Length > 1 && (changes.All(change => change.Change > 0) || changes.All(change => change.Change < 0));
                return new MarkerShift(arm.Treatment, arm.Dose, type, markers.Names[marker], changes, changes.Average(change => change.Change), low, high, p, double.NaN, isSame);
            }
        }
    }

    private static MarkerShift[] Adjusted(MarkerShift[] shifts)
    {
        double[] adjusted = FalseDiscovery.Adjust([.. shifts.Select(shift => shift.P)]);
        return [.. shifts.Select((shift, i) => shift with { AdjustedP = adjusted[i] })];
    }

    private Dictionary<string, double[]> MeansOfControl(Population control)
    {
        if (!controls.TryGetValue(control, out Dictionary<string, double[]>? means))
            controls[control] = means = Means(control);
        return means;
    }

    /// <summary>Mean of every marker per cell type and over all cells, each <c>[markers]</c>.</summary>
    private Dictionary<string, double[]> Means(Population population)
    {
        Dictionary<string, double[]> sums = cellTypes.Prepend(ResponseStatistics.AllCells).ToDictionary(type => type, _ => new double[markers.Names.Count]);
        double[] all = sums[ResponseStatistics.AllCells];
        for (int row = 0; row < population.Count; row++)
        {
            ReadOnlySpan<float> values = markers.Row(population.Cells[row]);
            string? type = population.CellTypes?[row];
            Add(values, all);
            if (type is { Length: > 0 })
                Add(values, sums[type]);
        }
        return sums.ToDictionary(pair => pair.Key, pair => Array.ConvertAll(pair.Value, sum => sum / DonorCells.CountOf(population, pair.Key)));
    }

    private static void Add(ReadOnlySpan<float> values, double[] sums)
    {
        for (int i = 0; i < sums.Length; i++)
            sums[i] += values[i];
    }
}
