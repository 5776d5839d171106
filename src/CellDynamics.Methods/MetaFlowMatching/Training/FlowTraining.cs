using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.MetaFlowMatching.Encoders;
using CellDynamics.Methods.Treatments;
using TorchSharp;
using static TorchSharp.torch;

namespace CellDynamics.Methods.MetaFlowMatching.Training;

/// <summary>Fits the networks of a flow to pairs of populations. Ref: Atanackovic et al. 2025, arXiv 2408.14608, algorithm 1 and the authors' code (mfm 4).</summary>
internal sealed class FlowTraining : IDisposable
{
    private const double LeastRate = 0.01;

    /// <summary>With more donors than these, weights are let go in proportion: what many have in common needs no holding back.</summary>
    private const int FewDonors = 7;

    private const int ReportEvery = 50, Checkpoints = 10, StreamOfNoise = 13, StreamOfEmbeddingNoise = 14, StreamOfDoubt = 15;

    private readonly MetaFlow flow;
    private readonly TrainingPopulations populations;
    private readonly RunContext context;
    private readonly MfmParameters settings;
    private readonly Adam decoder;
    private readonly Adam? encoder;
    private readonly EmbeddingCache cache;
    private readonly int matched;

    private FlowTraining(MetaFlow flow, IReadOnlyList<TreatmentPair> pairs, RunContext context)
    {
        (this.flow, this.context, settings) = (flow, context, flow.Settings);
        populations = new TrainingPopulations(pairs, flow);
        double decay = settings.WeightDecay * Math.Min(1, (double)FewDonors / flow.Donors);
        decoder = new Adam(flow.Velocity.parameters(), decay);
        encoder = flow.Encoder?.parameters().ToArray() is { Length: > 0 } weights ? new Adam(weights, decay) : null;
        cache = new EmbeddingCache(pairs.Count);
        int smallest = Enumerable.Range(0, pairs.Count).Min(pair => Math.Min(populations.SourceCount(pair), populations.TargetCount(pair)));
        matched = IsFollowing ? Math.Max(settings.BatchCells, Math.Min(settings.EmbeddedCells, smallest)) : settings.BatchCells;
    }

    private bool IsFollowing => flow.Encoder is { FollowsPopulation: true };

    /// <summary>Trains, from a checkpoint where there is one.</summary>
    /// <param name="flow">Its weights are changed.</param>
    /// <param name="pairs">What it learns from.</param>
    /// <param name="context">Seed, cancellation, progress, checkpoint.</param>
    /// <returns>Mean square error of the velocity, averaged over every fifty steps, units of the flow.</returns>
    public static IReadOnlyList<HistoryPoint> Run(MetaFlow flow, IReadOnlyList<TreatmentPair> pairs, RunContext context)
    {
        using var training = new FlowTraining(flow, pairs, context);
        return training.Run();
    }

    private List<HistoryPoint> Run()
    {
        var state = new TrainingState(flow, decoder, encoder, cache);
        List<HistoryPoint> history = [];
        int first = state.Read(context.Checkpoint, history), every = ReportEvery * Math.Max(1, settings.Steps / (Checkpoints * ReportEvery));
        double sum = 0;
        for (int step = first; step < settings.Steps; step++)
        {
            context.ThrowIfCancelled();
            sum += Step(step);
            if ((step + 1) % ReportEvery == 0 || step + 1 == settings.Steps)
            {
                int since = step % ReportEvery + 1;
                history.Add(new HistoryPoint("loss", step + 1, sum / since));
                sum = 0;
                context.Report((step + 1.0) / settings.Steps, $"Learning the response: step {step + 1} of {settings.Steps}", history[^1]);
            }
            if ((step + 1) % every == 0 && step + 1 < settings.Steps)
                state.Write(context.Checkpoint, step + 1, history);
        }
        return history;
    }

    private double Step(int step)
    {
        using DisposeScope scope = NewDisposeScope();
        BatchDraw draw = BatchDraw.Of(populations, settings, context.Seed, step, matched, IsFollowing);
        bool isEncoderStep = settings.Training == TrainingKind.Alternating && encoder is not null && step % 2 == 1;
        bool isFlowStep = settings.Training == TrainingKind.Joint || encoder is null || step % 2 == 0;
        Tensor loss = Loss(draw, isEncoderStep || settings.Training == TrainingKind.Joint, step);
        decoder.ClearGradients();
        encoder?.ClearGradients();
        loss.backward();
        if (isFlowStep)
            decoder.Step(Rate(step));
        if (encoder is not null && (isEncoderStep || settings.Training == TrainingKind.Joint))
            encoder.Step(Rate(step));
        double found = loss.ToDouble();
        return double.IsFinite(found) ? found : throw new InvalidOperationException($"The training broke down at step {step + 1}: its loss is {found}. Use a smaller learning rate.");
    }

