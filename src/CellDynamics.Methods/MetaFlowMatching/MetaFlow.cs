using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.MetaFlowMatching.Encoders;
using TorchSharp;
using static TorchSharp.torch;

namespace CellDynamics.Methods.MetaFlowMatching;

/// <summary>The networks of a flow and what they mean: encoder, velocity, units, conditions. Tensors live as long as it does.</summary>
internal sealed class MetaFlow : IDisposable
{
    /// <summary>Rows of one call of the velocity network: bounds memory.</summary>
    private const int MostRows = 4096;

    /// <summary>Cells that stand for the population while it moves.</summary>
    private const int MostReferences = 512;

    private const int StreamOfWaves = 1, StreamOfHeads = 2, StreamOfWeights = 3, StreamOfOrder = 4, StreamOfNoise = 5;

    /// <param name="settings">Widths and features.</param>
    /// <param name="units">Of the training.</param>
    /// <param name="conditions">Of the training.</param>
    /// <param name="identities">Not 0: the code is the one-hot name of one of so many populations, whatever the settings say.</param>
    /// <param name="donors">Of the training.</param>
    /// <param name="seed">Of the weights.</param>
    public MetaFlow(MfmParameters settings, FlowUnits units, FlowConditions conditions, int identities, int donors, int seed)
    {
        TorchRuntime.Load();
        (Settings, Units, Conditions, Donors, Seed) = (settings, units, conditions, donors, seed);
        int dims = units.Mean.Length, types = conditions.CellTypes.Length;
        using DisposeScope scope = NewDisposeScope();
        Encoder = identities > 0 ? new IdentityEncoder(identities) : settings.Encoder switch
        {
            EncoderKind.DeepSets => new GraphEncoder(settings, 0, dims, types),
            EncoderKind.Graph => new GraphEncoder(settings, settings.Neighbours, dims, types),
            EncoderKind.Attention => new AttentionEncoder(settings, dims, types, new RandomStream(seed, StreamOfHeads)),
            _ => null,
        };
        Trust = Encoder is null or IdentityEncoder ? 1 : donors / (donors + settings.Shrinkage);
        Velocity = new VelocityNetwork(settings, dims, Encoder?.Width ?? 0, conditions.Width + (settings.FlowCellTypes ? types : 0), new RandomStream(seed, StreamOfWaves));
        Initialise(new RandomStream(seed, StreamOfWeights));
        foreach (Tensor lasting in Networks.SelectMany(network => network.parameters().Concat(network.buffers())))
            lasting.DetachFromDisposeScope();
    }

    public MfmParameters Settings { get; }

    public FlowUnits Units { get; }

    public FlowConditions Conditions { get; }

    /// <summary>How many it was trained on: what is seen of few is believed less.</summary>
    public int Donors { get; }

    public int Seed { get; }

    public PopulationEncoder? Encoder { get; }

    public VelocityNetwork Velocity { get; }

    /// <summary>Share of a prediction that sees the population, and how often the training shows it: shrinkage towards the response that all donors have in common.</summary>
    public double Trust { get; }

    public void Dispose()
    {
        // A list of layers does not dispose what is in it.
        Tensor[] lasting = [.. Networks.SelectMany(network => network.parameters().Concat(network.buffers()))];
        Encoder?.Dispose();
        Velocity.Dispose();
        foreach (Tensor one in lasting)
            one.Dispose();
    }

    /// <summary>Population embedding of control cells, <c>[embedding]</c>; empty without an encoder.</summary>
    public double[] Embed(DenseMatrix control, IReadOnlyList<string?>? cellTypes)
    {
        if (Encoder is null)
            return [];
        using (no_grad())
        using (NewDisposeScope())
        {
            Tensor order = Order(control.Rows), cells = Cells(control).index_select(0, order);
            return [.. EmbedAll(cells, Types(cellTypes, control.Rows)?.index_select(0, order)).data<float>().Select(value => (double)value)];
        }
    }

    /// <summary>Every control cell, moved to where the flow takes it, <c>[cells, dims]</c> in data units.</summary>
    public DenseMatrix Move(DenseMatrix control, string treatment, double? dose, IReadOnlyList<string?>? cellTypes, CancellationToken cancellation)
    {
        using (no_grad())
        using (NewDisposeScope())
        {
            Tensor order = Order(control.Rows), cells = Cells(control).index_select(0, order);
            Tensor? types = Types(cellTypes, control.Rows)?.index_select(0, order);
            Tensor embedding = Encoder is null ? zeros(1, 0) : EmbedAll(cells, types);
            Tensor? condition = Condition(Conditions.Code(treatment, dose), types, control.Rows);
            Tensor start = Settings.Start == BaseKind.Gaussian ? Normal(new RandomStream(Seed, StreamOfNoise), cells.shape) : cells;
            ITensorSolver solver = Settings.Solver == SolverKind.Dopri5 ? new DormandPrince(Settings.Tolerance) : new RungeKutta4(Settings.SolverSteps);
            Tensor moved = solver.Solve((time, states) => Field(time, states, embedding, condition), start, 0, 1, cancellation);
            Tensor back = zeros_like(moved).index_copy_(0, order, moved);
            return Units.ToData(back.data<float>().ToArray());
        }
    }

