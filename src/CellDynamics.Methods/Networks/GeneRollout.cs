using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Networks;

/// <summary>A tissue followed forward from its first state alone.</summary>
public static class GeneRollout
{
    /// <summary>States at every time, the first the given one with the perturbation applied, <c>[times][cells, genes]</c>.</summary>
    /// <param name="dynamics">What moves the genes.</param>
    /// <param name="around">Types of the cells and who hears whom.</param>
    /// <param name="start"><c>[cells, genes]</c>.</param>
    /// <param name="times">Ascending, the first that of <paramref name="start"/>.</param>
    /// <param name="perturbation">Applied at the first time and held.</param>
    /// <param name="arrived">Called at every time after the first.</param>
    /// <param name="cancellation">Asked at every time.</param>
    public static DenseMatrix[] Follow(
        IGeneDynamics dynamics, Neighbourhood around, DenseMatrix start, double[] times, Perturbation perturbation, Action? arrived = null, CancellationToken cancellation = default)
    {
        var states = new DenseMatrix[times.Length];
        states[0] = Begun(start, perturbation);
        for (int t = 1; t < times.Length; t++)
        {
            cancellation.ThrowIfCancellationRequested();
            states[t] = dynamics.StepAfter(around, new ArraySegment<DenseMatrix>(states, 0, t), new ArraySegment<double>(times, 0, t), times[t] - times[t - 1], perturbation);
            Hold(states[t], perturbation);
            arrived?.Invoke();
        }
        return states;
    }

    /// <summary>A copy of the state with the perturbation applied.</summary>
    internal static DenseMatrix Begun(DenseMatrix start, Perturbation perturbation)
    {
        var state = new DenseMatrix(start.Rows, start.Columns, [.. start.Values]);
        foreach ((int gene, double factor) in perturbation.Made)
        {
            for (int cell = 0; cell < state.Rows; cell++)
                state[cell, gene] *= factor;
        }
        Hold(state, perturbation);
        return state;
    }

    /// <summary>Puts genes that are held back to their level.</summary>
    internal static void Hold(DenseMatrix state, Perturbation perturbation)
    {
        foreach ((int gene, double level) in perturbation.Held)
        {
            for (int cell = 0; cell < state.Rows; cell++)
                state[cell, gene] = level;
        }
    }
}
