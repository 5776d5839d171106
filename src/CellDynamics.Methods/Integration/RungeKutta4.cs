using TorchSharp;
using static TorchSharp.torch;

namespace CellDynamics.Methods.Integration;

/// <summary>The classical method of order four with equal steps. Ref: Hairer, Nørsett, Wanner 1993, Solving ODEs I, table II.1.2.</summary>
public sealed class RungeKutta4(int steps) : ITensorSolver
{
    public Tensor Solve(TensorField field, Tensor states, double start, double end, CancellationToken cancellation)
    {
        double h = (end - start) / steps;
        Tensor at = states.alias();
        for (int step = 0; step < steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using DisposeScope scope = NewDisposeScope();
            // Held until the step is over: the collector may free a temporary scalar while the library reads it.
            using Scalar half = h / 2, whole = h, sixth = h / 6, two = 2;
            double t = start + step * h;
            Tensor k1 = field(t, at), k2 = field(t + h / 2, at.add(k1, half)), k3 = field(t + h / 2, at.add(k2, half)), k4 = field(t + h, at.add(k3, whole));
            Tensor next = at.add(k1.add(k2, two).add(k3, two).Plus(k4), sixth).MoveToOuterDisposeScope();
            at.Dispose();
            at = next;
        }
        return at;
    }
}
