using System.Numerics.Tensors;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Networks;

namespace CellDynamics.Methods.Staged;

/// <summary>A fitted agent at work, without tensors: its rates, what follows from them, and what they depend on.</summary>
internal sealed class AgentDynamics(AgentWeights weights, AgentUnits units) : IGeneDynamics
{
    private const double Least = 1e-6, Loudest = 20;

    /// <summary>Longest step of the solver, in units of time; the fastest genes of these networks change on the scale of one.</summary>
    private const double LongestStep = 0.1;

    private int GeneCount => weights.GeneCount;

    private int PairCount => weights.PairCount;

    /// <inheritdoc/>
    public DenseMatrix Step(Neighbourhood around, DenseMatrix states, double interval, Perturbation perturbation) => StepAfter(around, [states], [0], interval, perturbation);

    /// <inheritdoc/>
    public DenseMatrix StepAfter(Neighbourhood around, IReadOnlyList<DenseMatrix> states, IReadOnlyList<double> times, double interval, Perturbation perturbation)
    {
        DenseMatrix at = units.Scale(states[^1]);
        DenseMatrix acting = weights.Delay == 0 ? at : GeneMemory.Along([.. times.Select(time => time / units.Time)], [.. states.Select(units.Scale)], weights.Delay)[^1];
        double length = interval / units.Time;
        int steps = Math.Max(1, (int)Math.Ceiling(length / LongestStep - 1e-9));
        for (int step = 0; step < steps; step++)
        {
            DenseMatrix next = Advance(around, at, acting, length / steps, perturbation);
            (at, acting) = (next, GeneMemory.After(acting, at, next, length / steps, weights.Delay));
        }
        return units.Unscale(at);
    }

    /// <summary>Rates of all cells, <c>[cells, genes]</c>, in the unit of the input per time unit.</summary>
    /// <param name="around">Who hears whom.</param>
    /// <param name="states"><c>[cells, genes]</c>, in the unit of the input.</param>
    public DenseMatrix Rates(Neighbourhood around, DenseMatrix states)
    {
        DenseMatrix at = units.Scale(states), rates = Derivative(around, at, at, Perturbation.None);
        for (int i = 0; i < rates.Values.Length; i++)
            rates.Values[i] *= units.Level[i % GeneCount] / units.Time;
        return rates;
    }

    /// <summary>How each cell's rates depend on its own genes and on what its receptors hear.</summary>
    /// <param name="around">Who hears whom.</param>
    /// <param name="states"><c>[cells, genes]</c>, in the unit of the input.</param>
    /// <param name="visit">Called for every cell with ∂(dx_g/dt)/∂x_s <c>[genes g, genes s]</c>, without decay, and ∂(dx_g/dt)/∂z_p <c>[genes, pairs]</c>, in units of the agent; both are reused.</param>
    public void Differentiate(Neighbourhood around, DenseMatrix states, Action<int, DenseMatrix, DenseMatrix> visit)
    {
        DenseMatrix x = units.Scale(states), heard = Heard(around, x);
        var genes = new DenseMatrix(GeneCount, GeneCount);
        var signals = new DenseMatrix(GeneCount, PairCount);
        double[] m = new double[GeneCount], active = new double[GeneCount], known = new double[PairCount], context = new double[weights.Rank];
        for (int cell = 0; cell < x.Rows; cell++)
        {
            int type = around.Types[cell];
            Activate(x.Row(cell), heard.Row(cell), active, known);
            Drive(type, active, known, context, m);
            for (int g = 0; g < GeneCount; g++)
            {
                double on = 1 / (1 + Math.Exp(-m[g])), gain = weights.Production[type, g] * on * (1 - on);
                for (int s = 0; s < GeneCount; s++)
                    genes[g, s] = gain * Slope(type, s, g, active, context) * HillSlope(x[cell, s], active[s], weights.GeneSlope[s]);
                for (int p = 0; p < PairCount; p++)
                    signals[g, p] = gain * weights.Signals[type][p, g] * HillSlope(heard[cell, p], known[p], weights.PairSlope[p]);
            }
            visit(cell, genes, signals);
        }
    }

    /// <summary>What the receptors of each cell hear, <c>[cells, pairs]</c>, in units of the agent.</summary>
    /// <param name="around">Who hears whom.</param>
    /// <param name="x"><c>[cells, genes]</c>, in units of the agent.</param>
    /// <param name="sender">Only the part that comes from cells of this type; null: all of it.</param>
    public DenseMatrix Heard(Neighbourhood around, DenseMatrix x, int? sender = null)
    {
        var heard = new DenseMatrix(x.Rows, PairCount);
        double[] loud = new double[x.Rows];
        for (int p = 0; p < PairCount; p++)
        {
            int ligand = weights.Ligands[p], receptor = weights.Receptors[p];
            for (int cell = 0; cell < x.Rows; cell++)
                loud[cell] = Math.Exp(Math.Min(Loudest, weights.Attention[p] * x[cell, ligand]));
            double Attended(IEnumerable<int> cells)
            {
                double sum = 0, total = 0;
                foreach (int cell in cells)
                {
                    sum += sender is null || around.Types[cell] == sender ? loud[cell] * x[cell, ligand] : 0;
                    total += loud[cell];
                }
                return sum / Math.Max(total, Least);
            }
            double mixed = around.Heard is null ? Attended(Enumerable.Range(0, x.Rows)) : 0;
            for (int cell = 0; cell < x.Rows; cell++)
                heard[cell, p] = x[cell, receptor] * (around.Heard is null ? mixed : Attended(around.Heard[cell]));
        }
        return heard;
    }

