using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.MetaFlowMatching;
using CellDynamics.Methods.MetaFlowMatching.Encoders;
using TorchSharp;
using static TorchSharp.torch;

namespace CellDynamics.Methods.Tests.MetaFlowMatching;

/// <summary>Networks against the facts of the published ones (mfm 2, 3 and 6.2).</summary>
public class NetworkTests
{
    private static readonly MfmParameters Published = new() { EncoderWidth = 64, EncoderLayers = 3, Bottleneck = 0, FlowWidth = 512, FlowLayers = 4 };

    public NetworkTests() => TorchRuntime.Load();

    [Theory]
    [InlineData(true, 4, 64, 0, 2, 1_019_906)]
    [InlineData(false, 3, 0, 0, 2, 724_482)]
    [InlineData(false, 3, 260, 0, 2, 857_602)]
    [InlineData(true, 7, 128, 11, 43, 1_888_299)]
    [InlineData(true, 7, 0, 11, 43, 1_822_763)]
    public void The_velocity_has_as_many_weights_as_the_published_one(bool skips, int layers, int code, int condition, int dims, long weights)
    {
        using DisposeScope scope = NewDisposeScope();
        using var network = new VelocityNetwork(Published with { SkipConnections = skips, FlowLayers = layers }, dims, code, condition, new RandomStream(1));
        Assert.Equal(weights, network.parameters().Sum(weight => weight.numel()));
    }

    [Theory]
    [InlineData(64, 3, 2, 0, 8_512)]
    [InlineData(128, 2, 43, 2, 22_400)]
    public void The_encoder_has_as_many_weights_as_the_published_one(int width, int layers, int dims, int types, long weights)
    {
        using DisposeScope scope = NewDisposeScope();
        using var encoder = new GraphEncoder(Published with { EncoderWidth = width, EncoderLayers = layers }, 50, dims, types);
        Assert.Equal(weights, encoder.parameters().Sum(weight => weight.numel()));
    }

    [Fact]
    public void At_time_zero_the_time_features_are_sines_of_nothing_then_cosines_of_nothing()
    {
        using DisposeScope scope = NewDisposeScope();
        using var network = new VelocityNetwork(Published, 2, 0, 0, new RandomStream(1));
        float[] features = network.TimeFeaturesOf(zeros(1, 1)).data<float>().ToArray();
        Assert.Equal([.. Enumerable.Repeat(0f, 64), .. Enumerable.Repeat(1f, 64)], features);
        float[] later = network.TimeFeaturesOf(ones(1, 1)).data<float>().ToArray();
        Assert.Equal(Math.Sin(1), later[0], 1e-6);
        Assert.Equal(Math.Cos(1e-4), later[127], 1e-6);
    }

    [Fact]
    public void A_graph_convolution_is_the_mean_over_a_cell_and_its_neighbours()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor cells = tensor(new float[] { 0, 0, 1, 0, 0, 1.5f, 9, 9, 10, 9 }, [1, 5, 2]);
        float[] mean = GraphEncoder.MeanOverNeighbours(cells, 2).matmul(cells).data<float>().ToArray();
        Assert.Equal([1f / 3, 0.5f], mean[..2], new Close());
        // The two cells far away are each other's nearest; the third of them is the cell at (1, 0) or (0, 1.5), whichever is nearer.
        Assert.Equal([(9f + 10f) / 3, (9f + 9f + 1.5f) / 3], mean[6..8], new Close());
        float[] rows = GraphEncoder.MeanOverNeighbours(cells, 50).sum(2).data<float>().ToArray();
        Assert.All(rows, row => Assert.Equal(1, row, 1e-6));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void An_embedding_has_length_one_and_does_not_depend_on_the_order_of_cells(int neighbours)
    {
        using DisposeScope scope = NewDisposeScope();
        using var encoder = new GraphEncoder(Published with { Bottleneck = 5 }, neighbours, 3, 0);
        Tensor cells = Cells(40, 3), mixed = cells.index_select(1, tensor([.. Enumerable.Range(0, 40).Select(i => (i * 7L + 3) % 40)]));
        Tensor one = encoder.Embed(cells, null), other = encoder.Embed(mixed, null);
        Assert.Equal(1, one.norm().ToDouble(), 1e-5);
        Assert.Equal(0, (one - other).abs().max().ToDouble(), 1e-5);
    }

