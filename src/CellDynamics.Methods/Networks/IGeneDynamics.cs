using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Networks;

/// <summary>How the genes of a tissue change in time: fitted agents, a simple guess, or the truth of a simulator.</summary>
public interface IGeneDynamics
{
    /// <summary>Genes of all cells one interval later, <c>[cells, genes]</c>.</summary>
    /// <param name="around">Types of the cells and who hears whom.</param>
    /// <param name="states"><c>[cells, genes]</c>, not changed; genes that are held stand at their level already.</param>
    /// <param name="interval">In the data's unit of time, positive.</param>
    /// <param name="perturbation">What was done; a model without production or pairs of its own ignores those parts.</param>
    DenseMatrix Step(Neighbourhood around, DenseMatrix states, double interval, Perturbation perturbation);

    /// <summary>The same where what came before is known too, <c>[cells, genes]</c>; only what draws lines through two states, and genes that act with a delay, look at it.</summary>
    /// <param name="around">Types of the cells and who hears whom.</param>
    /// <param name="states">One or more; the last is the present one, as for <see cref="Step"/>.</param>
    /// <param name="times">Of the states, ascending.</param>
    /// <param name="interval">As for <see cref="Step"/>.</param>
    /// <param name="perturbation">As for <see cref="Step"/>.</param>
    DenseMatrix StepAfter(Neighbourhood around, IReadOnlyList<DenseMatrix> states, IReadOnlyList<double> times, double interval, Perturbation perturbation) => Step(around, states[^1], interval, perturbation);
}
