using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.Networks;

namespace CellDynamics.Methods.Simulators;

/// <summary>One draw of the tissue behind <see cref="SpatialHillSimulator"/>: its network and its cells.</summary>
/// <remarks>
/// Genes 0 and 1 are ligands, 2 and 3 their receptors, the others regulate. Per type every gene has two regulators, and complex q, made of receptor 2 + q and of the neighbours' mean of ligand q, acts on two
/// regulators. u = θ + W h(x; ½, 4) + V h(z; ¼, 4); dx = (logistic(4 u) − x) dt + σ √|x| dW.
/// </remarks>
public sealed class SpatialHillSystem : IGeneDynamics
{
    public const int Genes = 12, Types = 2, Complexes = 2, FirstRegulator = 4;
    public const double Reach = 1.1;

    private const double ShareActivating = 0.6, Slope = 4, HalfGene = 0.5, HalfComplex = 0.25, UsualStep = 0.02;
    private const int StreamOfNetwork = 0, StreamOfTissue = 1;

    private readonly double[][,] weights, signals;
    private readonly double[][] thresholds;

    private SpatialHillSystem(int seed)
    {
        var random = new RandomStream(seed, StreamOfNetwork);
        weights = new double[Types][,];
        signals = new double[Types][,];
        thresholds = new double[Types][];
        for (int k = 0; k < Types; k++)
        {
            (weights[k], signals[k], thresholds[k]) = (new double[Genes, Genes], new double[Genes, Complexes], new double[Genes]);
            for (int g = 0; g < Genes; g++)
            {
                int[] others = [.. Enumerable.Range(FirstRegulator, Genes - FirstRegulator).Where(s => s != g)];
                foreach (int chosen in random.Choose(2, others.Length))
                    weights[k][g, others[chosen]] = Sign(random) * (0.8 + 0.7 * random.NextUniform());
            }
            for (int q = 0; q < Complexes; q++)
            {
                foreach (int target in random.Choose(2, Genes - FirstRegulator))
                    signals[k][FirstRegulator + target, q] = Sign(random) * (1.5 + random.NextUniform());
            }
            for (int g = 0; g < Genes; g++)
                thresholds[k][g] = -0.5 * Enumerable.Range(0, Genes).Sum(s => weights[k][g, s]) - 0.25 * Enumerable.Range(0, Complexes).Sum(q => signals[k][g, q]) + 0.1 * random.NextNormal();
        }
    }

    public static string[] GeneNames { get; } = [.. Enumerable.Range(0, Genes).Select(g => g < 2 ? $"ligand{g}" : g < FirstRegulator ? $"receptor{g - 2}" : $"gene{g}")];

    public static string[] TypeNames { get; } = ["type-1", "type-2"];

    /// <summary>What a method is offered: the two that signal and two that do not.</summary>
    public static IReadOnlyList<SignalPair> Candidates { get; } = [.. from ligand in GeneNames[..2] from receptor in GeneNames[2..FirstRegulator] select new SignalPair(ligand, receptor)];

    /// <summary>Index in <see cref="Candidates"/> of the pair that makes up a complex: its ligand and receptor have the same number.</summary>
    public static int CandidateOf(int complex) => complex * (Complexes + 1);

    public static SpatialHillSystem Draw(int seed) => new(seed);

    /// <summary>W of one type, row = target, column = regulator, <c>[genes, genes]</c>.</summary>
    public DenseMatrix Network(int type) => Table(weights[type]);

    /// <summary>V of one type, row = target, column = complex, <c>[genes, complexes]</c>.</summary>
    public DenseMatrix Signals(int type) => Table(signals[type]);

    /// <summary>Drift of a whole tissue, <c>[cells, genes]</c>.</summary>
    /// <param name="around">Types of the cells and who hears whom.</param>
    /// <param name="states"><c>[cells, genes]</c>.</param>
    /// <param name="perturbation">Blocks pairs of <see cref="Candidates"/> and changes what is made.</param>
    public DenseMatrix Drift(Neighbourhood around, DenseMatrix states, Perturbation perturbation)
    {
        double[][] heard = [.. Enumerable.Range(0, Complexes).Select(q => perturbation.Blocked.Contains(CandidateOf(q)) ? new double[states.Rows] : around.MeanHeard(states, q))];
        var drift = new DenseMatrix(states.Rows, Genes);
        Span<double> gene = stackalloc double[Genes], complex = stackalloc double[Complexes];
        for (int cell = 0; cell < states.Rows; cell++)
        {
            int k = around.Types[cell];
            for (int s = 0; s < Genes; s++)
                gene[s] = Hill(states[cell, s], HalfGene);
            for (int q = 0; q < Complexes; q++)
                complex[q] = Hill(states[cell, 2 + q] * heard[q][cell], HalfComplex);
            for (int g = 0; g < Genes; g++)
            {
                double u = thresholds[k][g];
                for (int s = FirstRegulator; s < Genes; s++)
                    u += weights[k][g, s] * gene[s];
                for (int q = 0; q < Complexes; q++)
                    u += signals[k][g, q] * complex[q];
                drift[cell, g] = perturbation.Made.GetValueOrDefault(g, 1) / (1 + Math.Exp(-Slope * u)) - states[cell, g];
            }
        }
        return drift;
    }

