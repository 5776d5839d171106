namespace CellDynamics.Methods.MultiMarginalBridge.References;

/// <summary>A ring of three repressors: bᵢ = β / (1 + (xᵢ₋₁/k)ⁿ) − γ xᵢ.</summary>
internal sealed class RepressilatorReference(double[]? parameters = null) : ParametricReference(3, parameters ?? [0.1, 1, 1, 0.1])
{
    private const double Floor = 1e-8;

    public override IReadOnlyList<string> ParameterNames { get; } = ["beta", "n", "k", "gamma"];

    public override IReference With(double[] parameters) => new RepressilatorReference(parameters);

    public override void Drift(ReadOnlySpan<double> state, Span<double> drift)
    {
        double[] p = Parameters;
        for (int i = 0; i < 3; i++)
            drift[i] = p[0] / (1 + Math.Pow(Math.Max(state[(i + 2) % 3], Floor) / p[2], p[1])) - p[3] * state[i];
    }

    public override void Jacobian(ReadOnlySpan<double> state, Span<double> jacobian)
    {
        double[] p = Parameters;
        jacobian.Clear();
        for (int i = 0; i < 3; i++)
        {
            int repressor = (i + 2) % 3;
            double level = Math.Max(state[repressor], Floor), power = Math.Pow(level / p[2], p[1]);
            jacobian[i * 3 + i] = -p[3];
            jacobian[i * 3 + repressor] = state[repressor] <= Floor ? 0 : -p[0] * p[1] * power / level / ((1 + power) * (1 + power));
        }
    }
}
