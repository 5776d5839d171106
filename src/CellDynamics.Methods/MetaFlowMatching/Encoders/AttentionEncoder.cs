using CellDynamics.Methods.Integration;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CellDynamics.Methods.MetaFlowMatching.Encoders;

/// <summary>Every cell attends to the population as it is now: several heads weigh the other cells by a learned distance, and tell how dense it is there, where the mass lies and what cells there are like; the mean over all cells stands beside it.</summary>
/// <remarks>
/// Beyond the paper, which embeds the population once: the velocity of interacting particles depends on the current density. Attention by distance rather than by inner product (Kim et al. 2021,
/// arXiv 2006.04710), because its offsets and sums are kernel estimates of ∇ log p and log p, which transfer between populations. A cell never attends to itself, or it would be its own evidence.
/// Ref: attention over the current population, Vandergrift et al. 2026, arXiv 2605.28075.
/// </remarks>
internal sealed class AttentionEncoder : PopulationEncoder
{
    private const int Heads = 6, MostHeadDimensions = 8, Values = 16;

    /// <summary>Bandwidths that the heads begin with, in units of the mean standard deviation and per root of the dimensions.</summary>
    private const double Narrowest = 0.08, Widest = 1.0;

    private readonly Parameter projections;
    private readonly Linear values, mix, merged, global, pooled;
    private readonly int dimensions, headDimensions;

    public AttentionEncoder(MfmParameters settings, int dimensions, int types, RandomStream random)
        : base(nameof(AttentionEncoder), settings.EncoderWidth)
    {
        this.dimensions = dimensions;
        headDimensions = Math.Min(dimensions, MostHeadDimensions);
        int code = settings.Bottleneck > 0 ? settings.Bottleneck : settings.EncoderWidth;
        projections = new Parameter(Projections(dimensions, headDimensions, random));
        values = nn.Linear(dimensions, Values);
        global = nn.Linear(dimensions + types, settings.EncoderWidth);
        pooled = nn.Linear(settings.EncoderWidth, code);
        mix = nn.Linear(Heads * (headDimensions + 1 + Values) + code, settings.EncoderWidth);
        merged = nn.Linear(settings.EncoderWidth, settings.EncoderWidth);
        RegisterComponents();
    }

    public override bool FollowsPopulation => true;

    public override Tensor Embed(Tensor cells, Tensor? types)
    {
        Tensor state = nn.functional.relu(global.forward(types is null ? cells : cat([cells, types], 2)));
        return nn.functional.normalize(pooled.forward(state.mean([1])), dim: 1);
    }

    public override Tensor Code(Tensor embedding, Tensor states, Tensor current, int offset)
    {
        long populations = states.shape[0], queries = states.shape[1], others = current.shape[1];
        Tensor q = Projected(states), k = Projected(current);
        using Scalar minusHalf = -0.5, never = -1e9f, least = -20, mean = Math.Log(others);
        Tensor logits = q.matmul(k.transpose(2, 3)).add(q.Squared().sum(-1, keepdim: true), minusHalf).add(k.Squared().sum(-1).unsqueeze(2), minusHalf);
        if (Own(queries, others, offset) is { } own)
            logits = logits.masked_fill(own, never);
        Tensor total = logits.logsumexp(3, keepdim: true), weights = (logits - total).exp();
        Tensor features = nn.functional.selu(values.forward(current)).unsqueeze(1).expand(-1, Heads, -1, -1);
        Tensor seen = cat([weights.matmul(cat([k, features], 3)) - nn.functional.pad(q, [0, Values]), total.sub(mean).clamp_min(least)], 3);
        Tensor joined = cat([seen.transpose(1, 2).reshape(populations, queries, -1), base.Code(embedding, states, current, offset)], 2);
        return merged.forward(nn.functional.selu(mix.forward(joined)));
    }

    private Tensor Projected(Tensor cells) => cells.unsqueeze(1).matmul(projections);

    private static Tensor? Own(long queries, long others, int offset)
    {
        if (offset >= others)
            return null;
        using Scalar first = offset, end = offset + queries, zero = 0, all = others;
        return arange(first, end, int64).unsqueeze(1).eq(arange(zero, all, int64).unsqueeze(0));
    }

    /// <summary>Random directions at bandwidths spread evenly on a logarithmic scale, <c>[heads, dims, head dims]</c>.</summary>
    private static Tensor Projections(int dimensions, int headDimensions, RandomStream random)
    {
        var heads = new Tensor[Heads];
        for (int head = 0; head < Heads; head++)
        {
            float[] drawn = new float[dimensions * headDimensions];
            for (int i = 0; i < drawn.Length; i++)
                drawn[i] = (float)random.NextNormal();
            double bandwidth = Narrowest * Math.Pow(Widest / Narrowest, head / (Heads - 1.0)) * Math.Sqrt(headDimensions);
            heads[head] = linalg.qr(tensor(drawn, [dimensions, headDimensions])).Q.div(tensor((float)bandwidth));
        }
        return stack(heads);
    }
}
