using System.Numerics.Tensors;
using CellDynamics.Methods.Integration;

namespace CellDynamics.Methods.MultiMarginalBridge.References;

/// <summary>The gradient of a network: b = ∇φ with φ(x) = wᵀ softplus(W x + a) + cᵀ x. Cells roll downhill on a landscape that is learned.</summary>
/// <remarks>
/// One smooth hidden layer instead of the published three of ReLU (sbirr 2.5): its Jacobian exists everywhere and costs no automatic differentiation,
/// which the linearisation asks for at every step of every cell. θ is W row by row, then a, w, c.
/// </remarks>
internal sealed class GradientFieldReference : IReference
{
    private const int Hidden = 64;
    private const int Steps = 40, Batch = 256, Chunks = 4;
    private const double LearningRate = 0.01;

    // Keeps units that no cell asks for from growing; a thousandth of the loss at unit weights.
    private const double Decay = 1e-3;

    private readonly double[] parameters;

    public GradientFieldReference(int dimensions, double[] parameters)
    {
        (Dimensions, this.parameters) = (dimensions, parameters);
    }

    /// <summary>A network with random hidden units and no drift: the first bridge is the Brownian one, as published.</summary>
    public static GradientFieldReference Flat(int dimensions, int seed)
    {
        var random = new RandomStream(seed, 0, dimensions);
        double[] theta = new double[Hidden * (dimensions + 2) + dimensions];
        random.FillNormal(theta.AsSpan(0, Hidden * dimensions));
        TensorPrimitives.Divide(theta.AsSpan(0, Hidden * dimensions), Math.Sqrt(dimensions), theta.AsSpan(0, Hidden * dimensions));
        random.FillNormal(theta.AsSpan(Hidden * dimensions, Hidden));
        return new GradientFieldReference(dimensions, theta);
    }

    public int Dimensions { get; }

    public double[] Parameters => parameters;

    public IReadOnlyList<string> ParameterNames => [];

    private ReadOnlySpan<double> Row(int unit) => parameters.AsSpan(unit * Dimensions, Dimensions);

    private ReadOnlySpan<double> Offsets => parameters.AsSpan(Hidden * Dimensions, Hidden);

    private ReadOnlySpan<double> Weights => parameters.AsSpan(Hidden * (Dimensions + 1), Hidden);

    private ReadOnlySpan<double> Constant => parameters.AsSpan(Hidden * (Dimensions + 2), Dimensions);

    public void Drift(ReadOnlySpan<double> state, Span<double> drift)
    {
        Span<double> active = stackalloc double[Hidden];
        Activate(state, active);
        Constant.CopyTo(drift);
        for (int unit = 0; unit < Hidden; unit++)
            SmallMatrix.AddScaled(drift, Weights[unit] * active[unit], Row(unit));
    }

