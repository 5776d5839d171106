using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Transport;

/// <summary>The moving state of one Sinkhorn solve: absorbed potentials, and scalings relative to them.</summary>
internal sealed class SinkhornIteration
{
    private readonly double _epsilon;
    private readonly ScalingKernel _kernel;
    private readonly Marginal _source;
    private readonly Marginal _target;
    private readonly double[] _targetWeights;
    private readonly double[] _f;
    private readonly double[] _g;
    private readonly double[] _u;
    private double[] _v;
    private double[] _columnSums = [];
    private bool _mustAbsorb = true;

    public SinkhornIteration(DenseMatrix cost, SinkhornOptions options, double[] source, double[] target, double[]? start)
    {
        _epsilon = options.Epsilon;
        _kernel = new ScalingKernel(cost, _epsilon);
        _source = new Marginal(source, options.SourceRelaxation, _epsilon);
        _target = new Marginal(target, options.TargetRelaxation, _epsilon);
        _targetWeights = target;
        (_f, _u) = (new double[cost.Rows], new double[cost.Rows]);
        _g = start is null ? new double[cost.Columns] : (double[])start.Clone();
        _v = new double[cost.Columns];
        for (int j = 0; j < target.Length; j++)
        {
            if (target[j] == 0)
                _g[j] = double.NegativeInfinity;
        }
    }

    /// <summary>Brings the source side up to date and says how far the target side is from its fixed point.</summary>
    public double UpdateSource()
    {
        double[]? sums = _mustAbsorb ? null : _kernel.Sweep(_v, _u, _f, _source);
        if (sums is null)
        {
            Absorb(_g, _mustAbsorb ? null : _v);
            sums = _kernel.AbsorbRows(_g, _f, _source);
            Array.Fill(_u, 1);
            Array.Fill(_v, 1);
            _mustAbsorb = false;
        }
        _columnSums = sums;
        return _target.IsRelaxed ? LargestChange() : MarginalError();
    }

    /// <summary>Brings the target side up to date; in the log domain when its scaling would leave the safe range.</summary>
    public void UpdateTarget()
    {
        double[] next = new double[_v.Length];
        bool inRange = true;
        for (int j = 0; j < next.Length; j++)
        {
            next[j] = NextScaling(j);
            inRange &= _target.IsInRange(j, next[j]);
        }
        if (inRange)
        {
            _v = next;
            return;
        }
        Absorb(_f, _u);
        Array.Fill(_u, 1);
        _kernel.UpdateColumns(_f, _g, _target);
        _mustAbsorb = true;
    }

    /// <summary>Both potentials in cost units.</summary>
    public (double[] Source, double[] Target) Potentials()
    {
        Absorb(_f, _u);
        return (_f, CurrentTarget());
    }

    private double NextScaling(int j) => _target.Scaling(j, _columnSums[j], _g[j] / _epsilon);

    private double[] CurrentTarget()
    {
        double[] g = (double[])_g.Clone();
        Absorb(g, _v);
        return g;
    }

    private void Absorb(double[] potentials, double[]? scaling)
    {
        for (int i = 0; scaling is not null && i < potentials.Length; i++)
        {
            if (scaling[i] != 0 && !double.IsNegativeInfinity(potentials[i]))
                potentials[i] += _epsilon * Math.Log(scaling[i]);
        }
    }

    private double MarginalError()
    {
        double sum = 0;
        for (int j = 0; j < _v.Length; j++)
        {
            double difference = _v[j] * _columnSums[j] - _targetWeights[j];
            sum += difference * difference;
        }
        return Math.Sqrt(sum);
    }

    /// <summary>Largest |Δ log v| that the coming target update will make.</summary>
    private double LargestChange()
    {
        double largest = 0;
        for (int j = 0; j < _v.Length; j++)
        {
            if (_targetWeights[j] == 0)
                continue;
            double change = Math.Abs(Math.Log(NextScaling(j)) - Math.Log(_v[j]));
            largest = double.IsNaN(change) ? double.NaN : Math.Max(largest, change);
        }
        return largest;
    }
}
