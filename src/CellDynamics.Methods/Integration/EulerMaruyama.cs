namespace CellDynamics.Methods.Integration;

/// <summary>Drift of a stochastic differential equation with additive noise.</summary>
/// <param name="state">State, <c>[dims]</c>.</param>
/// <param name="drift">Receives the drift, <c>[dims]</c>.</param>
public delegate void Drift(ReadOnlySpan<double> state, Span<double> drift);

/// <summary>dX = b(X) dt + σ dW by X ← X + b(X) Δt + σ √Δt ξ: strong order one for additive noise.</summary>
/// <remarks>Ref: Kloeden &amp; Platen 1992, Eq. 10.2.4; sbirr 2.1.</remarks>
public static class EulerMaruyama
{
    /// <summary>Moves a state on by <paramref name="duration"/> in steps of at most <paramref name="step"/>.</summary>
    public static void Advance(Span<double> state, Drift drift, double sigma, double duration, double step, RandomStream random)
    {
        int steps = Math.Max(1, (int)Math.Ceiling(duration / step - 1e-9));
        double dt = duration / steps, noise = sigma * Math.Sqrt(dt);
        Span<double> slope = stackalloc double[state.Length];
        for (int n = 0; n < steps; n++)
        {
            drift(state, slope);
            for (int i = 0; i < state.Length; i++)
                state[i] += slope[i] * dt + (noise == 0 ? 0 : noise * random.NextNormal());
        }
    }
}
