namespace CellDynamics.Methods.Tests.MultiMarginalBridge;

/// <summary>The Schrödinger bridge between two Gaussians under dX = (A X + c) dt + σ dW, in closed form.</summary>
/// <remarks>With X<sub>T</sub>|x ~ N(Φx + κ, Q), the coupling in the coordinates Q^(−1/2)Φx and Q^(−1/2)y is the entropic one with ε = 1,
/// C = ½(S₀^½ (4 S₀^½ S₁ S₀^½ + I)^½ S₀^(−½) − I). Ref: Janati et al. 2020, arXiv 2006.02572, Thm 1; Bunne et al. 2023, arXiv 2202.05722.</remarks>
internal sealed class GaussianBridge
{
    private const int Fine = 200_000;

    private readonly Matrix2 drift;
    private readonly (double X, double Y) constant;
    private readonly double duration;
    private readonly double sigma;

    public GaussianBridge(Matrix2 drift, (double X, double Y) constant, double duration, double sigma)
    {
        (this.drift, this.constant, this.duration, this.sigma) = (drift, constant, duration, sigma);
    }

    /// <summary>Mean and covariance of the bridge at a time.</summary>
    public ((double X, double Y) Mean, Matrix2 Covariance) At(
        double time, (double X, double Y) mean0, Matrix2 covariance0, (double X, double Y) mean1, Matrix2 covariance1)
    {
        (Matrix2 phi, (double X, double Y) kappa, Matrix2 q) = Flow(duration);
        (Matrix2 phiT, (double X, double Y) kappaT, Matrix2 qT) = Flow(time);
        Matrix2 later = Flow(duration - time).Phi, root = q.Root, whiten = root.Inverse;
        Matrix2 s0 = whiten * phi * covariance0 * phi.Transposed * whiten, s1 = whiten * covariance1 * whiten;
        Matrix2 half = s0.Root, inner = (half * s1 * half * 4 + Matrix2.Identity).Root;
        Matrix2 coupled = (half * inner * half.Inverse - Matrix2.Identity) * 0.5;
        Matrix2 cross = phi.Inverse * root * coupled * root; // Cov(x, y)
        Matrix2 gain = qT * later.Transposed * q.Inverse, left = phiT - gain * phi;
        (double X, double Y) start = left * mean0, end = gain * (mean1.X - kappa.X, mean1.Y - kappa.Y);
        Matrix2 mixed = left * cross * gain.Transposed;
        Matrix2 covariance = left * covariance0 * left.Transposed + gain * covariance1 * gain.Transposed + mixed + mixed.Transposed + qT - gain * later * qT;
        return ((start.X + end.X + kappaT.X, start.Y + end.Y + kappaT.Y), covariance);
    }

    /// <summary>Φ, κ and Q by steps so short that their error is far below the tolerance of any test.</summary>
    private (Matrix2 Phi, (double X, double Y) Kappa, Matrix2 Q) Flow(double time)
    {
        double dt = time / Fine;
        Matrix2 step = Matrix2.Identity + drift * dt + drift * drift * (dt * dt / 2), phi = Matrix2.Identity, q = new(0, 0, 0, 0);
        (double X, double Y) kappa = (0, 0);
        for (int n = 0; n < Fine; n++)
        {
            phi = step * phi;
            (double X, double Y) moved = step * kappa;
            kappa = (moved.X + constant.X * dt, moved.Y + constant.Y * dt);
            q = step * q * step.Transposed + Matrix2.Identity * (sigma * sigma * dt);
        }
        return (phi, kappa, q);
    }
}