    public void Jacobian(ReadOnlySpan<double> state, Span<double> jacobian)
    {
        int d = Dimensions;
        Span<double> active = stackalloc double[Hidden];
        Activate(state, active);
        jacobian[..(d * d)].Clear();
        for (int unit = 0; unit < Hidden; unit++)
        {
            double curvature = Weights[unit] * active[unit] * (1 - active[unit]);
            ReadOnlySpan<double> row = Row(unit);
            for (int i = 0; i < d; i++)
                SmallMatrix.AddScaled(jacobian.Slice(i * d, i + 1), curvature * row[i], row[..(i + 1)]);
        }
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < i; j++)
                jacobian[j * d + i] = jacobian[i * d + j];
        }
    }

    /// <summary>Adam on random batches from where the last iteration ended; the moments start anew, as published. Ref: Kingma &amp; Ba 2015, arXiv 1412.6980.</summary>
    public IReference Fit(PathIncrements increments, FitContext context)
    {
        double[] theta = [.. parameters], gradient = new double[theta.Length], first = new double[theta.Length], second = new double[theta.Length];
        var random = new RandomStream(context.Seed, 1, context.Iteration);
        int[] batch = new int[Math.Min(Batch, increments.Count)];
        // A rate that falls with the iterations lets alternating minimisation settle in spite of sampled paths.
        double rate = LearningRate / Math.Sqrt(1 + context.Iteration / 5.0);
        for (int step = 1; step <= Steps; step++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            for (int i = 0; i < batch.Length; i++)
                batch[i] = random.NextIndex(increments.Count);
            With(theta).FillGradient(increments, batch, gradient);
            double corrected = rate * Math.Sqrt(1 - Math.Pow(0.999, step)) / (1 - Math.Pow(0.9, step));
            for (int i = 0; i < theta.Length; i++)
            {
                first[i] = 0.9 * first[i] + 0.1 * gradient[i];
                second[i] = 0.999 * second[i] + 0.001 * gradient[i] * gradient[i];
                theta[i] -= corrected * first[i] / (Math.Sqrt(second[i]) + 1e-8);
            }
        }
        return With(theta);
    }

    IReference IReference.With(double[] parameters) => With(parameters);

    public GradientFieldReference With(double[] parameters) => new(Dimensions, parameters);

    /// <summary>Mean over the batch of |ΔX/Δt − b|², with decay of w; what <see cref="FillGradient"/> differentiates.</summary>
    internal double Loss(PathIncrements increments, ReadOnlySpan<int> batch)
    {
        double sum = 0;
        Span<double> drift = stackalloc double[Dimensions];
        foreach (int n in batch)
        {
            Drift(increments.State(n), drift);
            double distance = TensorPrimitives.Distance(drift, increments.Slope(n));
            sum += distance * distance;
        }
        return sum / batch.Length + Decay * TensorPrimitives.SumOfSquares(Weights);
    }

    /// <summary>∂ Loss / ∂θ. Chunks are summed in their order, so that the result does not depend on the number of threads.</summary>
    internal void FillGradient(PathIncrements increments, int[] batch, double[] gradient)
    {
        double[][] parts = new double[Chunks][];
        Parallel.For(0, Chunks, chunk =>
        {
            double[] part = parts[chunk] = new double[gradient.Length];
            for (int i = chunk; i < batch.Length; i += Chunks)
                Accumulate(increments.State(batch[i]), increments.Slope(batch[i]), part);
        });
        Array.Clear(gradient);
        foreach (double[] part in parts)
            TensorPrimitives.Add(gradient, part, gradient);
        TensorPrimitives.Divide(gradient, batch.Length, gradient);
        Span<double> weights = gradient.AsSpan(Hidden * (Dimensions + 1), Hidden);
        SmallMatrix.AddScaled(weights, 2 * Decay, Weights);
    }

    private void Accumulate(ReadOnlySpan<double> state, ReadOnlySpan<double> slope, double[] gradient)
    {
        int d = Dimensions;
        Span<double> active = stackalloc double[Hidden], error = stackalloc double[d];
        Drift(state, error);
        for (int i = 0; i < d; i++)
            error[i] = 2 * (error[i] - slope[i]);
        Activate(state, active);
        for (int unit = 0; unit < Hidden; unit++)
        {
            double s = active[unit], w = Weights[unit], pull = SmallMatrix.Dot(Row(unit), error), inner = pull * w * s * (1 - s);
            Span<double> row = gradient.AsSpan(unit * d, d);
            SmallMatrix.AddScaled(row, w * s, error);
            SmallMatrix.AddScaled(row, inner, state);
            gradient[Hidden * d + unit] += inner;
            gradient[Hidden * (d + 1) + unit] += pull * s;
        }
        SmallMatrix.AddScaled(gradient.AsSpan(Hidden * (d + 2), d), 1, error);
    }

    private void Activate(ReadOnlySpan<double> state, Span<double> active)
    {
        for (int unit = 0; unit < Hidden; unit++)
            active[unit] = SmallMatrix.Dot(Row(unit), state);
        TensorPrimitives.Add(active, Offsets, active);
        TensorPrimitives.Sigmoid<double>(active, active);
    }
}
