using System.Numerics.Tensors;
using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.MultiMarginalBridge.GaussianProcess;

/// <summary>A drift regressed on simulated paths: the posterior mean of a Gaussian process over state and time.</summary>
/// <remarks>
/// Kernel (1/Δt) exp(−‖z − z'‖) with z = (x, t), noise σ²/Δt, mean zero, nothing trained; the dimensions share one kernel matrix.
/// Ref: Vargas et al. 2021, arXiv 2106.02081; Shen et al. 2025, arXiv 2408.06277; sbirr 2.2.
/// </remarks>
internal sealed class ProcessDrift
{
    private const double Jitter = 1e-6;

    private readonly double[][] inputs; // one array per dimension, then the time: [dims + 1][rows]
    private readonly double[][] weights; // [dims][rows], the variance of the kernel in them

    private ProcessDrift(double[][] inputs, double[][] weights)
    {
        (this.inputs, this.weights) = (inputs, weights);
    }

    /// <summary>Inputs of all dimensions, the time, then the weights; what <see cref="Restore"/> takes.</summary>
    public double[] State => [.. inputs.Concat(weights).SelectMany(column => column)];

    private int Rows => inputs[0].Length;

    /// <summary>The drift of the paths run the other way: the states in reverse order under the same clock (sbirr 2.3).</summary>
    /// <param name="paths">As simulated, <c>[paths, steps + 1, dims]</c>.</param>
    /// <param name="dimensions">Dimensions of the state.</param>
    /// <param name="grid">Clock and noise.</param>
    /// <param name="device">Where the regression is solved.</param>
    /// <param name="cancellation">Looked at between blocks of the solution.</param>
    public static ProcessDrift OfReversed(double[] paths, int dimensions, BridgeGrid grid, string device, CancellationToken cancellation)
    {
        int steps = grid.Steps, count = paths.Length / dimensions / (steps + 1);
        double dt = grid.Duration / steps;
        DenseMatrix z = new(count * steps, dimensions + 1), y = new(count * steps, dimensions);
        for (int row = 0; row < z.Rows; row++)
        {
            int n = row % steps, at = (row / steps * (steps + 1) + steps - n) * dimensions;
            ReadOnlySpan<double> here = paths.AsSpan(at, dimensions), next = paths.AsSpan(at - dimensions, dimensions);
            here.CopyTo(z.Row(row));
            z[row, dimensions] = n * dt;
            for (int k = 0; k < dimensions; k++)
                y[row, k] = (next[k] - here[k]) / dt;
        }
        DenseMatrix alpha = KernelSystem.Solve(z, y, 1 / dt, grid.Sigma * grid.Sigma / dt + Jitter, device, cancellation);
        TensorPrimitives.Divide(alpha.Values, dt, alpha.Values);
        return new ProcessDrift(Columns(z), Columns(alpha));
    }

    public static ProcessDrift Restore(double[] state, int dimensions)
    {
        double[][] columns = [.. state.Chunk(state.Length / (2 * dimensions + 1))];
        return new ProcessDrift(columns[..(dimensions + 1)], columns[(dimensions + 1)..]);
    }

    /// <summary>The drift as a function, with working memory of its own: one for each thread.</summary>
    public TimedDrift ForOneThread()
    {
        double[] difference = new double[Rows], kernel = new double[Rows];
        return (state, time, drift) =>
        {
            TensorPrimitives.Subtract(inputs[^1], time, difference);
            TensorPrimitives.Multiply(difference, difference, kernel);
            for (int k = 0; k < state.Length; k++)
            {
                TensorPrimitives.Subtract(inputs[k], state[k], difference);
                TensorPrimitives.MultiplyAdd(difference, difference, kernel, kernel);
            }
            TensorPrimitives.Sqrt<double>(kernel, kernel);
            TensorPrimitives.Negate<double>(kernel, kernel);
            TensorPrimitives.Exp<double>(kernel, kernel);
            for (int k = 0; k < drift.Length; k++)
                drift[k] = TensorPrimitives.Dot(kernel, weights[k]);
        };
    }

    private static double[][] Columns(DenseMatrix matrix) => [.. Enumerable.Range(0, matrix.Columns).Select(matrix.Column)];
}
