using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Networks;
using CellDynamics.Methods.Staged.Training;

namespace CellDynamics.Methods.Staged;

/// <summary>The network of STAGED learned from cells that were each seen once, for benchmarks of network inference: it foretells nothing.</summary>
public static class CellsSeenOnce
{
    private const int Members = 4;
    private const double LevelQuantile = 0.95;

    /// <summary>Strength of every regulator (column) on every target (row) in cells of unknown time, all taken as at rest; mean over fits, <c>[genes, genes]</c>.</summary>
    /// <param name="cells">Levels of genes, not negative, <c>[cells, genes]</c>.</param>
    /// <param name="genes">Names, <c>[genes]</c>.</param>
    /// <param name="seed">Same seed, same scores.</param>
    /// <param name="cancellation">Stops the fits.</param>
    public static DenseMatrix Score(DenseMatrix cells, string[] genes, int seed, CancellationToken cancellation) => Score(cells, null, genes, seed, cancellation);

    /// <summary>The same in cells that are linked from time to time (<see cref="SnapshotPaths"/>), from what follows each of them.</summary>
    /// <param name="linked">Of one type; a step between successive times is taken as one unit of time.</param>
    /// <param name="seed">Same seed, same scores.</param>
    /// <param name="cancellation">Stops the fits.</param>
    public static DenseMatrix Score(CellTrajectories linked, int seed, CancellationToken cancellation) =>
        Score(DenseMatrix.Stack([.. linked.States.SkipLast(1)]), DenseMatrix.Stack([.. linked.States.Skip(1)]), linked.Genes, seed, cancellation);

    private static DenseMatrix Score(DenseMatrix cells, DenseMatrix? next, string[] genes, int seed, CancellationToken cancellation)
    {
        TorchRuntime.Load();
        var levels = new AgentUnits([.. Enumerable.Range(0, cells.Columns).Select(gene => Math.Max(cells.Column(gene).Order().ElementAt((int)(LevelQuantile * (cells.Rows - 1))), 1e-6))], 1);
        var units = new AgentUnits([.. genes.Select(_ => 1.0)], 1);
        DenseMatrix scaled = levels.Scale(cells);
        var around = new Neighbourhood(new int[cells.Rows], ["cell"], null);
        var sum = new DenseMatrix(genes.Length, genes.Length);
        for (int member = 0; member < Members; member++)
        {
            var agent = new AgentDynamics(StepTraining.Fit(scaled, next is null ? null : levels.Scale(next), genes, Members * seed + member, cancellation), units);
            double[] scores = StrengthReading.Of(agent, units, around, [scaled], 0).Scores().Genes[0].Values;
            for (int i = 0; i < scores.Length; i++)
                sum.Values[i] += Math.Abs(scores[i]) / Members;
        }
        return sum;
    }
}
