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

    /// <summary>The same where the state before is known too, <c>[cells, genes]</c>; only what draws lines through two states looks at it.</summary>
    /// <param name="around">Types of the cells and who hears whom.</param>
    /// <param name="before">States <paramref name="passed"/> ago, <c>[cells, genes]</c>.</param>
    /// <param name="passed">Time between <paramref name="before"/> and <paramref name="states"/>, positive.</param>
    /// <param name="states">As for <see cref="Step"/>.</param>
    /// <param name="interval">As for <see cref="Step"/>.</param>
    /// <param name="perturbation">As for <see cref="Step"/>.</param>
    DenseMatrix StepAfter(Neighbourhood around, DenseMatrix before, double passed, DenseMatrix states, double interval, Perturbation perturbation) => Step(around, states, interval, perturbation);
}
