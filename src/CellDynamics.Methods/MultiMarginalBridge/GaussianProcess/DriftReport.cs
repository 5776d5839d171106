using System.Numerics.Tensors;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Integration;

namespace CellDynamics.Methods.MultiMarginalBridge.GaussianProcess;

/// <summary>What regressed drifts tell a reader besides their paths, in the data's units.</summary>
internal static class DriftReport
{
    /// <summary>Paths that each earlier cell sends to the later snapshot: its row of the coupling is known to a twentieth.</summary>
    private const int PathsPerCell = 20;

    /// <summary>The forward drift at every cell as it leaves its snapshot; in the last one the backward drift, turned round, as it arrives; stacked by snapshot, <c>[cells, dims]</c>.</summary>
    public static DenseMatrix Velocity(BridgeProblem problem, DriftChain chain)
    {
        var velocity = new DenseMatrix(problem.Snapshots.Sum(s => s.Rows), problem.Dimensions);
        double unit = problem.Units.Spread / problem.Units.Gap;
        int at = 0;
        for (int s = 0; s < problem.Snapshots.Count; s++)
        {
            bool isLast = s == chain.Intervals.Count;
            // Both clocks start at zero where the cells are.
            TimedDrift drift = (isLast ? chain.Intervals[^1].Backward : chain.Intervals[s].Forward).ForOneThread();
            for (int i = 0; i < problem.Snapshots[s].Rows; i++, at++)
            {
                drift(problem.Snapshots[s].Row(i), 0, velocity.Row(at));
                foreach (ref double value in velocity.Row(at))
                    value *= isLast ? -unit : unit;
            }
        }
        return velocity;
    }

    /// <summary>One row-stochastic matrix per interval: the share of a cell's paths that end nearest to each later cell.</summary>
    /// <remarks>A reading of the paths, not a part of the method: they end near the later cells, not on them, and nothing makes the columns sum to the later population.</remarks>
    public static IReadOnlyList<Coupling> Couplings(BridgeProblem problem, DriftChain chain, RunContext context) =>
        [.. chain.Intervals.Select((interval, k) => Read(problem, interval, k, context))];

    private static Coupling Read(BridgeProblem problem, IntervalDrifts interval, int k, RunContext context)
    {
        DenseMatrix source = problem.Snapshots[k], target = problem.Snapshots[k + 1];
        BridgeGrid grid = problem.Grids[k];
        int d = problem.Dimensions;
        int[][] ends = new int[source.Rows][];
        DriftWork.ForEach(source.Rows, interval.Forward.ForOneThread, (i, drift) =>
        {
            double[] path = new double[(grid.Steps + 1) * d];
            source.Row(i).CopyTo(path);
            ends[i] = new int[PathsPerCell];
            for (int p = 0; p < PathsPerCell; p++)
            {
                IntervalDrifts.Advance(path, d, drift, grid, new RandomStream(context.Seed, k, i, p));
                ends[i][p] = Nearest(target, path.AsSpan(grid.Steps * d));
            }
        }, context.Cancellation);
        return Sparse(ends, target.Rows, problem.Times[k], problem.Times[k + 1]);
    }

    private static int Nearest(DenseMatrix cells, ReadOnlySpan<double> state)
    {
        (int nearest, double least) = (0, double.PositiveInfinity);
        for (int j = 0; j < cells.Rows; j++)
        {
            double distance = TensorPrimitives.Distance<double>(cells.Row(j), state);
            if (distance < least)
                (nearest, least) = (j, distance);
        }
        return nearest;
    }

    private static Coupling Sparse(int[][] ends, int columns, double from, double to)
    {
        int[] pointers = new int[ends.Length + 1];
        List<int> indices = [];
        List<float> values = [];
        for (int i = 0; i < ends.Length; i++)
        {
            foreach (IGrouping<int, int> cell in ends[i].GroupBy(j => j).OrderBy(group => group.Key))
            {
                indices.Add(cell.Key);
                values.Add((float)cell.Count() / ends[i].Length);
            }
            pointers[i + 1] = indices.Count;
        }
        return new Coupling(from, to, (ends.Length, columns), pointers, [.. indices], [.. values], [.. Enumerable.Repeat(1f, ends.Length)]);
    }
}
