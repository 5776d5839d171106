using TorchSharp;
using static TorchSharp.torch;

namespace CellDynamics.Methods.Integration;

/// <summary>Dormand and Prince's pair of orders five and four with steps chosen by the error ("dopri5"). Ref: Dormand &amp; Prince 1980; Hairer, Nørsett, Wanner 1993, table II.5.2 and section II.4.</summary>
/// <param name="tolerance">Absolute and relative error per step.</param>
/// <param name="mostSteps">More, and the field is taken to be broken.</param>
public sealed class DormandPrince(double tolerance, int mostSteps = 10_000) : ITensorSolver
{
    private static readonly double[] C = [0, 1.0 / 5, 3.0 / 10, 4.0 / 5, 8.0 / 9, 1, 1];

    private static readonly double[][] A =
    [
        [],
        [1.0 / 5],
        [3.0 / 40, 9.0 / 40],
        [44.0 / 45, -56.0 / 15, 32.0 / 9],
        [19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729],
        [9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656],
        [35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84],
    ];

    /// <summary>Fifth minus fourth order weights.</summary>
    private static readonly double[] Error =
        [71.0 / 57600, 0, -71.0 / 16695, 71.0 / 1920, -17253.0 / 339200, 22.0 / 525, -1.0 / 40];

    /// <summary>How often the field was asked in the last call.</summary>
    public int Evaluations { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The field is so steep, or not finite, that the most steps were not enough.</exception>
    public Tensor Solve(TensorField field, Tensor states, double start, double end, CancellationToken cancellation)
    {
        Evaluations = 0;
        double t = start, h = (end - start) / 20, sign = Math.Sign(end - start);
        Tensor at = states.alias(), slope = Ask(field, t, at);
        for (int step = 0; sign * (end - t) > 1e-12 * Math.Abs(end - start); step++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (step >= mostSteps || Math.Abs(h) < 1e-10 * Math.Abs(end - start))
                throw new InvalidOperationException($"The flow could not be followed to its end: after {step} steps it stood at {t:G4}. Train with a smaller learning rate, or use the rk4 solver.");
            if (sign * (t + h - end) > 0)
                h = end - t;
            using DisposeScope scope = NewDisposeScope();
            (Tensor next, Tensor last, double error) = Step(field, t, h, at, slope);
            if (error <= 1)
            {
                t += h;
                at.Dispose();
                slope.Dispose();
                (at, slope) = (next.MoveToOuterDisposeScope(), last.MoveToOuterDisposeScope());
            }
            h *= double.IsFinite(error) ? Math.Clamp(0.9 * Math.Pow(Math.Max(error, 1e-10), -0.2), 0.2, 5) : 0.2;
        }
        slope.Dispose();
        return at;
    }

    /// <summary>What the pair estimates as the error of one step of a field that does not depend on time; gradients pass through it.</summary>
    /// <param name="field">Velocity.</param>
    /// <param name="states">Any shape.</param>
    /// <param name="length">Of the step, of a shape that spreads over the states.</param>
    internal static Tensor LocalError(TensorField field, Tensor states, Tensor length)
    {
        var k = new Tensor[7];
        for (int stage = 0; stage < 7; stage++)
            k[stage] = field(0, stage == 0 ? states : states.Plus(length.mul(Combined(zeros_like(states), k, A[stage], 1))));
        return length.mul(Combined(zeros_like(states), k, Error, 1));
    }

    private (Tensor Next, Tensor Slope, double Error) Step(TensorField field, double t, double h, Tensor at, Tensor slope)
    {
        var k = new Tensor[7];
        k[0] = slope;
        Tensor next = at;
        for (int stage = 1; stage < 7; stage++)
        {
            next = Combined(at, k, A[stage], h);
            k[stage] = Ask(field, t + C[stage] * h, next);
        }
        using Scalar allowed = tolerance;
        Tensor error = Combined(zeros_like(at), k, Error, h), scale = maximum(at.abs(), next.abs()).mul(allowed).AddInPlace(tolerance);
        return (next, k[6], error.div(scale).Squared().mean().sqrt().ToDouble());
    }

    private Tensor Ask(TensorField field, double t, Tensor at)
    {
        Evaluations++;
        return field(t, at);
    }

    private static Tensor Combined(Tensor at, Tensor[] k, double[] weights, double h)
    {
        Tensor sum = at;
        for (int i = 0; i < weights.Length; i++)
        {
            // Held until the call is over: the collector may free a temporary scalar while the library reads it.
            using Scalar weight = h * weights[i];
            if (weights[i] != 0)
                sum = sum.add(k[i], weight);
        }
        return sum;
    }
}
