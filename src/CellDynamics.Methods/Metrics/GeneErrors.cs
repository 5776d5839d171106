using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Networks;

namespace CellDynamics.Methods.Metrics;

/// <summary>How far predicted levels of genes are from the true ones.</summary>
public static class GeneErrors
{
    /// <summary>Mean over cells and genes of the squared difference.</summary>
    /// <param name="predicted"><c>[cells, genes]</c>.</param>
    /// <param name="truth"><c>[cells, genes]</c>.</param>
    public static double MeanSquare(DenseMatrix predicted, DenseMatrix truth)
    {
        double sum = 0;
        for (int i = 0; i < truth.Values.Length; i++)
            sum += (predicted.Values[i] - truth.Values[i]) * (predicted.Values[i] - truth.Values[i]);
        return sum / truth.Values.Length;
    }

    /// <summary>Mean squared error of the next state, every step begun from the true state; the true states before it are known too.</summary>
    /// <param name="dynamics">What moves the genes.</param>
    /// <param name="around">Types of the cells and who hears whom.</param>
    /// <param name="cells">The truth; at least two times.</param>
    /// <param name="cancellation">Asked at every time.</param>
    public static double OneStep(IGeneDynamics dynamics, Neighbourhood around, CellTrajectories cells, CancellationToken cancellation)
    {
        double sum = 0;
        for (int t = 0; t + 1 < cells.Times.Length; t++)
        {
            cancellation.ThrowIfCancellationRequested();
            DenseMatrix next = dynamics.StepAfter(around, [.. cells.States.Take(t + 1)], cells.Times[..(t + 1)], cells.Times[t + 1] - cells.Times[t], Perturbation.None);
            sum += MeanSquare(next, cells.States[t + 1]);
        }
        return sum / (cells.Times.Length - 1);
    }
}