    /// <summary>The truth without chance: steps of Euler as short as those of the simulation.</summary>
    /// <inheritdoc/>
    public DenseMatrix Step(Neighbourhood around, DenseMatrix states, double interval, Perturbation perturbation)
    {
        DenseMatrix state = Copy(states);
        int steps = Math.Max(1, (int)Math.Round(interval / UsualStep));
        for (int step = 0; step < steps; step++)
            Advance(around, state, interval / steps, perturbation, null);
        return state;
    }

    /// <summary>One tissue followed through time.</summary>
    /// <param name="settings">Its size, its noise, its length.</param>
    /// <param name="seed">Same seed, same tissue: types of the cells.</param>
    /// <param name="start">Same number, same levels at the start and same chance on the way.</param>
    /// <param name="perturbation">Applied at the start and held.</param>
    public CellTrajectories Simulate(SpatialHillSettings settings, int seed, int start = 0, Perturbation? perturbation = null)
    {
        perturbation ??= Perturbation.None;
        CellTrajectories tissue = Tissue(settings, seed);
        Neighbourhood around = Neighbourhood.Of(tissue, Reach);
        var random = new RandomStream(seed, StreamOfTissue, 1, start);
        DenseMatrix state = GeneRollout.Begun(new DenseMatrix(tissue.CellCount, Genes, [.. Enumerable.Range(0, tissue.CellCount * Genes).Select(_ => random.NextUniform())]), perturbation);
        List<DenseMatrix> stored = [Copy(state)];
        int between = (int)Math.Round(settings.Interval / settings.Step);
        for (int step = 1; step <= settings.Stored * between; step++)
        {
            Advance(around, state, settings.Step, perturbation, (settings.Noise, random));
            if (step % between == 0)
                stored.Add(Copy(state));
        }
        return tissue with { Times = [.. Enumerable.Range(0, stored.Count).Select(i => i * settings.Interval)], States = Observed(stored, settings, new RandomStream(seed, StreamOfTissue, 2, start)) };
    }

    /// <summary>One step of Euler and Maruyama, in place.</summary>
    private void Advance(Neighbourhood around, DenseMatrix state, double step, Perturbation perturbation, (double Sigma, RandomStream Random)? noise)
    {
        DenseMatrix drift = Drift(around, state, perturbation);
        double root = Math.Sqrt(step);
        for (int i = 0; i < state.Values.Length; i++)
        {
            double x = state.Values[i], chance = noise is { } made ? made.Sigma * root * Math.Sqrt(x) * made.Random.NextNormal() : 0;
            state.Values[i] = Math.Max(0, x + step * drift.Values[i] + chance);
        }
        GeneRollout.Hold(state, perturbation);
    }

    /// <summary>Cells of a square grid, of random types, at no time yet.</summary>
    private static CellTrajectories Tissue(SpatialHillSettings settings, int seed)
    {
        var random = new RandomStream(seed, StreamOfTissue, 0);
        int cells = settings.Side * settings.Side;
        return new CellTrajectories([], GeneNames, [], [.. Enumerable.Range(0, cells).Select(_ => random.NextIndex(Types))], TypeNames)
        {
            Positions = new DenseMatrix(cells, 2, [.. Enumerable.Range(0, cells).SelectMany(i => new double[] { i % settings.Side, i / settings.Side })]),
        };
    }

    private static List<DenseMatrix> Observed(List<DenseMatrix> states, SpatialHillSettings settings, RandomStream random) => settings.MeasurementNoise == 0
        ? states
        : [.. states.Select(state => new DenseMatrix(state.Rows, state.Columns, Array.ConvertAll(state.Values, x => Math.Max(0, x + settings.MeasurementNoise * random.NextNormal()))))];

    private static double Hill(double x, double half)
    {
        double power = Square(Square(x)), at = Square(Square(half));
        return power / (at + power);
    }

    private static double Square(double x) => x * x;

    private static int Sign(RandomStream random) => random.NextUniform() < ShareActivating ? 1 : -1;

    private static DenseMatrix Copy(DenseMatrix state) => new(state.Rows, state.Columns, [.. state.Values]);

    private static DenseMatrix Table(double[,] values) => new(values.GetLength(0), values.GetLength(1), [.. values.Cast<double>()]);
}
