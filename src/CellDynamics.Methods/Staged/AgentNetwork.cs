using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CellDynamics.Methods.Staged;

/// <summary>An agent while it is fitted: the derivative of every gene in every cell, as <see cref="AgentWeights"/> writes it down, with gradients.</summary>
internal sealed class AgentNetwork : nn.Module
{
    /// <summary>Steepness of a pair's response where the fit begins.</summary>
    private const double FirstSlopeOfPairs = 2;

    private static readonly Scalar Tiny = 1e-6, Loudest = 20.0;

    private readonly Tissue tissue;
    private readonly int genes, pairs, rank;
    private readonly int[] ligandOf, receptorOf;
    private readonly Tensor ligands, receptors, apart;
    private readonly Parameter weights, signals, bias, production, decay, halfGene, slopeGene, halfPair, slopePair, gates, attention;
    private readonly Parameter? contextIn, contextOut, contextSource;

    /// <param name="tissue">The cells it is fitted to; not owned.</param>
    /// <param name="types">Names of the cell types.</param>
    /// <param name="geneNames"><c>[genes]</c>.</param>
    /// <param name="signalPairs">Whose genes are among them.</param>
    /// <param name="start">Where the fit begins.</param>
    /// <param name="rank">Ways in which the state changes the strengths.</param>
    /// <param name="seed">Of the first weights. Each is drawn by the names it belongs to, so that the order of genes and types changes nothing.</param>
    public AgentNetwork(Tissue tissue, string[] types, string[] geneNames, IReadOnlyList<SignalPair> signalPairs, AgentStart start, int rank, int seed) : base(nameof(AgentNetwork))
    {
        (this.tissue, this.rank, genes, pairs) = (tissue, rank, geneNames.Length, signalPairs.Count);
        (ligandOf, receptorOf) = ([.. signalPairs.Select(pair => Array.IndexOf(geneNames, pair.Ligand))], [.. signalPairs.Select(pair => Array.IndexOf(geneNames, pair.Receptor))]);
        string[] pairNames = [.. signalPairs.Select(pair => pair.ToString())], ways = [.. Enumerable.Range(0, rank).Select(way => way.ToString("D"))];
        int count = types.Length;
        using DisposeScope scope = NewDisposeScope();
        ligands = Index(ligandOf);
        receptors = Index(receptorOf);
        apart = ones(genes, genes).sub(eye(genes)).unsqueeze(0).DetachFromDisposeScope();
        Parameter Drawn(int kind, double spread, string[] rows, string[] columns, params long[] shape) => Of([.. from type in types from row in rows from column in columns
            select spread * new RandomStream(seed, kind, StableHash(type), StableHash(row), StableHash(column)).NextNormal()], shape);
        weights = Drawn(0, 0.05, geneNames, geneNames, count, genes, genes);
        signals = Drawn(1, 0.05, pairNames, geneNames, count, pairs, genes);
        bias = Of(new double[count * genes], count, 1, genes);
        production = Of(Repeated(start.Production, count), count, 1, genes);
        decay = Of(Repeated(start.Decay, count), count, 1, genes);
        halfGene = Of(Array.ConvertAll(start.Half, Math.Log), genes);
        slopeGene = Of(Filled(genes, InverseSoftplus(start.Slope)), genes);
        halfPair = Of([.. ligandOf.Zip(receptorOf, (ligand, receptor) => Math.Log(start.Half[ligand] * start.Half[receptor]))], pairs);
        slopePair = Of(Filled(pairs, InverseSoftplus(FirstSlopeOfPairs)), pairs);
        gates = Of(Filled(count * pairs, 2), count, 1, pairs);
        attention = Of(new double[pairs], pairs);
        if (rank > 0)
        {
            contextIn = Drawn(2, 0.1, geneNames, ways, count, genes, rank);
            contextOut = Drawn(3, 0.05, ways, geneNames, count, rank, 1, genes);
            contextSource = Drawn(4, 0.5, ways, geneNames, count, rank, genes, 1);
        }
        RegisterComponents();
    }

