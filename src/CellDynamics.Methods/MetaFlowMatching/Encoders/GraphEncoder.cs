using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CellDynamics.Methods.MetaFlowMatching.Encoders;

/// <summary>Graph convolutions over nearest neighbours, then the mean over cells; without neighbours, DeepSets. Ref: Atanackovic et al. 2025, arXiv 2408.14608 (GlobalGNN); Kipf &amp; Welling 2017, arXiv 1609.02907; Zaheer et al. 2017, arXiv 1703.06114.</summary>
/// <remarks>Every cell has k incoming edges and its own, so the symmetric normalisation of the convolution is the plain mean over k + 1 cells (mfm 2).</remarks>
internal sealed class GraphEncoder : PopulationEncoder
{
    private readonly ModuleList<Linear> layers;
    private readonly Linear? bottleneck;
    private readonly int neighbours;
    private readonly bool isLinear, isUnit;

    /// <param name="settings">Widths and quirks.</param>
    /// <param name="neighbours">k; 0 for DeepSets.</param>
    /// <param name="dimensions">Of a state.</param>
    /// <param name="types">Number of cell types, 0 for none.</param>
    public GraphEncoder(MfmParameters settings, int neighbours, int dimensions, int types)
        : base(nameof(GraphEncoder), settings.Bottleneck > 0 ? settings.Bottleneck : settings.EncoderWidth)
    {
        (this.neighbours, isLinear, isUnit) = (neighbours, settings.LinearEncoder, settings.UnitEmbedding);
        layers = [.. Enumerable.Range(0, settings.EncoderLayers).Select(i => nn.Linear(i == 0 ? dimensions + types : settings.EncoderWidth, settings.EncoderWidth))];
        bottleneck = settings.Bottleneck > 0 ? nn.Linear(settings.EncoderWidth, settings.Bottleneck) : null;
        RegisterComponents();
    }

    public override Tensor Embed(Tensor cells, Tensor? types)
    {
        Tensor? graph = neighbours > 0 ? MeanOverNeighbours(cells, neighbours) : null;
        Tensor state = types is null ? cells : cat([cells, types], 2);
        for (int i = 0; i < layers.Count; i++)
        {
            state = layers[i].forward(graph is null ? state : graph.matmul(state));
            if (i < layers.Count - 1 && !isLinear)
                state = nn.functional.relu(state);
        }
        Tensor pooled = state.mean([1]);
        if (bottleneck is not null)
            pooled = bottleneck.forward(pooled);
        return isUnit ? nn.functional.normalize(pooled, dim: 1) : pooled;
    }

    /// <summary>The matrix that takes the mean of each cell and its nearest others, by the coordinates alone, <c>[populations, cells, cells]</c>; rows sum to 1.</summary>
    internal static Tensor MeanOverNeighbours(Tensor cells, int neighbours)
    {
        long n = cells.shape[1];
        int k = (int)Math.Min(neighbours, n - 1);
        using DisposeScope scope = NewDisposeScope();
        using (no_grad())
        {
            Tensor own = eye(n, dtype: cells.dtype, device: cells.device);
            if (k == 0)
                return own.expand(cells.shape[0], n, n).MoveToOuterDisposeScope();
            using Scalar far = 1e30, degree = k + 1;
            Tensor distances = cdist(cells, cells).add(own, far);
            Tensor nearest = distances.topk(k, 2, largest: false).indexes;
            return own.expand(cells.shape[0], n, n).clone().scatter_(2, nearest, ones_like(nearest).to(float32)).div(degree).MoveToOuterDisposeScope();
        }
    }
}