    [Fact]
    public void Without_neighbours_an_embedding_does_not_change_when_every_cell_is_there_twice()
    {
        using DisposeScope scope = NewDisposeScope();
        using var encoder = new GraphEncoder(Published, 0, 3, 0);
        Tensor cells = Cells(20, 3);
        Assert.Equal(0, (encoder.Embed(cells, null) - encoder.Embed(cat([cells, cells], 1), null)).abs().max().ToDouble(), 1e-5);
    }

    [Fact]
    public void A_linear_encoder_is_linear_before_its_length_is_taken()
    {
        using DisposeScope scope = NewDisposeScope();
        using var linear = new GraphEncoder(Published with { LinearEncoder = true, UnitEmbedding = false }, 0, 3, 0);
        using var bent = new GraphEncoder(Published with { UnitEmbedding = false }, 0, 3, 0);
        Tensor cells = Cells(20, 3), others = -cells;
        Assert.Equal(0, Bend(linear).abs().max().ToDouble(), 1e-5);
        Assert.NotEqual(0, Bend(bent).abs().max().ToDouble(), 1e-3);

        Tensor Bend(GraphEncoder encoder) => encoder.Embed(cells, null) + encoder.Embed(others, null) - 2 * encoder.Embed(zeros_like(cells), null);
    }

    [Fact]
    public void An_unseen_population_is_the_average_name()
    {
        using DisposeScope scope = NewDisposeScope();
        using var names = new IdentityEncoder(4);
        Assert.Equal([0.25f, 0.25f, 0.25f, 0.25f], names.Embed(Cells(3, 2), null).contiguous().data<float>().ToArray());
        Assert.Equal([0, 0, 1, 0], names.Of([2]).data<float>().ToArray());
    }

    [Fact]
    public void Attention_follows_the_population_not_the_cell_itself_nor_the_order_of_the_others()
    {
        using DisposeScope scope = NewDisposeScope();
        using var encoder = new AttentionEncoder(Published, 3, 0, new RandomStream(5));
        Tensor population = Cells(30, 3), embedding = encoder.Embed(population, null), asked = population.narrow(1, 0, 4);
        Tensor code = encoder.Code(embedding, asked, population, 0);
        Tensor rest = cat([population.narrow(1, 0, 4), population.narrow(1, 4, 26).flip(1)], 1);
        Assert.Equal(0, (code - encoder.Code(embedding, asked, rest, 0)).abs().max().ToDouble(), 1e-4);
        // A cell is no evidence of itself: moving it within the population does not change its code where it is asked about.
        Tensor moved = population.clone();
        moved[0, 0] = tensor(new float[] { 50, 50, 50 });
        Assert.Equal(0, (code[0, 0] - encoder.Code(embedding, asked, moved, 0)[0, 0]).abs().max().ToDouble(), 1e-5);
        Assert.NotEqual(0, (code[0, 1] - encoder.Code(embedding, asked, moved, 0)[0, 1]).abs().max().ToDouble(), 1e-6);
    }

    private static Tensor Cells(int count, int dims)
    {
        double[] drawn = new double[count * dims];
        new RandomStream(7, count).FillNormal(drawn);
        return tensor(Array.ConvertAll(drawn, value => (float)value), [1, count, dims]);
    }

    private sealed class Close : IEqualityComparer<float>
    {
        public bool Equals(float one, float other) => Math.Abs(one - other) < 1e-4;

        public int GetHashCode(float value) => 0;
    }
}
