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
            double t = start + step * h;
            Tensor k1 = field(t, at), k2 = field(t + h / 2, at.add(k1, h / 2)), k3 = field(t + h / 2, at.add(k2, h / 2)), k4 = field(t + h, at.add(k3, h));
            Tensor next = at.add(k1 + 2 * k2 + 2 * k3 + k4, h / 6).MoveToOuterDisposeScope();
            at.Dispose();
            at = next;
        }
        return at;
    }
}
