using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.Networks;

namespace CellDynamics.Methods.Simulators;

/// <summary>Clocks of three genes in cells that share a signal: the more of it passes between cells, the more they beat together.</summary>
/// <remarks>
/// Ref: Garcia-Ojalvo, Elowitz &amp; Strogatz 2004, doi 10.1073/pnas.0307095101. mRNA: a′ = α/(1 + C²) − a, b′ = α/(1 + A²) − b, c′ = α/(1 + B²) + κ S/(1 + S) − c; protein: A′ = β (a − A) and so on, β of each cell around 1;
/// signal: S′ = k₁ A − k₀ S − η (S − Q S̄), S̄ its mean over the neighbours instead of over all cells.
/// </remarks>
public static class CoupledRepressilators
{
    /// <summary>How far cells hear each other: the eight around on a grid.</summary>
    public const double Reach = 1.5;

    private const double Production = 216, Activation = 20, SignalDecay = 1, SignalMade = 0.01, Diffusion = 2, SpreadOfBeta = 0.05, Step = 0.05, MostAtStart = 60;

    public static string[] Genes { get; } = ["tetR", "cI", "lacI", "TetR-protein", "CI-protein", "LacI-protein", "autoinducer"];

    private static int Signal => Genes.Length - 1;

    /// <summary>+1 where the column activates the row, −1 where it represses it, decay left out, <c>[genes, genes]</c>.</summary>
    public static DenseMatrix Network()
    {
        var network = new DenseMatrix(Genes.Length, Genes.Length);
        for (int i = 0; i < 3; i++)
            (network[i, 3 + (i + 2) % 3], network[3 + i, i]) = (-1, 1);
        (network[2, Signal], network[Signal, 3]) = (1, 1);
        return network;
    }

    /// <summary>One tissue followed through time from random phases.</summary>
    public static CellTrajectories Simulate(CoupledRepressilatorsSettings settings, int seed)
    {
        var random = new RandomStream(seed);
        int cells = settings.Side * settings.Side;
        var tissue = new CellTrajectories([.. Enumerable.Range(0, settings.Stored + 1).Select(i => i * settings.Interval)], Genes, [], new int[cells], ["repressilator"])
        {
            Positions = new DenseMatrix(cells, 2, [.. Enumerable.Range(0, cells).SelectMany(i => new double[] { i % settings.Side, i / settings.Side })]),
        };
        Neighbourhood around = Neighbourhood.Of(tissue, Reach);
        double[] beta = [.. Enumerable.Range(0, cells).Select(_ => 1 + SpreadOfBeta * random.NextNormal())];
        var state = new DenseMatrix(cells, Genes.Length);
        for (int cell = 0; cell < cells; cell++)
        {
            for (int i = 0; i < 3; i++)
                state[cell, i] = state[cell, 3 + i] = MostAtStart * random.NextUniform();
        }
        List<DenseMatrix> states = [state];
        int between = Math.Max(1, (int)Math.Round(settings.Interval / Step));
        for (int t = 1; t < tissue.Times.Length; t++)
        {
            state = new DenseMatrix(cells, Genes.Length, [.. state.Values]);
            for (int step = 0; step < between; step++)
                Advance(state, settings.Interval / between, x => Drift(x, around, beta, settings.Coupling));
            states.Add(state);
        }
        return tissue with { States = states };
    }

    /// <summary>How far cells beat together: the variance in time of a gene's mean over cells, against the mean over cells of its variance in time. 1: as one; 1 / cells: each for itself.</summary>
    /// <param name="cells">A stretch of time that holds some beats.</param>
    /// <param name="gene">Column.</param>
    public static double Synchrony(CellTrajectories cells, int gene)
    {
        double[][] overTime = [.. Enumerable.Range(0, cells.CellCount).Select(cell => cells.States.Select(state => state[cell, gene]).ToArray())];
        double[] mean = [.. cells.States.Select(state => state.Column(gene).Average())];
        return Variance(mean) / overTime.Average(Variance);
    }

    private static DenseMatrix Drift(DenseMatrix x, Neighbourhood around, double[] beta, double coupling)
    {
        var drift = new DenseMatrix(x.Rows, x.Columns);
        double[] heard = around.MeanHeard(x, Signal);
        for (int cell = 0; cell < x.Rows; cell++)
        {
            double signal = x[cell, Signal];
            for (int i = 0; i < 3; i++)
            {
                double repressor = x[cell, 3 + (i + 2) % 3];
                drift[cell, i] = Production / (1 + repressor * repressor) - x[cell, i];
                drift[cell, 3 + i] = beta[cell] * (x[cell, i] - x[cell, 3 + i]);
            }
            drift[cell, 2] += Activation * signal / (1 + signal);
            drift[cell, Signal] = SignalMade * x[cell, 3] - SignalDecay * signal - Diffusion * (signal - coupling * heard[cell]);
        }
        return drift;
    }

    /// <summary>The classical Runge–Kutta step, in place.</summary>
    private static void Advance(DenseMatrix x, double step, Func<DenseMatrix, DenseMatrix> drift)
    {
        DenseMatrix Moved(DenseMatrix slope, double by) => new(x.Rows, x.Columns, [.. x.Values.Zip(slope.Values, (value, rate) => value + by * rate)]);
        DenseMatrix k1 = drift(x), k2 = drift(Moved(k1, step / 2)), k3 = drift(Moved(k2, step / 2)), k4 = drift(Moved(k3, step));
        for (int i = 0; i < x.Values.Length; i++)
            x.Values[i] += step / 6 * (k1.Values[i] + 2 * k2.Values[i] + 2 * k3.Values[i] + k4.Values[i]);
    }

    private static double Variance(double[] values)
    {
        double mean = values.Average();
        return values.Average(value => (value - mean) * (value - mean));
    }
}
