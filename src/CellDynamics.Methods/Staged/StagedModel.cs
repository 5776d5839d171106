using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Networks;

namespace CellDynamics.Methods.Staged;

/// <summary>A fitted network that can be perturbed.</summary>
internal sealed class StagedModel(StagedState state) : INetworkModel
{
    private const double LeastStrength = 0.02;

    private readonly AgentDynamics[] members = Array.ConvertAll(state.Weights, weights => new AgentDynamics(weights, state.Units));
    private readonly Lock gate = new();
    private DenseMatrix[][]? alone;

    public StagedState State => state;

    public string[] Genes => state.Genes;

    public string[] TypeNames => state.Around.TypeNames;

    public IReadOnlyList<SignalPair> Pairs => state.Pairs;

    public double[] HighLevels => Array.ConvertAll(state.Units.Level, level => 2 * level);

    /// <inheritdoc/>
    public bool Regulates(int gene) => state.Reach[gene] >= LeastStrength * state.Reach.Max();

    public double[] Times => state.Times;

    public int[] CellTypes => state.Around.Types;

    /// <inheritdoc/>
    public DenseMatrix[] Follow(Perturbation perturbation, CancellationToken cancellation)
    {
        DenseMatrix[][] followed = Followed(perturbation, null, cancellation);
        return [.. Enumerable.Range(0, state.Times.Length).Select(time => Combine([.. followed.Select(member => member[time])], values => values.Average()))];
    }

    /// <inheritdoc/>
    public PerturbationEffect Perturb(Perturbation perturbation, IProgress<double>? progress, CancellationToken cancellation)
    {
        int steps = (alone is null ? 2 : 1) * members.Length * (state.Times.Length - 1), done = 0;
        void Arrived() => progress?.Report(Math.Min(1, Interlocked.Increment(ref done) / (double)steps));
        DenseMatrix[][] left = LeftAlone(Arrived, cancellation);
        DenseMatrix[][] moved = Followed(perturbation, Arrived, cancellation);
        DenseMatrix[][] before = [.. left.Select(MeansOfTypes)], after = [.. moved.Select(MeansOfTypes)];
        int types = TypeNames.Length;
        DenseMatrix[] All(Func<double[], double> of) => [.. Enumerable.Range(0, types).Select(type => Combine([.. before.Zip(after, (b, a) => Minus(a[type], b[type]))], of))];
        return new PerturbationEffect(
            state.Times, [.. Enumerable.Range(0, types).Select(type => Combine([.. before.Select(member => member[type])], values => values.Average()))],
            All(values => values.Average()), All(values => values.Min()), All(values => values.Max()), Fates(left, moved));
    }

    public void Save(string directory) => StagedFile.Write(directory, this);

    private DenseMatrix[][] LeftAlone(Action arrived, CancellationToken cancellation)
    {
        lock (gate)
            return alone ??= Followed(Perturbation.None, arrived, cancellation);
    }

    /// <summary>What each member says, <c>[members][times][cells, genes]</c>.</summary>
    private DenseMatrix[][] Followed(Perturbation perturbation, Action? arrived, CancellationToken cancellation) =>
        [.. members.AsParallel().AsOrdered().WithCancellation(cancellation).Select(member => GeneRollout.Follow(member, state.Around, state.Start, state.Times, perturbation, arrived, cancellation))];

    private List<FateShare> Fates(DenseMatrix[][] left, DenseMatrix[][] moved)
    {
        if (state.FateNames.Length == 0)
            return [];
        double[][] before = [.. left.Select(member => Shares(member[^1]))], after = [.. moved.Select(member => Shares(member[^1]))];
        return [.. state.FateNames.Select((name, fate) =>
        {
            double[] change = [.. before.Zip(after, (b, a) => a[fate] - b[fate])];
            return new FateShare(name, before.Average(member => member[fate]), after.Average(member => member[fate]), change.Min(), change.Max());
        })];
    }

    /// <summary>Share of cells whose genes are nearest to the mean of each fate, every gene in its own unit.</summary>
    private double[] Shares(DenseMatrix cells)
    {
        double[] shares = new double[state.FateNames.Length];
        for (int cell = 0; cell < cells.Rows; cell++)
        {
            (int nearest, double least) = (0, double.PositiveInfinity);
            for (int fate = 0; fate < shares.Length; fate++)
            {
                double square = 0;
                for (int g = 0; g < cells.Columns; g++)
                    square += Math.Pow((cells[cell, g] - state.FateMeans[fate, g]) / state.Units.Level[g], 2);
                if (square < least)
                    (nearest, least) = (fate, square);
            }
            shares[nearest] += 1.0 / cells.Rows;
        }
        return shares;
    }

    /// <summary>Mean of each gene over the cells of a type, <c>[types][times, genes]</c>.</summary>
    private DenseMatrix[] MeansOfTypes(DenseMatrix[] states)
    {
        int genes = Genes.Length;
        DenseMatrix[] means = [.. TypeNames.Select(_ => new DenseMatrix(states.Length, genes))];
        int[] sizes = [.. Enumerable.Range(0, means.Length).Select(type => state.Around.Types.Count(of => of == type))];
        for (int t = 0; t < states.Length; t++)
        {
            for (int cell = 0; cell < states[t].Rows; cell++)
            {
                int type = state.Around.Types[cell];
                for (int g = 0; g < genes; g++)
                    means[type][t, g] += states[t][cell, g] / sizes[type];
            }
        }
        return means;
    }

    private static DenseMatrix Minus(DenseMatrix one, DenseMatrix other) => new(one.Rows, one.Columns, [.. one.Values.Zip(other.Values, (a, b) => a - b)]);

    private static DenseMatrix Combine(DenseMatrix[] members, Func<double[], double> of)
    {
        double[] at = new double[members.Length];
        var all = new DenseMatrix(members[0].Rows, members[0].Columns);
        for (int i = 0; i < all.Values.Length; i++)
        {
            for (int member = 0; member < members.Length; member++)
                at[member] = members[member].Values[i];
            all.Values[i] = of(at);
        }
        return all;
    }
}

/// <summary>Everything that a fitted network keeps.</summary>
internal sealed record StagedState
{
    public required AgentUnits Units { get; init; }

    /// <summary>One per fit.</summary>
    public required AgentWeights[] Weights { get; init; }

    public required string[] Genes { get; init; }

    public required IReadOnlyList<SignalPair> Pairs { get; init; }

    public required Neighbourhood Around { get; init; }

    /// <summary>Times a perturbation is followed over, in the data's unit.</summary>
    public required double[] Times { get; init; }

    /// <summary>Cells at the first of them, <c>[cells, genes]</c>, in the unit of the input.</summary>
    public required DenseMatrix Start { get; init; }

    /// <summary>Strength of all that each gene drives, itself or as part of a signal, <c>[genes]</c>.</summary>
    public required double[] Reach { get; init; }

    /// <summary>Cell types of the last measured time; empty where those are not known.</summary>
    public string[] FateNames { get; init; } = [];

    /// <summary>Their mean levels, <c>[fates, genes]</c>.</summary>
    public DenseMatrix FateMeans { get; init; } = new(0, 0);
}
