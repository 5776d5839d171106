namespace CellDynamics.Methods.Transport;

/// <summary>One side of an entropic problem: its weights, and how strictly they hold.</summary>
/// <remarks>A relaxed side damps every update by ρ/(ρ + ε). Ref: Chizat et al. 2018, Table 1.</remarks>
internal sealed class Marginal
{
    /// <summary>Scalings stay within e^±100: entries lost to underflow (e^−745) then weigh under e^−500 of a row.</summary>
    private const double LogRange = 100;

    private readonly double[] _weights;
    private readonly double[] _logWeights;
    private readonly double _damping;

    public Marginal(double[] weights, double? relaxation, double epsilon)
    {
        _weights = weights;
        _logWeights = Array.ConvertAll(weights, Math.Log);
        IsRelaxed = relaxation is not null;
        _damping = relaxation is { } rho ? rho / (rho + epsilon) : 1;
    }

    public bool IsRelaxed { get; }

    /// <summary>Potential over ε after an update, from the log-sum-exp given as its largest exponent and the remaining sum.</summary>
    public double LogScaling(int i, double largest, double sum) => _damping * (_logWeights[i] - largest - Math.Log(sum));

    /// <summary>exp(potential/ε + largest), without adding two large numbers of opposite sign.</summary>
    public double RowFactor(int i, double largest, double sum) => IsRelaxed
        ? _weights[i] == 0 ? 0 : Math.Exp(_damping * (_logWeights[i] - Math.Log(sum)) + (1 - _damping) * largest)
        : _weights[i] / sum;

    /// <summary>Scaling relative to the absorbed potential.</summary>
    /// <param name="i">Cell.</param>
    /// <param name="mass">Row (or column) sum of the kernel under the other side's scaling.</param>
    /// <param name="absorbed">Absorbed potential over ε.</param>
    public double Scaling(int i, double mass, double absorbed)
    {
        if (_weights[i] == 0)
            return 0;
        double plain = _weights[i] / mass;
        return IsRelaxed ? Math.Exp(_damping * Math.Log(plain) - (1 - _damping) * absorbed) : plain;
    }

    public bool IsInRange(int i, double scaling) => _weights[i] == 0 || Math.Abs(Math.Log(scaling)) <= LogRange;
}
