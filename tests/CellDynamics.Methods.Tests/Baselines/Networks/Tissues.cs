using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.Networks;

namespace CellDynamics.Methods.Tests.Baselines.Networks;

/// <summary>Small tissues whose rates are known.</summary>
internal static class Tissues
{
    public const int Genes = 4, Cells = 30, Times = 60;
    public const double Interval = 0.1;

    /// <summary>Gene 0 is the ligand of gene 1, the receptor.</summary>
    public static readonly SignalPair[] Pairs = [new("g0", "g1"), new("g0", "absent")];

    /// <summary>Two types on a row of cells, each moving by its own linear rates, a constant and a signal onto gene 3.</summary>
    public static NetworkTraining Linear(int seed = 1)
    {
        var random = new RandomStream(seed, 7);
        int[] types = [.. Enumerable.Range(0, Cells).Select(cell => cell % 2)];
        var positions = new DenseMatrix(Cells, 2, [.. Enumerable.Range(0, Cells).SelectMany(cell => new double[] { cell, 0 })]);
        var blank = new CellTrajectories([], [.. Enumerable.Range(0, Genes).Select(g => $"g{g}")], [], types, ["a", "b"]) { Positions = positions };
        Neighbourhood around = Neighbourhood.Of(blank, 1.1);
        List<DenseMatrix> states = [];
        for (int t = 0; t < Times; t++)
            states.Add(t == 0 ? Start(random) : Next(around, states[^1]));
        return new NetworkTraining(blank with { Times = [.. Enumerable.Range(0, Times).Select(t => t * Interval)], States = states }, around, Pairs, 0);
    }

    /// <summary>d x_target / d x_source in a type.</summary>
    public static double Slope(int type, int target, int source) => target == source ? -0.5 : (target + 2 * source + type) % 3 == 0 ? 0.4 - 0.2 * type - 0.15 * source : 0;

    /// <summary>What the signal does to gene 3 of a type.</summary>
    public static double Signal(int type) => type == 0 ? 0.3 : -0.2;

    private static DenseMatrix Start(RandomStream random) => new(Cells, Genes, [.. Enumerable.Range(0, Cells * Genes).Select(_ => 1 + 4 * random.NextUniform())]);

    private static DenseMatrix Next(Neighbourhood around, DenseMatrix now)
    {
        double[] heard = around.MeanHeard(now, 0);
        var next = new DenseMatrix(Cells, Genes);
        for (int cell = 0; cell < Cells; cell++)
        {
            int type = around.Types[cell];
            for (int g = 0; g < Genes; g++)
            {
                double rate = 1 + Enumerable.Range(0, Genes).Sum(s => Slope(type, g, s) * now[cell, s]) + (g == 3 ? Signal(type) * now[cell, 1] * heard[cell] : 0);
                next[cell, g] = now[cell, g] + Interval * rate;
            }
        }
        return next;
    }
}
