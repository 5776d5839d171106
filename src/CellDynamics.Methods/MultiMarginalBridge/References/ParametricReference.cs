using CellDynamics.Methods.Integration;

namespace CellDynamics.Methods.MultiMarginalBridge.References;

/// <summary>A family with a few non-negative parameters that mean something, fitted by Levenberg–Marquardt on their logarithms.</summary>
/// <remarks>The published code takes absolute values and twenty steps of Adam; that cannot bring a parameter far in one pass (sbirr 5.6 vi). The optimum is the same.</remarks>
internal abstract class ParametricReference(int dimensions, double[] parameters) : IReference
{
    private const int Iterations = 30;
    private const double Smallest = 1e-6, Largest = 1e4, LargestStep = 1.0, FiniteStep = 1e-5;

    public int Dimensions => dimensions;

    public double[] Parameters => parameters;

    public abstract IReadOnlyList<string> ParameterNames { get; }

    public abstract IReference With(double[] parameters);

    public abstract void Drift(ReadOnlySpan<double> state, Span<double> drift);

    public abstract void Jacobian(ReadOnlySpan<double> state, Span<double> jacobian);

    public IReference Fit(PathIncrements increments, FitContext context)
    {
        IReference current = this;
        double loss = Loss(current, increments), damping = 1e-3;
        for (int iteration = 0; iteration < Iterations && damping < 1e8; iteration++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            (double[] gram, double[] gradient) = NormalEquations(current, increments);
            IReference? better = null;
            while (better is null && damping < 1e8)
            {
                IReference candidate = Step(current, gram, gradient, damping);
                double candidateLoss = Loss(candidate, increments);
                if (candidateLoss < loss)
                {
                    bool isSettled = loss - candidateLoss < 1e-12 * loss;
                    (better, loss, damping) = (candidate, candidateLoss, Math.Max(damping / 5, 1e-9));
                    if (isSettled)
                        return better;
                }
                else
                {
                    damping *= 4;
                }
            }
            current = better ?? current;
        }
        return current;
    }

    private static IReference Step(IReference current, double[] gram, double[] gradient, double damping)
    {
        int count = gradient.Length;
        double[] damped = [.. gram], factor = new double[count * count], step = [.. gradient];
        double mean = Enumerable.Range(0, count).Average(i => gram[i * count + i]);
        for (int i = 0; i < count; i++)
            damped[i * count + i] += damping * (gram[i * count + i] + 1e-6 * mean) + 1e-12;
        SmallMatrix.Cholesky(damped, factor, count);
        SmallMatrix.SolveLower(factor, step);
        SmallMatrix.SolveUpper(factor, step);
        return current.With([.. current.Parameters.Select((p, i) => Math.Clamp(p * Math.Exp(Math.Clamp(step[i], -LargestStep, LargestStep)), Smallest, Largest))]);
    }

    private static double Loss(IReference reference, PathIncrements increments)
    {
        double sum = 0;
        Span<double> drift = stackalloc double[reference.Dimensions];
        for (int i = 0; i < increments.Count; i++)
        {
            reference.Drift(increments.State(i), drift);
            ReadOnlySpan<double> slope = increments.Slope(i);
            for (int j = 0; j < drift.Length; j++)
                sum += (slope[j] - drift[j]) * (slope[j] - drift[j]);
        }
        return sum / increments.Count;
    }

    /// <summary>JᵀJ and Jᵀr with J = ∂b/∂ log θ by central differences.</summary>
    private static (double[] Gram, double[] Gradient) NormalEquations(IReference reference, PathIncrements increments)
    {
        double[] parameters = reference.Parameters;
        int count = parameters.Length, d = reference.Dimensions;
        IReference[] up = [.. Enumerable.Range(0, count).Select(i => Scaled(reference, i, Math.Exp(FiniteStep)))];
        IReference[] down = [.. Enumerable.Range(0, count).Select(i => Scaled(reference, i, Math.Exp(-FiniteStep)))];
        double[] gram = new double[count * count], gradient = new double[count], sensitivity = new double[count * d], residual = new double[d];
        Span<double> high = stackalloc double[d], low = stackalloc double[d];
        for (int n = 0; n < increments.Count; n++)
        {
            reference.Drift(increments.State(n), residual);
            ReadOnlySpan<double> slope = increments.Slope(n);
            for (int j = 0; j < d; j++)
                residual[j] = slope[j] - residual[j];
            for (int i = 0; i < count; i++)
            {
                up[i].Drift(increments.State(n), high);
                down[i].Drift(increments.State(n), low);
                for (int j = 0; j < d; j++)
                    sensitivity[i * d + j] = (high[j] - low[j]) / (2 * FiniteStep);
            }
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<double> row = sensitivity.AsSpan(i * d, d);
                gradient[i] += SmallMatrix.Dot(row, residual) / increments.Count;
                for (int k = 0; k < count; k++)
                    gram[i * count + k] += SmallMatrix.Dot(row, sensitivity.AsSpan(k * d, d)) / increments.Count;
            }
        }
        return (gram, gradient);
    }

    private static IReference Scaled(IReference reference, int index, double factor)
    {
        double[] changed = [.. reference.Parameters];
        changed[index] *= factor;
        return reference.With(changed);
    }
}
