using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;
using TorchSharp;
using static TorchSharp.torch;

namespace CellDynamics.Methods.MultiMarginalBridge.GaussianProcess;

/// <summary>(K + νI) α = Y with the exponential kernel K<sub>ij</sub> = v exp(−‖z<sub>i</sub> − z<sub>j</sub>‖), solved exactly.</summary>
/// <remarks>
/// One matrix is kept and factored in place, panel by panel, left-looking: n³/3 multiplications as in LAPACK, half the memory of a factor beside the matrix,
/// and a cancel is heard between panels. Ref: Golub &amp; Van Loan 2013, section 4.2.5. Only the lower triangle is ever filled or read.
/// </remarks>
internal static class KernelSystem
{
    /// <summary>Multiplications of one panel: a fraction of a second on two cores.</summary>
    private const double PanelWork = 4e9;

    private const int NarrowestPanel = 64, WidestPanel = 512;

    /// <summary>Below it, threads wait for each other longer than they work; on a busy machine, ten times as long.</summary>
    private const int LeastRowsForThreads = 1000;

    /// <param name="inputs">z, <c>[n, inputs]</c>.</param>
    /// <param name="targets">Y, <c>[n, outputs]</c>.</param>
    /// <param name="variance">v.</param>
    /// <param name="noise">ν.</param>
    /// <param name="device">Where the matrix lives.</param>
    /// <param name="cancellation">Looked at between panels.</param>
    /// <returns>α, <c>[n, outputs]</c>.</returns>
    public static DenseMatrix Solve(DenseMatrix inputs, DenseMatrix targets, double variance, double noise, string device, CancellationToken cancellation)
    {
        using TorchThreads threads = TorchThreads.UseOneIf(inputs.Rows < LeastRowsForThreads);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        Tensor z = tensor(inputs.Values, inputs.Rows, inputs.Columns, device: device), y = tensor(targets.Values, targets.Rows, targets.Columns, device: device);
        // Not cleared: the upper triangle is never read, and clearing gigabytes would be deaf to a cancel.
        Tensor system = empty(inputs.Rows, inputs.Rows, dtype: float64, device: device);
        Fill(system, z, variance, cancellation);
        system.diagonal().AddInPlace(noise);
        Factor(system, cancellation);
        Tensor halfway = linalg.solve_triangular(system, y, upper: false);
        Tensor weights = linalg.solve_triangular(system.t(), halfway, upper: true);
        return new DenseMatrix(targets.Rows, targets.Columns, weights.contiguous().cpu().data<double>().ToArray());
    }

    private static void Fill(Tensor system, Tensor z, double variance, CancellationToken cancellation)
    {
        using Scalar scale = variance;
        foreach ((long first, long width) in Panels(z.shape[0]))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            // Not by way of x·y: that loses the small distances, where this kernel has its kink.
            Tensor rows = cdist(z.narrow(0, first, width), z.narrow(0, 0, first + width), 2, compute_mode.donot_use_mm_for_euclid_dist);
            system.narrow(0, first, width).narrow(1, 0, first + width).copy_(rows.neg_().exp_().mul_(scale));
        }
    }

    /// <summary>system ← L in its lower triangle, L Lᵀ = system.</summary>
    private static void Factor(Tensor system, CancellationToken cancellation)
    {
        long size = system.shape[0];
        foreach ((long first, long width) in Panels(size))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            Tensor panel = system.narrow(0, first, size - first).narrow(1, first, width);
            if (first > 0)
                panel.addmm_(system.narrow(0, first, size - first).narrow(1, 0, first), system.narrow(0, first, width).narrow(1, 0, first).t(), 1, -1);
            Tensor corner = linalg.cholesky(panel.narrow(0, 0, width));
            panel.narrow(0, 0, width).copy_(corner);
            Tensor below = panel.narrow(0, width, size - first - width);
            below.copy_(linalg.solve_triangular(corner.t(), below, upper: true, left: false));
        }
    }

    private static IEnumerable<(long First, long Width)> Panels(long size)
    {
        long width = (long)Math.Clamp(4 * PanelWork / size / size, NarrowestPanel, WidestPanel);
        for (long first = 0; first < size; first += width)
            yield return (first, Math.Min(width, size - first));
    }
}
