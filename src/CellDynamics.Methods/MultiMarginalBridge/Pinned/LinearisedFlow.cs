using CellDynamics.Methods.Integration;
using CellDynamics.Methods.MultiMarginalBridge.References;

namespace CellDynamics.Methods.MultiMarginalBridge.Pinned;

/// <summary>The reference process from one cell, linearised along a path: a Gaussian chain that can be conditioned on where it ends.</summary>
/// <remarks>
/// X<sub>n+1</sub> = z<sub>n</sub> + b(z<sub>n</sub>) Δt + (I + J(z<sub>n</sub>) Δt)(X<sub>n</sub> − z<sub>n</sub>) + σ √Δt ξ, exact for linear drifts. Conditioning is the
/// Rauch–Tung–Striebel smoother (Särkkä 2013, Thm 8.2). Linearising again along the smoothed path is Gauss–Newton on the most probable
/// pinned path (Bell 1994, doi 10.1137/0804035), and the end density is then its Laplace approximation.
/// </remarks>
internal sealed class LinearisedFlow(IReference reference, int steps, double duration, double sigma)
{
    private readonly int d = reference.Dimensions;
    private readonly double dt = duration / steps;
    private readonly double[] transition = new double[steps * reference.Dimensions * reference.Dimensions];
    private readonly double[] mean = new double[(steps + 1) * reference.Dimensions];
    private readonly double[] covariance = new double[(steps + 1) * reference.Dimensions * reference.Dimensions];
    private readonly double[] factor = new double[(steps + 1) * reference.Dimensions * reference.Dimensions];
    private readonly double[] work = new double[reference.Dimensions * (reference.Dimensions + 2)];
    private double logNormaliser;

    /// <summary>Mean of the chain at the end, <c>[dims]</c>.</summary>
    public ReadOnlySpan<double> EndMean => mean.AsSpan(steps * d, d);

    /// <summary>The path that the drift alone takes from a cell, <c>[steps + 1, dims]</c>.</summary>
    public void Follow(ReadOnlySpan<double> start, Span<double> path)
    {
        start.CopyTo(path);
        Span<double> drift = stackalloc double[d];
        for (int n = 0; n < steps; n++)
        {
            Span<double> here = path.Slice(n * d, d), next = path.Slice((n + 1) * d, d);
            reference.Drift(here, drift);
            for (int i = 0; i < d; i++)
                next[i] = here[i] + drift[i] * dt;
        }
    }

    /// <summary>Linearises along a path that starts at the cell, <c>[steps + 1, dims]</c>.</summary>
    public void Linearise(ReadOnlySpan<double> path)
    {
        path[..d].CopyTo(mean);
        covariance.AsSpan(0, d * d).Clear();
        Span<double> drift = stackalloc double[d], offset = stackalloc double[d];
        Span<double> product = work.AsSpan(0, d * d);
        for (int n = 0; n < steps; n++)
        {
            ReadOnlySpan<double> z = path.Slice(n * d, d), m = mean.AsSpan(n * d, d);
            Span<double> a = transition.AsSpan(n * d * d, d * d), next = mean.AsSpan((n + 1) * d, d), s = covariance.AsSpan((n + 1) * d * d, d * d);
            reference.Drift(z, drift);
            reference.Jacobian(z, a);
            for (int i = 0; i < d; i++)
            {
                offset[i] = m[i] - z[i];
                for (int j = 0; j < d; j++)
                    a[i * d + j] = a[i * d + j] * dt + (i == j ? 1 : 0);
            }
            SmallMatrix.Apply(a, offset, next);
            for (int i = 0; i < d; i++)
                next[i] += z[i] + drift[i] * dt;
            SmallMatrix.Multiply(a, covariance.AsSpan(n * d * d, d * d), product, d);
            SmallMatrix.MultiplyTransposed(product, a, s, d);
            for (int i = 0; i < d; i++)
                s[i * d + i] += sigma * sigma * dt;
            SmallMatrix.Cholesky(s, factor.AsSpan((n + 1) * d * d, d * d), d);
        }
        logNormaliser = -0.5 * (SmallMatrix.LogDeterminant(EndFactor, d) + d * Math.Log(2 * Math.PI));
    }

