using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CellDynamics.Methods.Staged.Released;

/// <summary>The derivative of the release: s_i = Σ_j softmax_j(LeakyReLU(p x_j + q x_i)) x_j, dx_i = MLP(ReLU(w s_i + b)).</summary>
internal sealed class ReleasedNetwork : nn.Module
{
    private const int Hidden = 64;

    private static readonly Scalar Leak = 0.2;

    private readonly Parameter scale, shift, source, target, first, firstShift, second, secondShift, last, lastShift;

    public ReleasedNetwork(RandomStream random) : base(nameof(ReleasedNetwork))
    {
        Parameter Drawn(int inputs, params long[] shape)
        {
            float[] values = new float[shape.Aggregate(1L, (a, b) => a * b)];
            double bound = 1 / Math.Sqrt(inputs);
            for (int i = 0; i < values.Length; i++)
                values[i] = (float)(bound * (2 * random.NextUniform() - 1));
            return new Parameter(tensor(values, shape).DetachFromDisposeScope());
        }
        (scale, shift, source, target) = (Drawn(1, Hidden), Drawn(1, Hidden), Drawn(Hidden, Hidden), Drawn(Hidden, Hidden));
        (first, firstShift, second, secondShift) = (Drawn(Hidden, Hidden, Hidden), Drawn(Hidden, Hidden), Drawn(Hidden, Hidden, Hidden), Drawn(Hidden, Hidden));
        (last, lastShift) = (Drawn(Hidden, Hidden, 1), Drawn(Hidden, 1));
        RegisterComponents();
    }

    public static ReleasedNetwork Of(byte[] weights)
    {
        var network = new ReleasedNetwork(new RandomStream());
        using var reader = new BinaryReader(new MemoryStream(weights));
        network.load(reader);
        return network;
    }

    public byte[] Read()
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream))
            save(writer);
        return stream.ToArray();
    }

    /// <summary>States after so many steps of the data, by one step of RK4 each or a part of one, <c>[cells, genes]</c>.</summary>
    public Tensor Next(Tensor states, double steps = 1) => new RungeKutta4(Math.Max(1, (int)Math.Round(steps))).Solve((_, at) => At(at), states, 0, steps, default);

    /// <summary>How much each gene (row) attends to each (column), <c>[cells, genes, genes]</c>.</summary>
    public Tensor Attention(Tensor states)
    {
        Tensor p = scale.mul(source).sum(), q = scale.mul(target).sum();
        return states.unsqueeze(1).mul(p).Plus(states.unsqueeze(2).mul(q)).LeakyRelu(Leak).softmax(2);
    }

    public static Tensor ToTensor(DenseMatrix states) => tensor(Array.ConvertAll(states.Values, value => (float)value), [states.Rows, states.Columns]);

    private Tensor At(Tensor states)
    {
        Tensor seen = Attention(states).matmul(states.unsqueeze(2)), hidden = seen.mul(scale).Plus(shift).relu();
        hidden = hidden.matmul(first).Plus(firstShift).relu();
        hidden = hidden.matmul(second).Plus(secondShift).relu();
        return hidden.matmul(last).Plus(lastShift).squeeze(2);
    }
}
