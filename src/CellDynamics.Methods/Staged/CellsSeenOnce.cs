using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Networks;
using CellDynamics.Methods.Staged.Training;

namespace CellDynamics.Methods.Staged;

/// <summary>The network of STAGED learned from cells that were each seen once, for benchmarks of network inference: it foretells nothing.</summary>
public static class CellsSeenOnce
{
    private const int Members = 3;
    private const double LevelQuantile = 0.95;

    /// <summary>Strength of every regulator (column) on every target (row), mean over three fits, <c>[genes, genes]</c>.</summary>
    /// <param name="cells">Levels of genes, not negative, <c>[cells, genes]</c>.</param>
    /// <param name="genes">Names, <c>[genes]</c>.</param>
    /// <param name="seed">Same seed, same scores.</param>
    /// <param name="cancellation">Stops the fits.</param>
    public static DenseMatrix Score(DenseMatrix cells, string[] genes, int seed, CancellationToken cancellation)
    {
        TorchRuntime.Load();
        double[] level = [.. Enumerable.Range(0, cells.Columns).Select(gene => cells.Column(gene).Order().ElementAt((int)(LevelQuantile * (cells.Rows - 1)))).Select(value => Math.Max(value, 1e-6))];
        DenseMatrix scaled = new AgentUnits(level, 1).Scale(cells);
        var units = new AgentUnits([.. level.Select(_ => 1.0)], 1);
        var around = new Neighbourhood(new int[cells.Rows], ["cell"], null);
        var sum = new DenseMatrix(genes.Length, genes.Length);
        for (int member = 0; member < Members; member++)
        {
            var agent = new AgentDynamics(RestTraining.Fit(scaled, genes, Members * seed + member, cancellation), units);
            double[] scores = StrengthReading.Of(agent, units, around, [scaled], 0).Scores().Genes[0].Values;
            for (int i = 0; i < scores.Length; i++)
                sum.Values[i] += scores[i] / Members;
        }
        return sum;
    }
}
