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

    /// <summary>At most so many cells per time point, chosen at random in proportion to the populations of that time.</summary>
    public static PopulationSet AtMost(this PopulationSet set, int cellsPerTime, int seed)
    {
        var cellsAt = set.Populations.GroupBy(p => p.Time).ToDictionary(group => group.Key, group => group.Sum(p => p.Count));
        return set with { Populations = [.. set.Populations.Select((p, i) => Choose(p, (int)Math.Ceiling((double)cellsPerTime * p.Count / cellsAt[p.Time]), seed, i))] };
    }

    private static Population Choose(Population population, int count, int seed, int index)
    {
        if (population.Count <= count)
            return population;
        var random = new RandomStream(seed, index, population.Count);
        int[] rows = [.. Enumerable.Range(0, population.Count)];
        for (int i = 0; i < count; i++)
        {
            int other = i + random.NextIndex(rows.Length - i);
            (rows[i], rows[other]) = (rows[other], rows[i]);
        }
        int[] chosen = [.. rows.Take(count).Order()];
        return population with { States = population.States.SelectRows(chosen), Cells = [.. chosen.Select(row => population.Cells[row])] };
    }
}
