using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.MultiMarginalBridge.Pinned;

namespace CellDynamics.Methods.MultiMarginalBridge;

/// <summary>What a fitted bridge tells a reader, in the data's units.</summary>
internal static class BridgeReport
{
    private const int MostPaths = 2000, MostTimes = 101;

    /// <summary>Couplings keep this share of every row's mass, but at most <see cref="MostEntries"/> entries.</summary>
    private const double KeptMass = 0.99;

    private const int MostEntries = 50;

    /// <summary>Paths on a common grid that contains the measured times.</summary>
    public static TrajectorySet Trajectories(SbirrModel model, int[] cellRows, RunContext context)
    {
        BridgeProblem problem = model.Problem;
        int d = problem.Dimensions, total = problem.Grids.Sum(grid => grid.Steps);
        int[] kept = KeptSteps(problem.Grids);
        IReadOnlyList<(int Snapshot, int Row)> starts = Starts.TakeStratified(model.EveryCell(), MostPaths, context.Seed);
        double[] paths = model.Sampler.DrawPaths(starts, context.Seed, context.Cancellation);
        float[] points = new float[starts.Count * kept.Length * d];
        double[] state = new double[d];
        int at = 0;
        for (int i = 0; i < starts.Count; i++)
        {
            foreach (int step in kept)
            {
                problem.Units.ToData(paths.AsSpan((i * (total + 1) + step) * d, d), state);
                foreach (double value in state)
                    points[at++] = (float)value;
            }
        }
        int[] firstCell = [.. problem.Snapshots.Select((_, s) => problem.Snapshots.Take(s).Sum(snapshot => snapshot.Rows))];
        return new TrajectorySet(Times(problem, kept), points, [.. starts.Select(start => cellRows[firstCell[start.Snapshot] + start.Row])]);
    }

    /// <summary>Mean velocity of every cell as it leaves its snapshot, and in the last one as it arrives, stacked by snapshot, <c>[cells, dims]</c>.</summary>
    public static DenseMatrix Velocity(BridgeProblem problem, ChainedBridge chain, CancellationToken cancellation)
    {
        int d = problem.Dimensions, row = 0;
        var velocity = new DenseMatrix(problem.Snapshots.Sum(s => s.Rows), d);
        double[] expected = [];
        for (int k = 0; k < problem.Grids.Count; k++)
        {
            expected = chain.Intervals[k].ExpectedPaths(cancellation);
            int width = (problem.Grids[k].Steps + 1) * d;
            for (int i = 0; i < problem.Snapshots[k].Rows; i++, row++)
                Slope(problem, problem.Grids[k], expected.AsSpan(i * width, 2 * d), velocity.Row(row));
        }
        DenseMatrix origin = chain.Intervals[^1].LastSlopes(expected);
        for (int j = 0; j < origin.Rows; j++, row++)
        {
            for (int k = 0; k < d; k++)
                velocity[row, k] = origin[j, k] * problem.Units.Spread / problem.Units.Gap;
        }
        return velocity;
    }

    /// <summary>One sparse, row-stochastic matrix per interval.</summary>
    public static IReadOnlyList<Coupling> Couplings(BridgeProblem problem, ChainedBridge chain) =>
        [.. chain.Intervals.Select((interval, k) => Sparse(interval, problem.Times[k], problem.Times[k + 1]))];

    private static void Slope(BridgeProblem problem, BridgeGrid grid, ReadOnlySpan<double> pair, Span<double> slope)
    {
        double factor = problem.Units.Spread / problem.Units.Gap / (grid.Duration / grid.Steps);
        for (int k = 0; k < slope.Length; k++)
            slope[k] = (pair[slope.Length + k] - pair[k]) * factor;
    }

    private static Coupling Sparse(IntervalBridge interval, double from, double to)
    {
        int n = interval.Source.Rows, m = interval.Target.Rows;
        int[] pointers = new int[n + 1];
        var indices = new List<int>();
        var values = new List<float>();
        float[] keptMass = new float[n];
        double[] row = new double[m];
        for (int i = 0; i < n; i++)
        {
            interval.FillRow(i, row);
            double total = row.Sum(), kept = 0;
            int[] largest = [.. Enumerable.Range(0, m).OrderByDescending(j => row[j]).Take(MostEntries)];
            var chosen = new List<int>();
            foreach (int j in largest.TakeWhile(_ => kept < KeptMass * total))
            {
                chosen.Add(j);
                kept += row[j];
            }
            chosen.Sort();
            indices.AddRange(chosen);
            values.AddRange(chosen.Select(j => (float)(row[j] / kept)));
            (pointers[i + 1], keptMass[i]) = (indices.Count, (float)(kept / total));
        }
        return new Coupling(from, to, (n, m), pointers, [.. indices], [.. values], keptMass);
    }

    /// <summary>Grid steps of the common grid: as many in every interval, all snapshots among them.</summary>
    private static int[] KeptSteps(IReadOnlyList<BridgeGrid> grids)
    {
        int share = Math.Max(1, (MostTimes - 1) / grids.Count), first = 0;
        List<int> kept = [0];
        foreach (BridgeGrid grid in grids)
        {
            int count = Math.Min(share, grid.Steps);
            kept.AddRange(Enumerable.Range(1, count).Select(i => first + i * grid.Steps / count));
            first += grid.Steps;
        }
        return [.. kept];
    }

    private static double[] Times(BridgeProblem problem, int[] kept)
    {
        var times = new List<double>();
        int first = 0;
        for (int k = 0; k < problem.Grids.Count; k++)
        {
            int steps = problem.Grids[k].Steps, begin = first;
            double from = problem.Times[k], to = problem.Times[k + 1];
            times.AddRange(kept.Where(s => s >= begin && s < begin + steps).Select(s => from + (to - from) * (s - begin) / steps));
            first += steps;
        }
        return [.. times, problem.Times[^1]];
    }
}