    /// <summary>W, row = regulator, column = target, <c>[types, genes, genes]</c>; its diagonal has no effect.</summary>
    public Tensor Weights => weights.mul(apart);

    /// <summary>V, <c>[types, pairs, genes]</c>.</summary>
    public Tensor Signals => signals;

    /// <summary>Derivatives of all cells, <c>[types, times, largest, genes]</c> as the states.</summary>
    /// <param name="states">Levels, which decay.</param>
    /// <param name="acting">Levels that drive; without a delay the same.</param>
    public Tensor At(Tensor states, Tensor acting) => Made(acting).sub(decay.Softplus().mul(states.reshape(states.shape[0], -1, genes)).reshape(states.shape));

    /// <summary>The equations as a solver takes them: of the states, and with a delay of what acts beside them, <c>[types, times, largest, genes or 2 × genes]</c>.</summary>
    /// <param name="delay">Mean time from a message to its effect; 0: none.</param>
    public TensorField Field(double delay) => (_, joint) =>
    {
        if (delay == 0)
            return At(joint, joint);
        using Scalar rate = 1 / delay;
        Tensor states = joint.narrow(3, 0, genes), acting = joint.narrow(3, genes, genes);
        return cat([At(states, acting), states.sub(acting).mul(rate)], 3);
    };

    /// <summary>States one unit of time later, were what drives each gene to stand still meanwhile: x e^−γ + made (1 − e^−γ) / γ, as the states.</summary>
    public Tensor Later(Tensor states)
    {
        Tensor lost = decay.Softplus().unsqueeze(1), kept = lost.neg().exp();
        return states.mul(kept).Plus(Made(states).mul(kept.neg().AddInPlace(1).div(lost)));
    }

    /// <summary>How active every gene is as a regulator, 0 to 1, <c>[types, times, largest, genes]</c> as the states.</summary>
    public Tensor Active(Tensor states) => Hill(states, halfGene, slopeGene);

    /// <summary>From now on the levels at which genes act, and how steeply, are not learned.</summary>
    public void HoldResponses()
    {
        halfGene.requires_grad = false;
        slopeGene.requires_grad = false;
    }

    /// <summary>How much of every gene is made, <c>[types, times, largest, genes]</c> as the states.</summary>
    public Tensor Made(Tensor states)
    {
        long types = states.shape[0], rows = states.shape[1] * states.shape[2];
        Tensor x = states.reshape(types, rows, genes), w = Weights;
        Tensor active = Hill(x, halfGene, slopeGene), m = matmul(active, w).Plus(bias);
        if (pairs > 0)
            m = m.Plus(matmul(Hill(Heard(states).reshape(types, rows, pairs), halfPair, slopePair).mul(gates.sigmoid()), signals));
        if (contextIn is not null)
        {
            Tensor context = matmul(active, contextIn).tanh();
            for (int q = 0; q < rank; q++)
                m = m.Plus(context.narrow(2, q, 1).mul(matmul(active, w.mul(contextSource!.select(1, q)))).mul(contextOut!.select(1, q)));
        }
        return production.Softplus().mul(m.sigmoid()).reshape(states.shape);
    }

    /// <summary>Its present weights as plain numbers.</summary>
    /// <param name="delay">With which it was fitted, in its units.</param>
    public AgentWeights Read(double delay = 0)
    {
        using IDisposable still = no_grad();
        using DisposeScope scope = NewDisposeScope();
        int types = tissue.Types;
        return new AgentWeights
        {
            Delay = delay,
            Ligands = ligandOf,
            Receptors = receptorOf,
            Genes = Matrices(Weights, types, genes, genes),
            Signals = Matrices(signals.mul(gates.sigmoid().transpose(1, 2)), types, pairs, genes),
            Bias = Matrix(bias, types, genes),
            Production = Matrix(production.Softplus(), types, genes),
            Decay = Matrix(decay.Softplus(), types, genes),
            GeneHalf = Numbers(halfGene.exp()),
            GeneSlope = Numbers(slopeGene.Softplus()),
            PairHalf = Numbers(halfPair.exp()),
            PairSlope = Numbers(slopePair.Softplus()),
            Attention = Numbers(attention),
            ContextIn = contextIn is null ? Empty(types, genes, 0) : Matrices(contextIn, types, genes, rank),
            ContextSource = contextSource is null ? Empty(types, 0, genes) : Matrices(contextSource, types, rank, genes),
            ContextOut = contextOut is null ? Empty(types, 0, genes) : Matrices(contextOut, types, rank, genes),
        };
    }

