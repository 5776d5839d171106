namespace CellDynamics.Methods.MultiMarginalBridge.References;

/// <summary>A drift b<sub>θ</sub> of the reference process dX = b<sub>θ</sub>(X) dt + σ dW, with its parameters θ. Immutable: fitting returns a new one.</summary>
internal interface IReference
{
    int Dimensions { get; }

    /// <summary>θ, with names for those that mean something; the state of a checkpoint.</summary>
    double[] Parameters { get; }

    /// <summary>Names of θ where they mean something, else empty.</summary>
    IReadOnlyList<string> ParameterNames { get; }

    void Drift(ReadOnlySpan<double> state, Span<double> drift);

    /// <summary>∂bᵢ/∂xⱼ, row-major <c>[dims, dims]</c>.</summary>
    void Jacobian(ReadOnlySpan<double> state, Span<double> jacobian);

    /// <summary>θ of largest likelihood on the increments of bridge paths (Girsanov): argmin Σ |ΔX/Δt − b<sub>θ</sub>(X)|². Ref: Shen et al. 2025, arXiv 2408.06277.</summary>
    IReference Fit(PathIncrements increments, FitContext context);

    IReference With(double[] parameters);
}

/// <summary>Increments of bridge paths: what the drift is fitted on.</summary>
/// <param name="States">Where each increment starts, row-major <c>[increments, dims]</c>.</param>
/// <param name="Slopes">ΔX/Δt, row-major <c>[increments, dims]</c>.</param>
/// <param name="Dimensions">Dimensions of the state.</param>
internal sealed record PathIncrements(double[] States, double[] Slopes, int Dimensions)
{
    public int Count => States.Length / Dimensions;

    public ReadOnlySpan<double> State(int i) => States.AsSpan(i * Dimensions, Dimensions);

    public ReadOnlySpan<double> Slope(int i) => Slopes.AsSpan(i * Dimensions, Dimensions);
}

/// <param name="Seed">Names the random stream of the fit.</param>
/// <param name="Iteration">Outer iteration, from 0.</param>
/// <param name="Cancellation">Stops between steps.</param>
internal sealed record FitContext(int Seed, int Iteration, CancellationToken Cancellation);
