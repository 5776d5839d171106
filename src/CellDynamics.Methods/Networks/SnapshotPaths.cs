using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.Transport;

namespace CellDynamics.Methods.Networks;

/// <summary>Paths through cells that were each seen once: exact optimal transport pairs those of one time with those of the next, as if every cell had gone on as the nearest later ones.</summary>
/// <remarks>Ref: Schiebinger et al. 2019, doi 10.1016/j.cell.2019.01.006.</remarks>
public static class SnapshotPaths
{
    /// <summary>Cells cut by their time into bins of equal counts and linked from bin to bin: every cell lies on one path.</summary>
    /// <param name="cells"><c>[cells, genes]</c>.</param>
    /// <param name="times">Of every cell, <c>[cells]</c>.</param>
    /// <param name="bins">How many, at least two; cells that are left over after equal division are left out at random.</param>
    /// <param name="genes">Names, <c>[genes]</c>.</param>
    /// <param name="seed">Decides which cells are left out.</param>
    /// <param name="cancellation">Stops the transport.</param>
    /// <exception cref="ArgumentException">There are fewer cells than bins.</exception>
    public static CellTrajectories Link(DenseMatrix cells, double[] times, int bins, string[] genes, int seed, CancellationToken cancellation = default)
    {
        int perBin = cells.Rows / bins;
        if (perBin == 0)
            throw new ArgumentException($"Expected at least one cell for each of {bins} bins, found {cells.Rows} cells.", nameof(bins));
        int[] kept = [.. new RandomStream(seed, cells.Rows).Choose(perBin * bins, cells.Rows).OrderBy(cell => times[cell])];
        int[][] binned = [.. kept.Chunk(perBin)];
        List<DenseMatrix> states = [cells.SelectRows(binned[0])];
        for (int bin = 1; bin < bins; bin++)
        {
            DenseMatrix next = cells.SelectRows(binned[bin]);
            states.Add(next.SelectRows(Followers(states[^1], next, cancellation)));
        }
        return new CellTrajectories([.. binned.Select(bin => bin.Average(cell => times[cell]))], genes, states, new int[perBin], ["cell"]);
    }

    /// <summary>The cell of <paramref name="after"/> that follows each of <paramref name="before"/>: with equal counts and weights a vertex of the transport polytope is a permutation.</summary>
    private static int[] Followers(DenseMatrix before, DenseMatrix after, CancellationToken cancellation)
    {
        double[] weights = TransportWeights.Uniform(before.Rows);
        int[] followers = new int[before.Rows];
        foreach (PlanEntry entry in ExactTransport.Solve(CostMatrix.SquaredEuclidean(before, after), weights, weights, cancellation).Entries)
            followers[entry.Source] = entry.Target;
        return followers;
    }
}
