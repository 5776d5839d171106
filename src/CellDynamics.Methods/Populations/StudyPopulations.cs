using CellDynamics.Data.Annotated;
using CellDynamics.Data.Studies;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Integration;

namespace CellDynamics.Methods.Populations;

/// <summary>Turns a study into the populations that methods work on.</summary>
public static class StudyPopulations
{
    /// <summary>One population per time point and, where the study has these roles, condition and donor. Cells without a time belong to none.</summary>
    /// <param name="study">With a time column.</param>
    /// <param name="states">All cells of the file, <c>[cells, dims]</c>.</param>
    /// <param name="representation">Key of the coordinates.</param>
    /// <exception cref="ArgumentException">The study has no time column.</exception>
    public static PopulationSet Of(Study study, DenseMatrix states, string representation)
    {
        TimeAxis axis = study.Time ?? throw new ArgumentException("Expected a time column, found none chosen. Say which column holds the time of every cell.", nameof(study));
        IEnumerable<Population> populations =
            from point in Enumerable.Range(0, axis.Points.Count)
            from cells in axis.CellsAt(point).GroupBy(cell => (Condition: study.Condition?.Labels[cell], Donor: study.Donor?.Labels[cell]))
            select new Population(axis.Points[point].Value, axis.Points[point].Label, states.SelectRows([.. cells]), [.. cells])
            {
                Condition = cells.Key.Condition,
                Donor = cells.Key.Donor,
            };
        return new PopulationSet([.. populations], axis.Unit, representation);
    }

    /// <summary>One population per condition, dose, donor and batch. Cells without a condition, or without a donor where the study has donors, belong to none; times are not looked at.</summary>
    /// <param name="study">With a condition column and its control value.</param>
    /// <param name="states">All cells of the file, <c>[cells, dims]</c>.</param>
    /// <param name="representation">Key of the coordinates.</param>
    /// <exception cref="ArgumentException">The study has no condition column or no control value.</exception>
    public static PopulationSet OfTreatments(Study study, DenseMatrix states, string representation)
    {
        DataColumn condition = study.Condition ?? throw new ArgumentException("Expected a condition column, found none chosen. Say which column tells treated from control cells.", nameof(study));
        string control = study.Roles.Control ?? throw new ArgumentException("Expected a control value, found none chosen. Say which condition means untreated.", nameof(study));
        IEnumerable<Population> populations =
            from cells in Enumerable.Range(0, states.Rows)
                .Where(cell => condition.Labels[cell] is not null && (study.Donor is null || study.Donor.Labels[cell] is not null))
                .GroupBy(cell => (Condition: condition.Labels[cell]!, Dose: condition.Labels[cell] == control ? null : DoseOf(study, cell), Donor: study.Donor?.Labels[cell], Batch: study.Batch?.Labels[cell]))
            select new Population(0, cells.Key.Condition, states.SelectRows([.. cells]), [.. cells])
            {
                Condition = cells.Key.Condition,
                Dose = cells.Key.Dose,
                Donor = cells.Key.Donor,
                Batch = cells.Key.Batch,
                CellTypes = study.CellType is null ? null : [.. cells.Select(cell => study.CellType.Labels[cell])],
            };
        return new PopulationSet([.. populations], "", representation) { Control = control };
    }

    /// <summary>At most so many cells of every population, chosen at random.</summary>
    public static PopulationSet AtMostEach(this PopulationSet set, int cells, int seed) =>
        set with { Populations = [.. set.Populations.Select((p, i) => Choose(p, cells, seed, i))] };

    private static double? DoseOf(Study study, int cell) => study.Dose is null ? null : DoseColumn.Parse(study, cell);

    /// <summary>At most so many cells per time point, chosen at random in proportion to the populations of that time.</summary>
    public static PopulationSet AtMost(this PopulationSet set, int cellsPerTime, int seed)
    {
        var cellsAt = set.Populations.GroupBy(p => p.Time).ToDictionary(group => group.Key, group => group.Sum(p => p.Count));
        return set with { Populations = [.. set.Populations.Select((p, i) => Choose(p, (int)Math.Ceiling((double)cellsPerTime * p.Count / cellsAt[p.Time]), seed, i))] };
    }

    private static Population Choose(Population population, int count, int seed, int index) => population.Count <= count ? population
        : population.Select([.. new RandomStream(seed, index, population.Count).Choose(count, population.Count).Order()]);
}