    /// <summary>Treatment and dose of every cell, then its type where the flow sees types, <c>[cells, width]</c>; null where there is nothing to tell.</summary>
    public Tensor? Condition(float[] code, Tensor? types, int cells)
    {
        List<Tensor> parts = [];
        if (code.Length > 0)
            parts.Add(tensor(code, [1, code.Length]).expand(cells, -1));
        if (types is not null && Settings.FlowCellTypes)
            parts.Add(types);
        return parts.Count == 0 ? null : cat(parts, 1);
    }

    private Tensor Field(double time, Tensor states, Tensor embedding, Tensor? condition)
    {
        long cells = states.shape[0];
        List<Tensor> parts = [];
        Tensor current = states.narrow(0, 0, Math.Min(cells, MostReferences)).unsqueeze(0);
        for (long first = 0; first < cells; first += MostRows)
        {
            using DisposeScope scope = NewDisposeScope();
            long rows = Math.Min(MostRows, cells - first);
            Tensor some = states.narrow(0, first, rows);
            Tensor? code = Encoder?.Code(embedding, some.unsqueeze(0), current, (int)first).squeeze(0), known = condition?.narrow(0, first, rows);
            Tensor at = tensor((float)time).expand(rows, 1), velocity = Velocity.At(at, some, code, known);
            if (Trust < 1)
                velocity = Velocity.At(at, some, zeros_like(code!), known).lerp(velocity, tensor((float)Trust));
            parts.Add(velocity.MoveToOuterDisposeScope());
        }
        return parts.Count == 1 ? parts[0] : cat(parts, 0);
    }

    /// <summary>In groups as large as those of the training, because neighbourhoods depend on how many cells there are; then their mean.</summary>
    private Tensor EmbedAll(Tensor cells, Tensor? types)
    {
        long count = cells.shape[0], size = Math.Min(count, Settings.EmbeddedCells), groups = count / size;
        Tensor Grouped(Tensor all) => all.narrow(0, 0, groups * size).reshape(groups, size, -1);
        Tensor embedding = Encoder!.Embed(Grouped(cells), types is null ? null : Grouped(types)).mean([0], keepdim: true);
        return Settings.UnitEmbedding ? nn.functional.normalize(embedding, dim: 1) : embedding;
    }

    /// <summary>A random order that depends on nothing but the number of cells: the first of them stand for all, <c>[cells]</c>.</summary>
    private Tensor Order(int count)
    {
        long[] places = [.. Enumerable.Range(0, count).Select(i => (long)i)];
        var random = new RandomStream(Seed, StreamOfOrder, places.Length);
        for (int i = places.Length - 1; i > 0; i--)
        {
            int other = random.NextIndex(i + 1);
            (places[i], places[other]) = (places[other], places[i]);
        }
        return tensor(places);
    }

    private Tensor? Types(IReadOnlyList<string?>? cellTypes, int cells) =>
        Conditions.CodeTypes(cellTypes, cells) is { } code ? tensor(code, [cells, Conditions.CellTypes.Length]) : null;

    /// <summary>Standard normal numbers.</summary>
    internal static Tensor Normal(RandomStream random, long[] shape)
    {
        double[] drawn = new double[shape.Aggregate(1L, (product, side) => product * side)];
        random.FillNormal(drawn);
        return tensor(Array.ConvertAll(drawn, value => (float)value), shape);
    }

    private Tensor Cells(DenseMatrix states) => tensor(Units.ToFlow(states), [states.Rows, states.Columns]);

    private IEnumerable<nn.Module> Networks => new nn.Module?[] { Encoder, Velocity }.OfType<nn.Module>();

    /// <summary>Uniform within one over the root of the inputs: the default of PyTorch for linear layers, from a stream of our own so that a seed means the same everywhere.</summary>
    private void Initialise(RandomStream random)
    {
        foreach (nn.Module network in Networks)
        {
            foreach (TorchSharp.Modules.Linear layer in network.modules().OfType<TorchSharp.Modules.Linear>())
            {
                double bound = 1 / Math.Sqrt(layer.weight.shape[1]);
                Fill(layer.weight, bound, random);
                if (layer.bias is not null)
                    Fill(layer.bias, bound, random);
            }
        }
    }

    private static void Fill(Tensor weights, double bound, RandomStream random)
    {
        float[] drawn = new float[weights.numel()];
        for (int i = 0; i < drawn.Length; i++)
            drawn[i] = (float)(bound * (2 * random.NextUniform() - 1));
        using (no_grad())
        using (Tensor from = tensor(drawn, weights.shape))
            weights.copy_(from);
    }
}
