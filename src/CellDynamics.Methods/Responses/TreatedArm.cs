using System.Numerics.Tensors;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Treatments;

namespace CellDynamics.Methods.Responses;

/// <summary>One treatment at one dose, in every donor that has both control and treated cells.</summary>
/// <param name="Donors">By name.</param>
internal sealed record TreatedArm(string Treatment, double? Dose, IReadOnlyList<DonorCells> Donors)
{
    /// <summary>Arms by treatment and dose; batches of a donor are joined, since the donor is the unit, and only controls of batches that were treated are taken where there are any.</summary>
    /// <exception cref="ArgumentException">The set has no control value, or no donor has both control and treated cells.</exception>
    public static IReadOnlyList<TreatedArm> Of(PopulationSet set)
    {
        string control = set.Control ?? throw new ArgumentException("Expected a control value, found none chosen. Say which condition means untreated.", nameof(set));
        ILookup<string, Population> controls = set.Populations.Where(p => p.Condition == control).ToLookup(p => p.Donor ?? "");
        // Treatments of a donor that were measured in the same batches share one control population, so that it is joined and summed once.
        Dictionary<(string Donor, string Batches), Population> joined = [];
        return
        [
            .. from arm in TreatmentPairs.Of(set, control).GroupBy(pair => (pair.Treatment, pair.Dose))
               orderby arm.Key.Treatment, arm.Key.Dose
               select new TreatedArm(arm.Key.Treatment, arm.Key.Dose, [.. arm.GroupBy(pair => pair.Donor, pair => pair.Treated).OrderBy(donor => donor.Key, StringComparer.Ordinal).Select(Cells)]),
        ];

        DonorCells Cells(IGrouping<string, Population> treated)
        {
            Population[] same = [.. controls[treated.Key].Where(own => treated.Any(t => t.Batch == own.Batch))];
            Population[] own = same.Length > 0 ? same : [.. controls[treated.Key]];
            (string, string) key = (treated.Key, string.Join('\n', own.Select(p => p.Batch)));
            if (!joined.TryGetValue(key, out Population? all))
                joined[key] = all = TreatmentPairs.Joined(own)!;
            return new DonorCells(treated.Key, all, TreatmentPairs.Joined([.. treated])!);
        }
    }
}

/// <summary>Control and treated cells of one donor.</summary>
internal sealed record DonorCells(string Donor, Population Control, Population Treated)
{
    /// <summary>Fewer cells on a side say too little about their population: twice what muscat asks of a pseudobulk (Crowell et al. 2020).</summary>
    public const int Least = 20;

    public bool IsEnough(string cellType) => CountOf(Control, cellType) >= Least && CountOf(Treated, cellType) >= Least;

    /// <summary>Rows of the cells of a type; all for <see cref="ResponseStatistics.AllCells"/>.</summary>
    public static int[] RowsOf(Population population, string cellType) =>
        [.. Enumerable.Range(0, population.Count).Where(row => IsOf(population, row, cellType))];

    public static int CountOf(Population population, string cellType) =>
        cellType == ResponseStatistics.AllCells ? population.Count : population.CellTypes?.Count(type => type == cellType) ?? 0;

    /// <summary>Mean of treated minus mean of control cells, representation units, <c>[dims]</c>.</summary>
    public double[] MeanShift(string cellType)
    {
        double[] control = Mean(Control, cellType);
        return [.. Mean(Treated, cellType).Select((mean, d) => mean - control[d])];
    }

    private static bool IsOf(Population population, int row, string cellType) => cellType == ResponseStatistics.AllCells || population.CellTypes?[row] == cellType;

    private static double[] Mean(Population population, string cellType)
    {
        double[] mean = new double[population.States.Columns];
        int count = 0;
        for (int row = 0; row < population.Count; row++)
        {
            if (!IsOf(population, row, cellType))
                continue;
            count++;
            TensorPrimitives.Add<double>(mean, population.States.Row(row), mean);
        }
        return Array.ConvertAll(mean, sum => sum / count);
    }
}