    private ReadOnlySpan<double> EndFactor => factor.AsSpan(steps * d * d, d * d);

    /// <summary>log q(end | start) of the linearised chain.</summary>
    public double LogDensity(ReadOnlySpan<double> end)
    {
        Span<double> deviation = stackalloc double[d];
        for (int i = 0; i < d; i++)
            deviation[i] = end[i] - mean[steps * d + i];
        SmallMatrix.SolveLower(EndFactor, deviation);
        return logNormaliser - 0.5 * SmallMatrix.Dot(deviation, deviation);
    }

    /// <summary>The mean path of the chain pinned at <paramref name="end"/>, <c>[steps + 1, dims]</c>.</summary>
    public void PinnedMean(ReadOnlySpan<double> end, Span<double> path) => Pin(end, null, path);

    /// <summary>A draw from the chain pinned at <paramref name="end"/>, <c>[steps + 1, dims]</c>.</summary>
    public void PinnedSample(ReadOnlySpan<double> end, RandomStream random, Span<double> path) => Pin(end, random, path);

    private void Pin(ReadOnlySpan<double> end, RandomStream? random, Span<double> path)
    {
        end.CopyTo(path.Slice(steps * d, d));
        Span<double> deviation = stackalloc double[d];
        for (int n = steps - 1; n > 0; n--)
        {
            ReadOnlySpan<double> later = path.Slice((n + 1) * d, d), a = transition.AsSpan(n * d * d, d * d), s = covariance.AsSpan(n * d * d, d * d);
            ReadOnlySpan<double> laterFactor = factor.AsSpan((n + 1) * d * d, d * d);
            Span<double> here = path.Slice(n * d, d);
            for (int i = 0; i < d; i++)
                deviation[i] = later[i] - mean[(n + 1) * d + i];
            if (random is not null)
                AddPredictiveNoise(deviation, n, random);
            SmallMatrix.SolveLower(laterFactor, deviation);
            SmallMatrix.SolveUpper(laterFactor, deviation);
            ApplyGain(a, s, deviation, here);
            for (int i = 0; i < d; i++)
                here[i] += mean[n * d + i];
            if (random is not null)
                SmallMatrix.AddScaled(here, 1, work.AsSpan(d * d, d));
        }
        mean.AsSpan(0, d).CopyTo(path);
    }

    /// <summary>Sampling by simulation smoothing: subtract a joint draw of (X_n, X_{n+1}) from what is conditioned on, add its X_n afterwards. Ref: Durbin &amp; Koopman 2002, doi 10.1093/biomet/89.3.603.</summary>
    private void AddPredictiveNoise(Span<double> deviation, int n, RandomStream random)
    {
        Span<double> noise = work.AsSpan(d * d, d), normal = work.AsSpan(d * d + d, d), moved = stackalloc double[d];
        random.FillNormal(normal);
        ReadOnlySpan<double> root = factor.AsSpan(n * d * d, d * d);
        SmallMatrix.Apply(root, normal, noise);
        SmallMatrix.Apply(transition.AsSpan(n * d * d, d * d), noise, moved);
        double step = sigma * Math.Sqrt(dt);
        for (int i = 0; i < d; i++)
            deviation[i] -= moved[i] + step * random.NextNormal();
    }

    /// <summary>here ← S Aᵀ x.</summary>
    private void ApplyGain(ReadOnlySpan<double> a, ReadOnlySpan<double> s, ReadOnlySpan<double> x, Span<double> here)
    {
        Span<double> pulled = stackalloc double[d];
        pulled.Clear();
        for (int k = 0; k < d; k++)
            SmallMatrix.AddScaled(pulled, x[k], a.Slice(k * d, d));
        SmallMatrix.Apply(s, pulled, here);
    }
}
