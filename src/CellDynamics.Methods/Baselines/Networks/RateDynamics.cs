using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Networks;

namespace CellDynamics.Methods.Baselines.Networks;

/// <summary>Genes that move at a rate which depends on what their cell sees now: one step of Euler, as the rates were learned from differences.</summary>
/// <param name="features">What a cell sees.</param>
/// <param name="rates">Type, features of its cells <c>[cells, genes + pairs]</c> → change per time unit, <c>[cells, genes]</c>.</param>
internal sealed class RateDynamics(RateFeatures features, Func<int, DenseMatrix, DenseMatrix> rates) : IGeneDynamics
{
    public DenseMatrix Step(Neighbourhood around, DenseMatrix states, double interval, Perturbation perturbation)
    {
        DenseMatrix seen = features.Of(around, states, perturbation.Blocked), next = new(states.Rows, states.Columns);
        foreach (IGrouping<int, int> type in Enumerable.Range(0, states.Rows).GroupBy(cell => around.Types[cell]))
        {
            int[] cells = [.. type];
            DenseMatrix change = rates(type.Key, seen.SelectRows(cells));
            for (int i = 0; i < cells.Length; i++)
            {
                for (int g = 0; g < states.Columns; g++)
                    next[cells[i], g] = Math.Max(0, states[cells[i], g] + interval * change[i, g]);
            }
        }
        return next;
    }
}
