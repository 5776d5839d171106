using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;

namespace CellDynamics.Methods.Simulators;

/// <summary>Destructive sampling: every cell is simulated on its own from the start and seen once.</summary>
internal static class Snapshots
{
    /// <param name="start">Fills the state of one cell at time 0.</param>
    /// <param name="drift">Drift of the system.</param>
    /// <param name="sigma">Additive noise.</param>
    /// <param name="times">Times of the snapshots.</param>
    /// <param name="cells">Cells per snapshot.</param>
    /// <param name="dims">Dimensions of the state.</param>
    /// <param name="seed">Same seed, same cells.</param>
    /// <returns>States in the order of the times, <c>[times * cells, dims]</c>.</returns>
    public static DenseMatrix Take(Action<RandomStream, Span<double>> start, Drift drift, double sigma, double[] times, int cells, int dims, int seed)
    {
        const double step = 0.001;
        var states = new DenseMatrix(times.Length * cells, dims);
        Parallel.For(0, states.Rows, row =>
        {
            var random = new RandomStream(seed, row);
            Span<double> state = states.Row(row);
            start(random, state);
            if (times[row / cells] > 0)
                EulerMaruyama.Advance(state, drift, sigma, times[row / cells], step, random);
        });
        return states;
    }

    /// <summary>The time of every row as a column of numbers.</summary>
    public static DataColumn TimeColumn(double[] times, int cells) =>
        DataColumn.OfNumbers("time", [.. times.SelectMany(time => Enumerable.Repeat(time, cells))]);
}
