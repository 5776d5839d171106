using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Networks;

/// <summary>Of which type the cells of a tissue are and who hears whom.</summary>
/// <param name="Types">Index into <paramref name="TypeNames"/>, <c>[cells]</c>.</param>
/// <param name="TypeNames"><c>[types]</c>.</param>
/// <param name="Heard">Cells that each cell hears, itself not among them, <c>[cells][any number]</c>; null: well mixed, every cell hears all.</param>
public sealed record Neighbourhood(int[] Types, string[] TypeNames, int[][]? Heard)
{
    /// <summary>How many cells one hears where nobody said how far a signal reaches.</summary>
    private const int UsualNeighbours = 6;

    public int CellCount => Types.Length;

    /// <param name="cells">Types, and positions where there are any.</param>
    /// <param name="reach">Distance within which cells hear each other, in the unit of the positions; null: as far as six neighbours on average.</param>
    public static Neighbourhood Of(CellTrajectories cells, double? reach = null)
    {
        if (cells.Positions is not { } positions)
            return new Neighbourhood(cells.Types, cells.TypeNames, null);
        double within = reach ?? UsualReach(positions);
        return new Neighbourhood(cells.Types, cells.TypeNames, [.. Enumerable.Range(0, positions.Rows).Select(i => (int[])
            [.. Enumerable.Range(0, positions.Rows).Where(j => j != i && Distance(positions, i, j) <= within)])]);
    }

    /// <summary>Mean of a gene over those that each cell hears, <c>[cells]</c>; 0 for a cell that hears nobody.</summary>
    /// <param name="states"><c>[cells, genes]</c>.</param>
    /// <param name="gene">Column of <paramref name="states"/>.</param>
    public double[] MeanHeard(DenseMatrix states, int gene)
    {
        if (Heard is null)
        {
            double mean = Enumerable.Range(0, CellCount).Average(cell => states[cell, gene]);
            return [.. Enumerable.Repeat(mean, CellCount)];
        }
        return Array.ConvertAll(Heard, around => around.Length == 0 ? 0 : around.Average(cell => states[cell, gene]));
    }

    private static double UsualReach(DenseMatrix positions)
    {
        int count = positions.Rows, wanted = Math.Min(UsualNeighbours, count - 1);
        if (wanted <= 0)
            return 0;
        double[] distances = new double[(long)count * (count - 1) / 2];
        int at = 0;
        for (int i = 0; i < count; i++)
        {
            for (int j = i + 1; j < count; j++)
                distances[at++] = Distance(positions, i, j);
        }
        Array.Sort(distances);
        return distances[Math.Min(distances.Length - 1, count * wanted / 2)];
    }

    private static double Distance(DenseMatrix positions, int i, int j)
    {
        double square = 0;
        for (int d = 0; d < positions.Columns; d++)
            square += (positions[i, d] - positions[j, d]) * (positions[i, d] - positions[j, d]);
        return Math.Sqrt(square);
    }
}
