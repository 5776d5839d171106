using System.Numerics.Tensors;
using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Transport;

/// <summary>The solution of an entropic problem: potentials, from which the plan follows row by row.</summary>
public sealed class SinkhornResult
{
    private readonly DenseMatrix _cost;

    internal SinkhornResult(DenseMatrix cost, double epsilon, double[] sourcePotentials, double[] targetPotentials)
    {
        _cost = cost;
        (Epsilon, SourcePotentials, TargetPotentials) = (epsilon, sourcePotentials, targetPotentials);
    }

    public double Epsilon { get; }

    /// <summary>f in cost units, <c>[sources]</c>; −∞ where a weight is zero.</summary>
    public double[] SourcePotentials { get; }

    /// <summary>g in cost units, <c>[targets]</c>; −∞ where a weight is zero.</summary>
    public double[] TargetPotentials { get; }

    public required SinkhornOutcome Outcome { get; init; }

    /// <summary>Error after every iteration, as <see cref="SinkhornOptions.Tolerance"/> defines it.</summary>
    public required IReadOnlyList<double> Errors { get; init; }

    public bool HasConverged => Outcome == SinkhornOutcome.Converged;

    public int Iterations => Errors.Count;

    /// <summary>What to do about the outcome; empty when there is nothing to do.</summary>
    public string Advice => HasConverged
        ? ""
        : $"The error is {Errors[^1]:0.##e+0} after {Iterations} iterations: raise the limit, or raise epsilon ({Epsilon:0.###e+0}).";

    /// <summary>P = exp((f + g − C)/ε), <c>[sources, targets]</c>; computed anew on every call.</summary>
    public DenseMatrix Plan()
    {
        var plan = new DenseMatrix(_cost.Rows, _cost.Columns);
        RowBlocks.ForEach(plan.Rows, plan.Columns, (_, first, end) =>
        {
            for (int i = first; i < end; i++)
                FillRow(i, plan.Row(i));
        });
        return plan;
    }

    /// <summary>Row <paramref name="source"/> of the plan, written into <paramref name="row"/> <c>[targets]</c>.</summary>
    public void FillRow(int source, Span<double> row)
    {
        TensorPrimitives.Subtract(TargetPotentials, _cost.Row(source), row);
        TensorPrimitives.Add(row, SourcePotentials[source], row);
        TensorPrimitives.Divide(row, Epsilon, row);
        TensorPrimitives.Exp<double>(row, row);
    }

    /// <summary>⟨P, C⟩, without the entropy.</summary>
    public double TransportCost()
    {
        double[] parts = new double[_cost.Rows];
        ForRows((i, row) => parts[i] = TensorPrimitives.Dot(row, _cost.Row(i)));
        return parts.Sum();
    }

    /// <summary>Pᵀx: where the values of the sources (mass, or mass times a property) arrive, <c>[sources, k] → [targets, k]</c>.</summary>
    public DenseMatrix Push(DenseMatrix values)
    {
        RequireRows(values, _cost.Rows);
        double[][] sums = new double[RowBlocks.Count(_cost.Rows, _cost.Columns)][];
        RowBlocks.ForEach(_cost.Rows, _cost.Columns, (block, first, end) =>
        {
            double[] sum = sums[block] = new double[_cost.Columns * values.Columns];
            double[] row = new double[_cost.Columns];
            for (int i = first; i < end; i++)
            {
                FillRow(i, row);
                for (int j = 0; j < row.Length; j++)
                {
                    Span<double> arrived = sum.AsSpan(j * values.Columns, values.Columns);
                    TensorPrimitives.MultiplyAdd(values.Row(i), row[j], arrived, arrived);
                }
            }
        });
        for (int block = 1; block < sums.Length; block++)
            TensorPrimitives.Add(sums[0], sums[block], sums[0]);
        return new DenseMatrix(_cost.Columns, values.Columns, sums[0]);
    }

    /// <summary>Py: what the sources receive from where they go, <c>[targets, k] → [sources, k]</c>.</summary>
    public DenseMatrix Pull(DenseMatrix values)
    {
        RequireRows(values, _cost.Columns);
        var pulled = new DenseMatrix(_cost.Rows, values.Columns);
        ForRows((i, row) =>
        {
            Span<double> received = pulled.Row(i);
            for (int j = 0; j < row.Length; j++)
                TensorPrimitives.MultiplyAdd(values.Row(j), row[j], received, received);
        });
        return pulled;
    }

    private delegate void RowAction(int source, ReadOnlySpan<double> row);

    private void ForRows(RowAction action) => RowBlocks.ForEach(_cost.Rows, _cost.Columns, (_, first, end) =>
    {
        double[] row = new double[_cost.Columns];
        for (int i = first; i < end; i++)
        {
            FillRow(i, row);
            action(i, row);
        }
    });

    private static void RequireRows(DenseMatrix values, int expected)
    {
        if (values.Rows != expected)
            throw new ArgumentException($"Expected one row per cell ({expected}), found {values.Rows}.", nameof(values));
    }
}
