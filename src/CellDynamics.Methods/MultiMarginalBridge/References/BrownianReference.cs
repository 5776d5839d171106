namespace CellDynamics.Methods.MultiMarginalBridge.References;

/// <summary>No drift: cells wander. The bridge is then the plain Schrödinger bridge.</summary>
internal sealed class BrownianReference(int dimensions) : IReference
{
    public int Dimensions => dimensions;

    public double[] Parameters => [];

    public IReadOnlyList<string> ParameterNames => [];

    public void Drift(ReadOnlySpan<double> state, Span<double> drift) => drift.Clear();

    public void Jacobian(ReadOnlySpan<double> state, Span<double> jacobian) => jacobian.Clear();

    public IReference Fit(PathIncrements increments, FitContext context) => this;

    public IReference With(double[] parameters) => this;
}
