using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Integration;

namespace CellDynamics.Methods.Responses;

/// <summary>Some of the cells of a population, chosen so that the order of the cells in the file does not matter.</summary>
internal static class CellSample
{
    /// <param name="population">Whose cells.</param>
    /// <param name="cellType">Only these; all for <see cref="ResponseStatistics.AllCells"/>.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="random">Which of them.</param>
    /// <returns>States <c>[at most most, dims]</c>, sorted by their coordinates.</returns>
    public static DenseMatrix Of(Population population, string cellType, int most, RandomStream random)
    {
        int[] rows = DonorCells.RowsOf(population, cellType);
        Array.Sort(rows, (a, b) => population.States.Row(a).SequenceCompareTo(population.States.Row(b)));
        if (rows.Length <= most)
            return population.States.SelectRows(rows);
        for (int i = 0; i < most; i++)
        {
            int other = i + random.NextIndex(rows.Length - i);
            (rows[i], rows[other]) = (rows[other], rows[i]);
        }
        return population.States.SelectRows(rows[..most]);
    }
}
