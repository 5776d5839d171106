namespace CellDynamics.Methods.MultiMarginalBridge.References;

/// <summary>Prey and predator: b = (αx − βxy, δxy − γy).</summary>
internal sealed class LotkaVolterraReference(double[]? parameters = null) : ParametricReference(2, parameters ?? [0.01, 0.01, 0.01, 0.01])
{
    public override IReadOnlyList<string> ParameterNames { get; } = ["alpha", "beta", "gamma", "delta"];

    public override IReference With(double[] parameters) => new LotkaVolterraReference(parameters);

    public override void Drift(ReadOnlySpan<double> state, Span<double> drift)
    {
        double[] p = Parameters;
        double meeting = state[0] * state[1];
        drift[0] = p[0] * state[0] - p[1] * meeting;
        drift[1] = p[3] * meeting - p[2] * state[1];
    }

    public override void Jacobian(ReadOnlySpan<double> state, Span<double> jacobian)
    {
        double[] p = Parameters;
        jacobian[0] = p[0] - p[1] * state[1];
        jacobian[1] = -p[1] * state[0];
        jacobian[2] = p[3] * state[1];
        jacobian[3] = p[3] * state[0] - p[2];
    }
}
