using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;

namespace CellDynamics.Methods.Simulators.BoolOde;

/// <summary>mRNA and protein of every gene, driven by its rule. Ref: Pratapa et al. 2020, doi 10.1038/s41592-019-0690-6; written from the published equations (staged 4).</summary>
/// <remarks>
/// dx = (m f(p) − l x) dt + c √x dW, dp = (r x − l' p) dt + c √p dW'; f = Σ rule(S) Π H / Π (1 + H) over sets S of regulators, H = (p / k)ⁿ. As in the published code dW has the spread dt,
/// not √dt, and a value that would fall below zero stays what it was.
/// </remarks>
public sealed class BoolOdeSystem
{
    private const double Transcription = 20, MessageDecay = 10, Translation = 10, ProteinDecay = 1, Half = 10, Noise = 10, Hill = 10, Step = 0.01, Least = 0.01, DeadBelow = 0.2;

    private readonly BoolOdeModel model;
    private readonly BooleanRule[] rules;
    private readonly int[][] regulators;
    private readonly double[][] outcomes;
    private readonly double[] start;

    public BoolOdeSystem(BoolOdeModel model)
    {
        this.model = model;
        Genes = [.. model.Rules.Select(rule => rule.Gene)];
        rules = [.. model.Rules.Select(rule => BooleanRule.Parse(rule.Rule))];
        regulators = [.. rules.Select(rule => Array.ConvertAll(rule.Regulators, name => Array.IndexOf(Genes, name)))];
        outcomes = [.. rules.Select(rule => Enumerable.Range(0, 1 << rule.Regulators.Length).Select(on => rule.IsOn((uint)on) ? 1.0 : 0.0).ToArray())];
        start = [.. Genes.Select(gene => model.Start.Count == 0 ? 1 : model.Start.GetValueOrDefault(gene, Least))];
    }

    public string[] Genes { get; }

    /// <summary>+1 where the regulator (column) is in the rule of the gene (row) as an activator, −1 as a repressor, 0 where it is not, <c>[genes, genes]</c>.</summary>
    public DenseMatrix Network()
    {
        var network = new DenseMatrix(Genes.Length, Genes.Length);
        for (int gene = 0; gene < Genes.Length; gene++)
        {
            for (int r = 0; r < regulators[gene].Length; r++)
                network[gene, regulators[gene][r]] = rules[gene].Repressing[r] ? -1 : 1;
        }
        return network;
    }

    /// <summary>Cells seen once, each in a simulation of its own at a time drawn uniformly.</summary>
    /// <returns>mRNA <c>[cells, genes]</c> and the times <c>[cells]</c>.</returns>
    public (DenseMatrix States, double[] Times) Cells(int cells, int seed)
    {
        var states = new DenseMatrix(cells, Genes.Length);
        double[] times = new double[cells];
        int steps = (int)Math.Round(model.Duration / Step);
        Parallel.For(0, cells, cell =>
        {
            for (int attempt = 0; ; attempt++)
            {
                var random = new RandomStream(seed, cell, attempt);
                int seen = 1 + random.NextIndex(steps - 1);
                if (!Follow(states.Row(cell), steps, seen, random))
                    continue;
                times[cell] = seen * Step;
                return;
            }
        });
        return (states, times);
    }

    /// <summary>Share of full transcription at given proteins, <c>[genes]</c>.</summary>
    internal double[] Activity(ReadOnlySpan<double> protein)
    {
        double[] activity = new double[Genes.Length], work = new double[outcomes.Max(outcome => outcome.Length)];
        for (int gene = 0; gene < Genes.Length; gene++)
            activity[gene] = Activity(gene, protein, work);
        return activity;
    }

    /// <summary>Σ over sets as one fold per regulator: half of the sets are without it, the other half with it, times H.</summary>
    private double Activity(int gene, ReadOnlySpan<double> protein, Span<double> work)
    {
        Span<double> sums = work[..outcomes[gene].Length];
        outcomes[gene].CopyTo(sums);
        for (int r = regulators[gene].Length - 1; r >= 0; r--)
        {
            double h = Math.Pow(protein[regulators[gene][r]] / Half, Hill), off = 1 / (1 + h), on = double.IsPositiveInfinity(h) ? 1 : h * off;
            int half = 1 << r;
            for (int set = 0; set < half; set++)
                sums[set] = sums[set] * off + sums[set + half] * on;
        }
        return sums[0];
    }

    /// <summary>False where all messages faded at some time: such a simulation is done again.</summary>
    private bool Follow(Span<double> seenState, int steps, int seen, RandomStream random)
    {
        int genes = Genes.Length;
        double[] message = [.. start], protein = Array.ConvertAll(start, x => x * Translation / ProteinDecay), work = new double[outcomes.Max(outcome => outcome.Length)], activity = new double[genes];
        for (int step = 1; step < steps; step++)
        {
            for (int gene = 0; gene < genes; gene++)
                activity[gene] = Activity(gene, protein, work);
            bool isAlive = false;
            for (int gene = 0; gene < genes; gene++)
            {
                double x = message[gene], p = protein[gene];
                double nextX = x + Step * (Transcription * activity[gene] - MessageDecay * x) + Noise * Math.Sqrt(x) * Step * random.NextNormal();
                double nextP = p + Step * (Translation * x - ProteinDecay * p) + Noise * Math.Sqrt(p) * Step * random.NextNormal();
                (message[gene], protein[gene]) = (nextX < 0 ? x : nextX, nextP < 0 ? p : nextP);
                isAlive |= message[gene] >= DeadBelow;
            }
            if (!isAlive)
                return false;
            if (step == seen)
                message.CopyTo(seenState);
        }
        return true;
    }
}
