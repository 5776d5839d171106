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

    /// <summary>The increments of drawn paths.</summary>
    /// <param name="paths">Row-major <c>[paths, total steps + 1, dims]</c>.</param>
    /// <param name="grids">The clock of every interval.</param>
    /// <param name="dimensions">Dimensions of the state.</param>
    public static PathIncrements Of(double[] paths, IReadOnlyList<BridgeGrid> grids, int dimensions)
    {
        int d = dimensions, total = grids.Sum(grid => grid.Steps), count = paths.Length / ((total + 1) * d);
        double[] states = new double[count * total * d], slopes = new double[states.Length];
        int at = 0;
        for (int path = 0; path < count; path++)
        {
            int step = 0;
            foreach (BridgeGrid grid in grids)
            {
                double dt = grid.Duration / grid.Steps;
                for (int n = 0; n < grid.Steps; n++, step++)
                {
                    int from = (path * (total + 1) + step) * d;
                    for (int k = 0; k < d; k++, at++)
                        (states[at], slopes[at]) = (paths[from + k], (paths[from + d + k] - paths[from + k]) / dt);
                }
            }
        }
        return new PathIncrements(states, slopes, d);
    }

    public ReadOnlySpan<double> State(int i) => States.AsSpan(i * Dimensions, Dimensions);

    public ReadOnlySpan<double> Slope(int i) => Slopes.AsSpan(i * Dimensions, Dimensions);
}

/// <param name="Seed">Names the random stream of the fit.</param>
/// <param name="Iteration">Outer iteration, from 0.</param>
/// <param name="Cancellation">Stops between steps.</param>
internal sealed record FitContext(int Seed, int Iteration, CancellationToken Cancellation);