    /// <summary>What each cell's receptors hear, <c>[types, times, largest, pairs]</c>: x_receptor times the attended mean of the ligand around.</summary>
    private Tensor Heard(Tensor states)
    {
        long types = states.shape[0], times = states.shape[1], largest = states.shape[2];
        Tensor ligand = states.index_select(3, ligands), loud = ligand.mul(attention).clamp_max(Loudest).exp().mul(tissue.Taken);
        Tensor Around(Tensor values)
        {
            Tensor flat = values.permute(1, 0, 2, 3).reshape(times, tissue.Slots, pairs);
            Tensor sums = tissue.Hears is null ? flat.sum(1, keepdim: true).expand(times, tissue.Slots, pairs) : matmul(tissue.Hears, flat);
            return sums.reshape(times, types, largest, pairs).permute(1, 0, 2, 3);
        }
        return Around(loud.mul(ligand)).div(Around(loud).clamp_min(Tiny)).mul(states.index_select(3, receptors));
    }

    private static Tensor Hill(Tensor values, Tensor half, Tensor slope) => values.clamp_min(Tiny).log().sub(half).mul(slope.Softplus()).sigmoid();

    private static Tensor Index(int[] genes) => tensor(Array.ConvertAll(genes, gene => (long)gene), [genes.Length]).DetachFromDisposeScope();

    private static double[] Repeated(double[] values, int types) => [.. Enumerable.Repeat(values, types).SelectMany(all => all).Select(InverseSoftplus)];

    private static double InverseSoftplus(double value) => Math.Log(Math.Max(Math.Exp(value) - 1, 1e-6));

    private static double[] Filled(int count, double value) => [.. Enumerable.Repeat(value, count)];

    private static Parameter Of(double[] values, params long[] shape) => new(tensor(Array.ConvertAll(values, value => (float)value), shape).DetachFromDisposeScope());

    /// <summary>The same on every machine. Ref: FNV-1a, Fowler, Noll, Vo 1991.</summary>
    private static int StableHash(string text)
    {
        uint hash = 2166136261;
        foreach (char letter in text)
            hash = (hash ^ letter) * 16777619;
        return (int)hash;
    }

    private static double[] Numbers(Tensor values) => [.. values.contiguous().to(float64).data<double>()];

    private static DenseMatrix Matrix(Tensor values, int rows, int columns) => new(rows, columns, Numbers(values));

    private static DenseMatrix[] Matrices(Tensor values, int types, int rows, int columns) => [.. Enumerable.Range(0, types).Select(type => Matrix(values.select(0, type), rows, columns))];

    private static DenseMatrix[] Empty(int types, int rows, int columns) => [.. Enumerable.Range(0, types).Select(_ => new DenseMatrix(rows, columns))];

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            ligands.Dispose();
            receptors.Dispose();
            apart.Dispose();
        }
        base.Dispose(disposing);
    }
}

/// <summary>Where the fit of an agent begins, in its units.</summary>
/// <param name="Half">Level of each gene at which it acts by half, <c>[genes]</c>.</param>
/// <param name="Production">Most that is made of each gene per time, <c>[genes]</c>.</param>
/// <param name="Decay">Share of each gene lost per time, <c>[genes]</c>.</param>
/// <param name="Slope">How steeply every gene responds; 2 is usual.</param>
internal sealed record AgentStart(double[] Half, double[] Production, double[] Decay, double Slope = 2);