    /// <summary>Mean over cells of |v − u|² on the straight path x_t = (1 − t) x₀ + t x₁, u = x₁ − x₀. The published loss |v|² − 2⟨v, u⟩ differs by a constant and has the same gradient.</summary>
    private Tensor Loss(BatchDraw draw, bool learnsEncoder, int step)
    {
        int asked = settings.BatchCells, count = draw.Pairs.Length, dims = populations.Dimensions;
        Tensor start = populations.SourceRows(draw.Pairs, draw.Source), end = populations.TargetRows(draw.Pairs, draw.Target);
        if (settings.Start == BaseKind.Gaussian)
            start = MetaFlow.Normal(new RandomStream(context.Seed, StreamOfNoise, step), start.shape);
        Tensor time = tensor(draw.Times, [count, matched, 1]), at = start.Plus(time * (end - start));
        Tensor Asked(Tensor all) => all.narrow(1, 0, asked).reshape(count * asked, -1);
        Tensor? code = flow.Encoder is null ? null : Code(flow.Encoder, draw, at, learnsEncoder, step);
        if (flow.Trust < 1)
            code = code! * Shown(count, step);
        Tensor velocity = flow.Velocity.At(Asked(time), Asked(at), code?.reshape(count * asked, -1), Condition(draw, asked));
        return (velocity - Asked(end - start)).Squared().sum(1).mean();
    }

    private Tensor Code(PopulationEncoder used, BatchDraw draw, Tensor at, bool learns, int step)
    {
        Tensor asked = at.narrow(1, 0, settings.BatchCells);
        if (used is IdentityEncoder names)
            return names.Code(names.Of(Array.ConvertAll(draw.Pairs, pair => (long)pair)), asked, at, 0);
        Tensor Embed() => used.Embed(populations.SourceRows(draw.Pairs, draw.Embedded), populations.TypeRows(draw.Pairs, draw.Embedded));
        if (!learns)
            return used.Code(cache.GetOrKeep(draw.Pairs, Embed), asked, at, 0).detach();
        Tensor embedding = Noisy(Embed(), step);
        if (settings.Training == TrainingKind.Alternating)
            cache.Keep(draw.Pairs, embedding);
        return used.Code(embedding, asked, at, 0);
    }

    /// <summary>0 for populations that the flow is not shown in this step, so that it also learns what all have in common, <c>[populations, 1, 1]</c>.</summary>
    private Tensor Shown(int count, int step)
    {
        var random = new RandomStream(context.Seed, StreamOfDoubt, step);
        return tensor([.. Enumerable.Range(0, count).Select(_ => random.NextUniform() < flow.Trust ? 1f : 0f)], [count, 1, 1]);
    }

    private Tensor Noisy(Tensor embedding, int step)
    {
        if (settings.EmbeddingNoise == 0)
            return embedding;
        using Scalar spread = settings.EmbeddingNoise;
        return embedding.Plus(MetaFlow.Normal(new RandomStream(context.Seed, StreamOfEmbeddingNoise, step), embedding.shape).mul(spread));
    }

    private Tensor? Condition(BatchDraw draw, int asked)
    {
        int[][] rows = [.. draw.Source.Select(row => row[..asked])];
        Tensor?[] parts = [populations.Conditions(draw.Pairs, asked), settings.FlowCellTypes ? populations.TypeRows(draw.Pairs, rows) : null];
        Tensor[] known = [.. parts.OfType<Tensor>()];
        return known.Length == 0 ? null : cat(known, 2).reshape(draw.Pairs.Length * asked, -1);
    }

    private double Rate(int step) => settings.LearningRate * (settings.Schedule == ScheduleKind.Constant ? 1
        : CosineDecay.At(1, LeastRate, step, settings.Steps));

    public void Dispose()
    {
        decoder.Dispose();
        encoder?.Dispose();
        cache.Dispose();
        populations.Dispose();
    }
}