    /// <summary>How far a gene acts at a level, between 0 and 1; both in the unit of the input.</summary>
    public double Activity(int gene, double level) => Hill(level / units.Level[gene], weights.GeneHalf[gene], weights.GeneSlope[gene]);

    /// <summary>One step of the classical method of order four; with a delay, whose memory goes along straight lines, of order two. Ref: Hairer, Nørsett, Wanner 1993, table II.1.2. Levels do not fall below 0.</summary>
    private DenseMatrix Advance(Neighbourhood around, DenseMatrix x, DenseMatrix acting, double h, Perturbation perturbation)
    {
        DenseMatrix Stage(DenseMatrix rates, double passed)
        {
            DenseMatrix at = Moved(x, rates, passed);
            return Derivative(around, at, GeneMemory.After(acting, x, at, passed, weights.Delay), perturbation);
        }
        DenseMatrix k1 = Derivative(around, x, acting, perturbation), k2 = Stage(k1, h / 2), k3 = Stage(k2, h / 2), k4 = Stage(k3, h);
        var next = new DenseMatrix(x.Rows, x.Columns);
        for (int i = 0; i < next.Values.Length; i++)
            next.Values[i] = Math.Max(0, x.Values[i] + h / 6 * (k1.Values[i] + 2 * k2.Values[i] + 2 * k3.Values[i] + k4.Values[i]));
        return next;
    }

    private static DenseMatrix Moved(DenseMatrix x, DenseMatrix rates, double h)
    {
        var moved = new DenseMatrix(x.Rows, x.Columns);
        TensorPrimitives.MultiplyAdd(rates.Values, h, x.Values, moved.Values);
        return moved;
    }

    /// <param name="around">Who hears whom.</param>
    /// <param name="x">Levels, which decay.</param>
    /// <param name="acting">Levels that drive; without a delay the same.</param>
    /// <param name="perturbation">What was done.</param>
    private DenseMatrix Derivative(Neighbourhood around, DenseMatrix x, DenseMatrix acting, Perturbation perturbation)
    {
        DenseMatrix heard = Heard(around, acting);
        var rates = new DenseMatrix(x.Rows, GeneCount);
        double[] m = new double[GeneCount], active = new double[GeneCount], known = new double[PairCount], context = new double[weights.Rank];
        for (int cell = 0; cell < x.Rows; cell++)
        {
            int type = around.Types[cell];
            Activate(acting.Row(cell), heard.Row(cell), active, known);
            foreach (int pair in perturbation.Blocked)
                known[pair] = 0;
            Drive(type, active, known, context, m);
            Span<double> rate = rates.Row(cell);
            TensorPrimitives.Sigmoid(m, rate);
            for (int g = 0; g < GeneCount; g++)
                rate[g] = weights.Production[type, g] * rate[g] * perturbation.Made.GetValueOrDefault(g, 1) - weights.Decay[type, g] * x[cell, g];
            foreach (int gene in perturbation.Held.Keys)
                rate[gene] = 0;
        }
        return rates;
    }

    private void Activate(ReadOnlySpan<double> x, ReadOnlySpan<double> heard, double[] active, double[] known)
    {
        for (int g = 0; g < active.Length; g++)
            active[g] = Hill(x[g], weights.GeneHalf[g], weights.GeneSlope[g]);
        for (int p = 0; p < known.Length; p++)
            known[p] = Hill(heard[p], weights.PairHalf[p], weights.PairSlope[p]);
    }

    /// <summary>m of one cell, and the context that its state sets.</summary>
    private void Drive(int type, double[] active, double[] known, double[] context, double[] m)
    {
        weights.Bias.Row(type).CopyTo(m);
        AddProduct(active, weights.Genes[type], m);
        AddProduct(known, weights.Signals[type], m);
        for (int q = 0; q < context.Length; q++)
        {
            context[q] = Math.Tanh(TensorPrimitives.Dot<double>(active, weights.ContextIn[type].Column(q)));
            double[] weighed = new double[m.Length], part = new double[m.Length];
            TensorPrimitives.Multiply(active, weights.ContextSource[type].Row(q), weighed);
            AddProduct(weighed, weights.Genes[type], part);
            for (int g = 0; g < m.Length; g++)
                m[g] += context[q] * weights.ContextOut[type][q, g] * part[g];
        }
    }

    /// <summary>∂m_g/∂h_s.</summary>
    private double Slope(int type, int s, int g, double[] active, double[] context)
    {
        double strength = weights.Genes[type][s, g], factor = 1, through = 0;
        for (int q = 0; q < context.Length; q++)
        {
            double outward = weights.ContextOut[type][q, g];
            factor += context[q] * weights.ContextSource[type][q, s] * outward;
            double sum = 0;
            for (int other = 0; other < active.Length; other++)
                sum += active[other] * weights.ContextSource[type][q, other] * weights.Genes[type][other, g];
            through += (1 - context[q] * context[q]) * weights.ContextIn[type][s, q] * outward * sum;
        }
        return strength * factor + through;
    }

    private static void AddProduct(double[] row, DenseMatrix matrix, double[] sum)
    {
        for (int i = 0; i < row.Length; i++)
        {
            if (row[i] != 0)
                TensorPrimitives.MultiplyAdd(matrix.Row(i), row[i], sum, sum);
        }
    }

    private static double Hill(double x, double half, double slope) => 1 / (1 + Math.Pow(half / Math.Max(x, Least), slope));

    /// <summary>dh/dx where h = h(x).</summary>
    private static double HillSlope(double x, double h, double slope) => x < Least ? 0 : slope * h * (1 - h) / x;
}
