using CellDynamics.Methods.Integration;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CellDynamics.Methods.MetaFlowMatching;

/// <summary>The velocity v(t, x | code, condition): a network on the features of the published one. Ref: Atanackovic et al. 2025, arXiv 2408.14608, and the authors' code (mfm 3).</summary>
internal sealed class VelocityNetwork : nn.Module
{
    /// <summary>Sines and cosines of the time, half each, as published.</summary>
    private const int TimeFeatures = 128;

    private readonly Linear first, last;
    private readonly ModuleList<Linear> hidden;
    private readonly Tensor frequencies, waves;
    private readonly bool skips;

    /// <param name="settings">Widths and features.</param>
    /// <param name="dimensions">Of a state.</param>
    /// <param name="code">Width of the population's code, 0 for none.</param>
    /// <param name="condition">Width of treatment, dose and cell type of a cell, 0 for none.</param>
    /// <param name="random">Draws the fixed waves.</param>
    public VelocityNetwork(MfmParameters settings, int dimensions, int code, int condition, RandomStream random) : base(nameof(VelocityNetwork))
    {
        skips = settings.SkipConnections;
        int width = settings.FlowWidth;
        first = nn.Linear(code + TimeFeatures + 2 * settings.FourierFeatures + dimensions + condition, width);
        hidden = [.. Enumerable.Range(1, settings.FlowLayers - 1).Select(_ => nn.Linear(width, width))];
        last = nn.Linear(width, dimensions);
        float[] drawn = new float[dimensions * settings.FourierFeatures];
        for (int i = 0; i < drawn.Length; i++)
            drawn[i] = (float)(2 * Math.PI * settings.FourierScale * random.NextNormal());
        waves = tensor(drawn, [dimensions, settings.FourierFeatures]);
        frequencies = tensor([.. Enumerable.Range(0, TimeFeatures / 2).Select(m => (float)Math.Exp(-m * Math.Log(10000) / (TimeFeatures / 2 - 1)))]);
        // The waves become buffers and are saved: a model without them is another model, and the authors' checkpoints lack them.
        RegisterComponents();
    }

    /// <param name="time">Of each state, 0 to 1, <c>[cells, 1]</c>.</param>
    /// <param name="states"><c>[cells, dims]</c>.</param>
    /// <param name="code">Of each state's population, <c>[cells, code]</c>, or null.</param>
    /// <param name="condition">Of each state, <c>[cells, condition]</c>, or null.</param>
    /// <returns>Velocities <c>[cells, dims]</c>.</returns>
    public Tensor At(Tensor time, Tensor states, Tensor? code, Tensor? condition)
    {
        List<Tensor> features = [];
        if (code is not null)
            features.Add(code);
        features.Add(TimeFeaturesOf(time));
        if (waves.shape[1] > 0)
        {
            Tensor phase = states.mm(waves);
            features.Add(phase.cos());
            features.Add(phase.sin());
        }
        features.Add(states);
        if (condition is not null)
            features.Add(condition);
        Tensor out_ = nn.functional.selu(first.forward(cat(features, 1)));
        foreach (Linear layer in hidden)
            out_ = nn.functional.selu(skips ? layer.forward(out_).Plus(out_) : layer.forward(out_));
        return last.forward(out_);
    }

    /// <summary>Sines, then cosines of t at 64 frequencies from 1 down to 1/10000, <c>[cells, 128]</c>; t is not rescaled, as published.</summary>
    internal Tensor TimeFeaturesOf(Tensor time)
    {
        Tensor phase = time * frequencies;
        return cat([phase.sin(), phase.cos()], 1);
    }
}
