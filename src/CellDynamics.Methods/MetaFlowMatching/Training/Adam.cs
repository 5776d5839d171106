using CellDynamics.Methods.Integration;
using TorchSharp;
using static TorchSharp.torch;

namespace CellDynamics.Methods.MetaFlowMatching.Training;

/// <summary>Adam, with weights that decay on their own. Ref: Kingma &amp; Ba 2015, arXiv 1412.6980, algorithm 1; Loshchilov &amp; Hutter 2019, arXiv 1711.05101, algorithm 2.</summary>
/// <remarks>
/// Not TorchSharp's: that one hands numbers to the library as temporary <see cref="Scalar"/>s, which the collector may free while the library still reads them (TorchSharp pull request
/// 1434; seen as "Expected false to be true … toFloat" once in some ten thousand steps). Here, as everywhere in this folder, a scalar is held by <c>using</c> until the call is over.
/// </remarks>
internal sealed class Adam : IDisposable
{
    private const double FirstDecay = 0.9, SecondDecay = 0.999, Tiny = 1e-8;

    private readonly Tensor[] weights, first, second;
    private int steps;

    private readonly double decay;

    public Adam(IEnumerable<Tensor> weights, double decay)
    {
        this.decay = decay;
        this.weights = [.. weights];
        using DisposeScope scope = NewDisposeScope();
        first = Array.ConvertAll(this.weights, weight => zeros_like(weight).detach().DetachFromDisposeScope());
        second = Array.ConvertAll(this.weights, weight => zeros_like(weight).detach().DetachFromDisposeScope());
    }

    public void ClearGradients()
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (Tensor weight in weights)
            weight.grad?.zero_();
    }

    /// <summary>One step along the gradients.</summary>
    public void Step(double rate)
    {
        steps++;
        using Scalar keepFirst = FirstDecay, newFirst = 1 - FirstDecay, keepSecond = SecondDecay, newSecond = 1 - SecondDecay;
        using Scalar length = -rate / (1 - Math.Pow(FirstDecay, steps)), spread = 1 / Math.Sqrt(1 - Math.Pow(SecondDecay, steps)), kept = 1 - rate * decay;
        using (no_grad())
        using (NewDisposeScope())
        {
            for (int i = 0; i < weights.Length; i++)
            {
                if (weights[i].grad is not { } gradient)
                    continue;
                first[i].mul_(keepFirst).add_(gradient, newFirst);
                second[i].mul_(keepSecond).addcmul_(gradient, gradient, newSecond);
                if (decay > 0)
                    weights[i].mul_(kept);
                weights[i].addcdiv_(first[i], second[i].sqrt().mul_(spread).AddInPlace(Tiny), length);
            }
        }
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(steps);
        foreach (Tensor moment in first.Concat(second))
        {
            foreach (float value in moment.data<float>())
                writer.Write(value);
        }
    }

    public void Read(BinaryReader reader)
    {
        steps = reader.ReadInt32();
        using DisposeScope scope = NewDisposeScope();
        foreach (Tensor moment in first.Concat(second))
        {
            float[] values = new float[moment.numel()];
            for (int i = 0; i < values.Length; i++)
                values[i] = reader.ReadSingle();
            moment.copy_(tensor(values, moment.shape));
        }
    }

    public void Dispose()
    {
        foreach (Tensor moment in first.Concat(second))
            moment.Dispose();
    }
}
